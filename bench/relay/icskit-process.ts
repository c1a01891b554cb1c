// icskit's relayer as a process of its own: told over the pipe to its parent what to relay, and ends with it.
import { createCliLogger } from "../../src/cli/cli-logger.ts";
import { createRelayer, type Relayer } from "../../src/relayer/service/relayer.ts";
import type { RelayerEvent } from "../../src/relayer/service/relayer-events.ts";
import type { IcskitAnswer, IcskitCommand } from "./icskit-peer.ts";
import type { PeerAccount, PeerPath, Usage } from "./peer.ts";
import { connectPeerChain } from "./relayer-chain.ts";

const logger = createCliLogger("info");
let relayer: Relayer | undefined;

async function relay(paths: readonly PeerPath[], account: PeerAccount): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  const onEvent = (event: RelayerEvent): void => {
    if (event.kind !== "relayed") logger.info(event.kind, { ...event });
  };
  relayer = createRelayer({ provider: await connectPeerChain(first.provider, account, logger), logger, onEvent });
  for (const { consumerId, consumer } of paths) {
    relayer.addConsumer({
      name: consumer.chainId,
      consumerId,
      chain: () => connectPeerChain(consumer, account, logger),
    });
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20) };
}

async function answer(command: IcskitCommand): Promise<Usage | undefined> {
  if (command.do === "usage") return usage();
  return void (await relay(command.paths, command.account));
}

const send = (message: IcskitAnswer): void => void process.send?.(message);

process.on("message", ({ id, ...command }: IcskitCommand & { readonly id: number }) => {
  answer(command).then(
    (result) => send({ id, result }),
    (error: unknown) => send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on("disconnect", () => process.exit());
// A terminal's Ctrl-C reaches the whole group: the parent ends this process when it is done with it.
process.on("SIGINT", () => undefined);
