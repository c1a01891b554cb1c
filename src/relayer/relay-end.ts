import type { EncodeObject } from "@cosmjs/proto-signing";
import type { WaitOptions } from "../async/wait-options.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { IncludedTx, SendOptions, TxSender } from "../chain/tx-sender.ts";
import { type Proof, queryProof } from "../ibc/proof.ts";
import type { LightClient } from "./clients/light-client.ts";
import { gasFor } from "./packets/gas.ts";

/** One end of a relay path: a chain, the account that pays there, and the chain's client of the other end. */
export interface RelayEnd {
  readonly connection: ChainConnection;
  readonly sender: TxSender;
  readonly client: LightClient;
}

/** Reads a path of the source's IBC store with a proof for the header that the same transaction brings. */
export type Prove = (path: string) => Promise<Proof>;

/**
 * Sends messages to `destination` with proofs of what `source` did at `height`, in one transaction that first brings
 * the client forward: sent as soon as the source's next header exists, since that header commits to `height`'s state.
 */
export async function submitProven(
  source: RelayEnd,
  destination: RelayEnd,
  height: bigint,
  messages: (prove: Prove) => Promise<EncodeObject[]>,
  options: WaitOptions & Pick<SendOptions, "signAgain"> = {},
): Promise<IncludedTx> {
  const { sender, client } = destination;
  // Not below what the client trusts: there it may hold no consensus state to prove against.
  const least = height + 1n > client.trustedHeight ? height + 1n : client.trustedHeight;
  const headerHeight = await source.connection.waitForHeader(least, options);
  const [update, proven] = await Promise.all([
    client.update(sender.address, headerHeight),
    messages((path) => queryProof(source.connection, path, headerHeight)),
  ]);
  const all = [...update, ...proven];
  const tx = await sender.send(all, { ...options, gas: gasFor(all) });
  client.advanced(headerHeight);
  return tx;
}
