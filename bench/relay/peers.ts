import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Testnet } from "../../testnet/index.ts";
import type { Reaper } from "../../testnet/runner/reaper.ts";
import { HermesPeer } from "./hermes-peer.ts";
import { IcskitPeer } from "./icskit-peer.ts";
import type { Peer, PeerPath } from "./peer.ts";
import { RlyPeer } from "./rly-peer.ts";
import { peerAccount } from "./siblings.ts";

/** The relayers that can be measured. */
export type PeerName = "icskit" | "rly" | "hermes";

/** What every measurement is given. */
export interface BenchContext {
  /** Path of the rly binary. */
  readonly rly: string;
  /** Path of the hermes binary; undefined where the PATH has none. */
  readonly hermes: string | undefined;
  /** Keep homes and logs of every testnet. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What a relayer is started for. */
export interface PeerSetting {
  readonly net: Testnet;
  readonly path: PeerPath;
  readonly accountName: string;
  readonly reaper: Reaper;
  readonly context: BenchContext;
}

/** Makes ready a relayer for one path; it relays nothing yet. Its files go into the testnet's folder. */
export async function createPeer(name: PeerName, setting: PeerSetting): Promise<Peer> {
  const { net, path, accountName, reaper, context } = setting;
  const account = peerAccount(net, accountName);
  const folder = join(net.folder, `relayer-${name}-${path.consumer.chainId}`);
  await mkdir(folder, { recursive: true });
  if (name === "icskit") return IcskitPeer.create({ paths: [path], account, logPath: join(folder, "icskit.log") });
  if (name === "rly") return RlyPeer.create({ binary: context.rly, folder, path, account, reaper }, context.signal);
  if (context.hermes === undefined) throw new TypeError("There is no hermes to measure");
  return HermesPeer.create({ binary: context.hermes, folder, path, account, reaper }, context.signal);
}
