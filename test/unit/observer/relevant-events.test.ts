import type { ChainEvent } from "../../../src/chain/block.ts";
import { ProviderDecoder } from "../../../src/observer/provider-decoder.ts";
import { relevantEvents } from "../../../src/observer/relevant-events.ts";
import * as wire from "./wire-blocks.ts";

const other: wire.PathIds = {
  providerChannel: "channel-9",
  consumerChannel: "channel-9",
  providerConnection: "connection-9",
  consumerConnection: "connection-9",
};
const data = { valset_update_id: "7", validator_updates: [], slash_acks: [] };
const ours = { from: "provider" as const, sequence: 1n, data };
const theirs = { ...ours, path: other };
const refused = { error: "ABCI code: 1" };

function blockOf(...txs: readonly (readonly ChainEvent[])[]) {
  return wire.block("provider-1", 5n, { txs: txs.map((events, index) => wire.tx(`TX${index}`, events)) });
}

const connections = new Set([wire.ids.providerConnection]);
const types = (block: ReturnType<typeof blockOf>, id = "0"): string[] =>
  [...relevantEvents(block, id, connections)].map(({ event }) => event.type);

describe("relevantEvents", () => {
  it("are those of the consumer, of its connections, and of nobody in particular, in their order", () => {
    const optIn = (consumer_id: string) =>
      wire.event("opt_in", {
        module: "provider",
        consumer_id,
        consumer_chain_id: "c",
        provider_validator_address: "v",
        submitter_address: "s",
      });
    const jailed = wire.event("slash", { jailed: "cosmosvalcons1", reason: "missing_signature" });
    const denoms = wire.event("change_consumer_reward_denom", { add_consumer_reward_denom: "a" });
    const block = blockOf([wire.sendPacket(ours), optIn("1"), jailed, wire.sendPacket(theirs), optIn("0"), denoms]);
    expect(types(block)).toEqual(["send_packet", "slash", "opt_in", "change_consumer_reward_denom"]);
    expect([...relevantEvents(block, "2", new Set())].map(({ event }) => event.type)).toEqual([
      "slash",
      "change_consumer_reward_denom",
    ]);
  });

  it("hold the outcome of its own packet, not that of another one beside it", () => {
    const block = blockOf([
      ...wire.acknowledgePacket(theirs, refused),
      ...wire.acknowledgePacket(ours, { result: "\u0001" }),
      ...wire.acknowledgePacket({ ...theirs, sequence: 2n }, refused),
    ]);
    const decoder = new ProviderDecoder("0");
    decoder.learn("07-tendermint-2", connections);
    expect(decoder.decode(block)).toMatchObject([{ kind: "vscPacketAcknowledged", verdict: { kind: "accepted" } }]);
    expect(types(block)).toEqual(["acknowledge_packet", "ccv_packet", "ccv_packet"]);
  });

  it("follow a connection from where it is made on", () => {
    const opened = { client_id: "07-tendermint-2", connection_id: wire.ids.providerConnection };
    const decoder = new ProviderDecoder("0");
    decoder.learn("07-tendermint-2", []);
    const block = blockOf(
      [wire.sendPacket(ours)],
      [wire.event("connection_open_confirm", opened)],
      [wire.sendPacket({ ...ours, sequence: 2n })],
    );
    expect(decoder.decode(block)).toMatchObject([{ kind: "vscPacketSent", sequence: 2n }]);
  });
});
