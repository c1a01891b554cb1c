import { toBase64 } from "@cosmjs/encoding";
import type { ChainEvent } from "../../../src/chain/block.ts";
import { ProviderDecoder } from "../../../src/observer/provider-decoder.ts";
import { slashPacketJson, vscPacketJson } from "../ccv/packet-bytes.ts";
import { jailedAddress, update } from "./pair-history.ts";
import * as wire from "./wire-blocks.ts";

const otherPath = { ...wire.ids, providerChannel: "channel-9", providerConnection: "connection-9" };
const vsc = {
  from: "provider" as const,
  sequence: 5n,
  data: vscPacketJson({ valsetUpdateId: 30n, validatorUpdates: [], slashAcknowledgements: [] }),
};

function slash(infraction: "downtime" | "double-sign", sequence = 3n): wire.WirePacket {
  const address = new Uint8Array(20).fill(1);
  return { from: "consumer", sequence, data: slashPacketJson({ address, power: 1n, valsetUpdateId: 0n, infraction }) };
}

function decoder(): ProviderDecoder {
  const created = new ProviderDecoder("0");
  created.learn("07-tendermint-2", [wire.ids.providerConnection]);
  return created;
}

function decodeTx(events: readonly ChainEvent[], code = 0) {
  return decoder().decode(wire.block("provider-1", 9n, { txs: [wire.tx("TX", wire.message(0, ...events), code)] }));
}

const result = (byte: number) => ({ result: toBase64(Uint8Array.of(byte)) });

describe("ProviderDecoder, VSC packets", () => {
  it("reads a sent packet with its ids on both chains and its timeout", () => {
    const timeout = new Date("2026-02-28T12:00:00.250Z");
    const [sent] = decoder().decode(
      wire.block("provider-1", 9n, { events: wire.endBlock(wire.sendPacket({ ...vsc, timeout })) }),
    );
    expect(sent).toMatchObject({
      kind: "vscPacketSent",
      sequence: 5n,
      providerChannelId: "channel-4",
      consumerChannelId: "channel-0",
      packet: { valsetUpdateId: 30n },
      timeoutTime: timeout,
      txHash: undefined,
    });
  });

  it("keeps several consumers of one provider apart", () => {
    const events = [wire.sendPacket({ ...vsc, path: otherPath }), wire.sendPacket(vsc)];
    const decoded = decoder().decode(wire.block("provider-1", 9n, { events: wire.endBlock(...events) }));
    expect(decoded).toHaveLength(1);
    expect(decoded[0]).toMatchObject({ providerChannelId: "channel-4" });
  });

  it("adds the outcome to the acknowledgement", () => {
    expect(decodeTx(wire.acknowledgePacket(vsc, { result: "\u0001" }))).toMatchObject([
      { kind: "vscPacketAcknowledged", sequence: 5n, verdict: { kind: "accepted" } },
    ]);
    expect(decodeTx(wire.acknowledgePacket(vsc, { error: "ABCI code: 29" }))).toMatchObject([
      { kind: "vscPacketAcknowledged", verdict: { kind: "error", error: "ABCI code: 29" } },
    ]);
  });

  it("tells outcomes of several acknowledgements in one transaction apart", () => {
    const second = { ...vsc, sequence: 6n };
    const decoded = decodeTx([
      ...wire.acknowledgePacket(vsc, { result: "\u0001" }),
      ...wire.acknowledgePacket({ ...vsc, path: otherPath }, { error: "not ours" }),
      ...wire.acknowledgePacket(second, { error: "ours" }),
    ]);
    expect(decoded).toMatchObject([
      { sequence: 5n, verdict: { kind: "accepted" } },
      { sequence: 6n, verdict: { kind: "error", error: "ours" } },
    ]);
  });

  it("reads a timeout and the channel end that it closes", () => {
    expect(decodeTx(wire.timeoutPacket(vsc))).toMatchObject([
      { kind: "channelClosed", cause: "timeout", portId: "provider", channelId: "channel-4" },
      { kind: "vscPacketTimedOut", sequence: 5n },
    ]);
  });
});

