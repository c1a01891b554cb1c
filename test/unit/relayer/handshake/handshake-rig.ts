import type { EncodeObject } from "@cosmjs/proto-signing";
import { Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import { IcsError } from "../../../../src/errors.ts";
import { type Hop, openCcvChannel } from "../../../../src/relayer/handshake/handshake.ts";
import type { RelayPath } from "../../../../src/relayer/relay-path.ts";
import { HandshakeChain } from "./handshake-chain.ts";

/** Both chains of a handshake. */
export interface Chains {
  readonly provider: HandshakeChain;
  readonly consumer: HandshakeChain;
  /** A path of a relayer that knows nothing yet. */
  path(): RelayPath;
}

/** Two chains with nothing between them but the clients of a launch. */
export function chains(): Chains {
  const provider = new HandshakeChain("provider", "07-tendermint-4");
  const consumer = new HandshakeChain("consumer", "07-tendermint-0");
  provider.peer = consumer;
  consumer.peer = provider;
  return { provider, consumer, path: () => ({ provider: provider.end(), consumer: consumer.end() }) };
}

/** Five transactions that open the CCV channel where there is nothing yet. */
export const FIVE_HOPS = [
  ["ConnectionOpenInit", "provider-1"],
  ["ConnectionOpenTry + ChannelOpenInit", "consumer-1"],
  ["ConnectionOpenAck + ChannelOpenTry", "provider-1"],
  ["ConnectionOpenConfirm + ChannelOpenAck", "consumer-1"],
  ["ChannelOpenConfirm + ChannelOpenTry (transfer)", "provider-1"],
];

export const named = (hops: readonly Hop[]): string[][] => hops.map(({ name, chainId }) => [name, chainId]);

/** Ends a handshake after so many hops, as a kill does. */
export async function abortedAfter(path: RelayPath, count: number): Promise<void> {
  const killed = new AbortController();
  let hops = 0;
  const onHop = (): void => {
    hops += 1;
    if (hops === count) killed.abort(new Error("killed"));
  };
  const options = { signal: killed.signal, onHop };
  await expect(openCcvChannel(path, options).then((opened) => opened.finishTransfer())).rejects.toThrow("killed");
}

/** What every handshake must end with: one pair of each channel, open, on one connection. */
export function expectOneOfEach({ provider, consumer }: Chains): void {
  expect(provider.openChannels("provider")).toHaveLength(1);
  expect(consumer.openChannels("consumer")).toHaveLength(1);
  expect(provider.openChannels("transfer")).toHaveLength(1);
  expect(consumer.openChannels("transfer")).toHaveLength(1);
}

export const count = (chain: HandshakeChain): number[] => [
  chain.ids("connections").length,
  chain.ids(`channelEnds/ports/${chain.side}/channels`).length,
  chain.ids("channelEnds/ports/transfer/channels").length,
];

export function failed(codespace: string, abciCode = 1): IcsError {
  const context = { chainId: "provider-1", hash: "", height: 1n, codespace, abciCode, sentinel: undefined, log: "" };
  return new IcsError("TX_FAILED", "failed", context);
}

export function connectionInit(clientId: string, counterpartyClientId: string): EncodeObject {
  const value = {
    clientId,
    counterparty: { clientId: counterpartyClientId, connectionId: "", prefix: { keyPrefix: Buffer.from("ibc") } },
    version: { identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] },
  };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenInit", value };
}

export function channelInit(connectionId: string): EncodeObject {
  const channel = {
    ordering: Order.ORDER_ORDERED,
    counterparty: { portId: "provider", channelId: "" },
    connectionHops: [connectionId],
    version: "1",
  };
  return { typeUrl: "/ibc.core.channel.v1.MsgChannelOpenInit", value: { portId: "consumer", channel } };
}
