import { traceHandshake } from "../../../bench/relay/handshake-trace.ts";
import { at, block, event, tx } from "./recorded-blocks.ts";

const opened = (connection: string, port: string, channel: string) =>
  event("channel_open_confirm", { connection_id: connection, port_id: port, channel_id: channel });
const tried = (client: string, connection: string) =>
  event("connection_open_try", { client_id: client, connection_id: connection });

const consumer = [
  block(4, 4, { txs: [tx([event("connection_open_init", { connection_id: "connection-0" })], { code: 5 })] }),
  block(5, 5, { txs: [tx([event("connection_open_init", { connection_id: "connection-0" })])] }),
];
const provider = [
  block(20, 6, { txs: [tx([tried("07-tendermint-0", "connection-0"), tried("07-tendermint-1", "connection-1")])] }),
  block(23, 9, { txs: [tx([opened("connection-0", "provider", "channel-0")])] }),
  block(24, 10, { txs: [tx([opened("connection-1", "provider", "channel-1")])] }),
];
const transferOpen = block(26, 12, { txs: [tx([opened("connection-1", "transfer", "channel-2")])] });

describe("traceHandshake", () => {
  it("reads from the first connection message that succeeded to both open channels of this client", () => {
    expect(traceHandshake([...provider, transferOpen], consumer, "07-tendermint-1")).toMatchObject({
      begun: { height: 5n, time: at(5) },
      ccvOpen: { height: 24n, time: at(10) },
      transferOpen: { height: 26n, time: at(12) },
      connectionIdOnProvider: "connection-1",
      connectionIdOnConsumer: "connection-0",
      ccvChannelIdOnProvider: "channel-1",
    });
  });

  it("reads a connection that began on the provider", () => {
    const inited = event("connection_open_init", { client_id: "07-tendermint-1", connection_id: "connection-1" });
    const onConsumer = [
      block(6, 6.5, { txs: [tx([event("connection_open_try", { connection_id: "connection-0" })])] }),
    ];
    const onProvider = [block(19, 5, { txs: [tx([inited])] }), ...provider.slice(1), transferOpen];
    expect(traceHandshake(onProvider, onConsumer, "07-tendermint-1")).toMatchObject({
      begun: { height: 19n, time: at(5) },
      connectionIdOnProvider: "connection-1",
      connectionIdOnConsumer: "connection-0",
    });
  });

  it("is not through before the transfer channel is open", () => {
    expect(traceHandshake(provider, consumer, "07-tendermint-1")).toBeUndefined();
  });

  it("is not through where only a sibling's is", () => {
    const sibling = block(26, 12, { txs: [tx([opened("connection-0", "transfer", "channel-2")])] });
    expect(traceHandshake([...provider, sibling], consumer, "07-tendermint-1")).toBeUndefined();
    expect(traceHandshake([...provider, sibling], [], "07-tendermint-0")).toBeUndefined();
  });
});