describe("ProviderDecoder, slash packets", () => {
  const executed = wire.event("execute_consumer_chain_slash", {
    module: "provider",
    validator_address: jailedAddress,
    infraction_type: "INFRACTION_DOWNTIME",
    infraction_height: "9",
    valset_update_id: "0",
  });

  it.each([
    ["handled", 2, "downtime"],
    ["bounced", 3, "downtime"],
    ["v1", 1, "double-sign"],
  ] as const)("reads the verdict %s", (kind, byte, infraction) => {
    expect(decodeTx(wire.receivePacket(slash(infraction), result(byte)))).toMatchObject([
      { kind: "slashPacketReceived", sequence: 3n, verdict: { kind }, executedOn: undefined, packet: { infraction } },
    ]);
  });

  it("reads a refusal", () => {
    const refusal = { error: "ABCI code: 1: error handling packet: see events for details" };
    expect(decodeTx(wire.receivePacket(slash("downtime"), refusal))).toMatchObject([
      { verdict: { kind: "error", error: refusal.error } },
    ]);
  });

  it("tells which of several packets in one transaction was executed", () => {
    const decoded = decodeTx([
      ...wire.receivePacket(slash("downtime", 3n), result(2)),
      ...wire.receivePacket(slash("downtime", 4n), result(2), executed),
      ...wire.receivePacket(slash("downtime", 5n), result(3)),
    ]);
    const received = decoded.filter((event) => event.kind === "slashPacketReceived");
    expect(received.map(({ executedOn }) => executedOn)).toEqual([undefined, jailedAddress, undefined]);
  });

  it("does not take another consumer's execution for its own", () => {
    const decoded = decodeTx([
      ...wire.receivePacket({ ...slash("downtime"), path: otherPath }, result(2), executed),
      ...wire.receivePacket(slash("downtime"), result(2)),
    ]);
    expect(decoded).toMatchObject([{ kind: "slashPacketReceived", executedOn: undefined }]);
  });

  it("takes lost power in the same block as evidence of jailing, and nothing else", () => {
    const events = wire.message(0, ...wire.receivePacket(slash("downtime"), result(2), executed));
    const jailings = (updates: readonly ReturnType<typeof update>[]) =>
      decoder()
        .decode(wire.block("provider-1", 9n, { txs: [wire.tx("TX", events)], updates }))
        .filter(({ kind }) => kind === "validatorJailed");
    const evidence = { evidence: "validator-update", reason: "consumer-downtime", txHash: "TX" };
    expect(jailings([update("provider", 2, 0n)])).toMatchObject([
      { providerConsensusAddress: jailedAddress, ...evidence },
    ]);
    expect(jailings([update("provider", 2, 7n)])).toEqual([]);
    expect(jailings([update("provider", 1, 0n)])).toEqual([]);
  });

  it("says nothing of VSCMatured packets of old", () => {
    const matured = { type: "CONSUMER_PACKET_TYPE_VSCM", vscMaturedPacketData: { valset_update_id: "4" } };
    expect(decodeTx(wire.receivePacket({ from: "consumer", sequence: 1n, data: matured }, result(1)))).toEqual([]);
  });
});

describe("ProviderDecoder, anything else", () => {
  it("follows connections and channels from the client on", () => {
    const fresh = new ProviderDecoder("0");
    const consumer = { module: "provider", consumer_id: "0", consumer_chain_id: "c" };
    const launch = { client_id: "07-tendermint-2", initial_height: "0-1", trusting_period: "1h0m0s" };
    const created = wire.event("consumer_client_created", { ...consumer, ...launch, unbonding_period: "1h0m0s" });
    fresh.decode(wire.block("provider-1", 1n, { events: wire.beginBlock(created) }));
    const connection = { client_id: "07-tendermint-2", connection_id: wire.ids.providerConnection };
    const stranger = { client_id: "07-tendermint-3", connection_id: "connection-9" };
    const opening = [wire.event("connection_open_try", connection), wire.event("connection_open_try", stranger)];
    fresh.decode(wire.block("provider-1", 2n, { txs: [wire.tx("A", opening)] }));
    const transfer = { ...wire.channelAttributes("provider"), port_id: "transfer", channel_id: "channel-5" };
    const channels = [
      wire.event("channel_open_try", transfer),
      wire.event("channel_open_confirm", transfer),
      wire.event("channel_open_confirm", wire.channelAttributes("provider", otherPath)),
    ];
    expect(fresh.decode(wire.block("provider-1", 3n, { txs: [wire.tx("B", channels)] }))).toMatchObject([
      { kind: "channelOpened", portId: "transfer", channelId: "channel-5", connectionId: "connection-7" },
    ]);
  });

  it("reads nothing from a failed transaction", () => {
    expect(decodeTx(wire.acknowledgePacket(vsc, { result: "\u0001" }), 5)).toEqual([]);
  });

  it("names what it cannot read, and goes on", () => {
    const bad = { ...vsc, data: { validator_updates: "none" } };
    const broken = wire.event("send_packet", { connection_id: wire.ids.providerConnection, packet_data_hex: "zz" });
    const numberless = { ...wire.sendPacket(vsc) };
    const attributes = numberless.attributes.map((attribute) =>
      attribute.key === "packet_sequence" ? { key: attribute.key, value: "many" } : attribute,
    );
    const decoded = decodeTx([wire.sendPacket(bad), broken, { type: "send_packet", attributes }, wire.sendPacket(vsc)]);
    expect(decoded.map(({ kind }) => kind)).toEqual(["unreadable", "unreadable", "vscPacketSent"]);
    expect(decoded[0]).toMatchObject({
      eventType: "send_packet",
      reason: expect.stringContaining("validator_updates"),
    });
  });

  it("reads the begin of a block first, then its transactions, then its end", () => {
    const consumer = { module: "provider", consumer_id: "0", consumer_chain_id: "c" };
    const rewards = { total_rewards: "", distributed_rewards: "", community_pool_rewards: "" };
    const removed = wire.event("remove_consumer", { ...consumer, submitter_address: "a" });
    const decoded = decoder().decode(
      wire.block("provider-1", 9n, {
        events: [
          ...wire.endBlock(wire.sendPacket(vsc)),
          ...wire.beginBlock(wire.event("distributed_ics_rewards", { ...consumer, ...rewards })),
        ],
        txs: [wire.tx("TX", wire.message(0, removed))],
      }),
    );
    expect(decoded.map(({ kind }) => kind)).toEqual(["rewardsDistributed", "consumerRemoved", "vscPacketSent"]);
  });
});
