import { toBase64 } from "@cosmjs/encoding";
import type { ChainEvent } from "../../../src/chain/block.ts";
import { ConsumerDecoder } from "../../../src/observer/consumer-decoder.ts";
import { slashPacketJson, vscPacketJson } from "../ccv/packet-bytes.ts";
import { update } from "./pair-history.ts";
import * as wire from "./wire-blocks.ts";

const ok = { result: toBase64(Uint8Array.of(1)) };
const address = new Uint8Array(20).fill(1);
const slash = {
  from: "consumer" as const,
  sequence: 2n,
  data: slashPacketJson({ address, power: 1n, valsetUpdateId: 0n, infraction: "downtime" }),
};

function vsc(sequence: bigint): wire.WirePacket {
  const data = vscPacketJson({ valsetUpdateId: sequence * 10n, validatorUpdates: [], slashAcknowledgements: [] });
  return { from: "provider", sequence, data };
}

function decodeTx(...events: readonly ChainEvent[]) {
  return new ConsumerDecoder().decode(
    wire.block("consumer-1", 4n, { txs: [wire.tx("TX", wire.message(0, ...events))] }),
  );
}

describe("ConsumerDecoder, VSC packets", () => {
  it("reads a receipt with its verdict", () => {
    const refusal = { error: "ABCI code: 29" };
    expect(decodeTx(...wire.receivePacket(vsc(1n), ok))[0]).toMatchObject({
      kind: "vscPacketReceived",
      sequence: 1n,
      providerChannelId: "channel-4",
      consumerChannelId: "channel-0",
      verdict: { kind: "accepted" },
      txHash: "TX",
    });
    expect(decodeTx(...wire.receivePacket(vsc(1n), refusal))[0]).toMatchObject({ verdict: { kind: "error" } });
  });

  it("ties an applied set to the packets of its block, and to the height that it acts from", () => {
    const events = [...wire.receivePacket(vsc(1n), ok), ...wire.receivePacket(vsc(2n), ok)];
    const updates = [update("consumer", 0, 9n)];
    const decoded = new ConsumerDecoder().decode(
      wire.block("consumer-1", 4n, { txs: [wire.tx("TX", wire.message(0, ...events))], updates }),
    );
    expect(decoded.at(-1)).toMatchObject({
      kind: "validatorSetApplied",
      updates,
      sequences: [1n, 2n],
      effectiveHeight: 6n,
      txHash: undefined,
    });
  });

  it("tells of a set that changed without a packet", () => {
    const decoded = new ConsumerDecoder().decode(
      wire.block("consumer-1", 4n, { updates: [update("consumer", 0, 9n)] }),
    );
    expect(decoded).toMatchObject([{ kind: "validatorSetApplied", sequences: [] }]);
  });
});

describe("ConsumerDecoder, slash packets", () => {
  it("reads sending, and the end of waiting", () => {
    const sent = new ConsumerDecoder().decode(
      wire.block("consumer-1", 4n, { events: wire.endBlock(wire.sendPacket(slash)) }),
    );
    expect(sent).toMatchObject([
      { kind: "slashPacketSent", sequence: 2n, packet: { infraction: "downtime", consumerAddressBytes: address } },
    ]);
    expect(decodeTx(...wire.timeoutPacket(slash))).toMatchObject([
      { kind: "channelClosed", portId: "consumer", cause: "timeout" },
      { kind: "slashPacketTimedOut", sequence: 2n },
    ]);
  });

  it.each([
    ["\u0001", "v1"],
    ["\u0002", "handled"],
    ["\u0003", "bounced"],
  ])("reads the acknowledged result %p as %s", (result, kind) => {
    expect(decodeTx(...wire.acknowledgePacket(slash, { result }))).toMatchObject([
      { kind: "slashPacketAcknowledged", sequence: 2n, verdict: { kind } },
    ]);
  });

  it("leaves the verdict open where the result is unknown", () => {
    expect(decodeTx(...wire.acknowledgePacket(slash, { result: "\u0009" }))).toMatchObject([{ verdict: undefined }]);
  });

  it("reads a refusal, and the channel that the consumer closes for it", () => {
    const closed = wire.event("channel_close_init", wire.channelAttributes("consumer"));
    const decoded = decodeTx(...wire.acknowledgePacket(slash, { error: "no" }).toSpliced(2, 0, closed));
    expect(decoded.map(({ kind }) => kind)).toEqual(["slashPacketAcknowledged", "channelClosed"]);
    expect(decoded[1]).toMatchObject({ cause: "self" });
  });
});

describe("ConsumerDecoder, channels", () => {
  const transfer = { ...wire.channelAttributes("consumer"), port_id: "transfer", channel_id: "channel-1" };

  it("counts a transfer channel on the CCV connection, and no other", () => {
    const stranger = { ...transfer, channel_id: "channel-2", connection_id: "connection-8" };
    const decoded = decodeTx(
      wire.event("channel_open_ack", wire.channelAttributes("consumer")),
      wire.event("channel_open_ack", transfer),
      wire.event("channel_open_confirm", stranger),
    );
    expect(decoded).toMatchObject([
      { kind: "channelOpened", portId: "consumer", channelId: "channel-0", counterpartyChannelId: "channel-4" },
      { kind: "channelOpened", portId: "transfer", channelId: "channel-1" },
    ]);
  });

  it("passes on the module's own events", () => {
    const established = { module: "ccvconsumer", channel_id: "channel-0", port_id: "consumer" };
    const opened = { ...established, port_id: "transfer" };
    const decoded = decodeTx(
      wire.event("channel_established", established),
      wire.event("fee_transfer_channel_opened", opened),
      wire.event("message", { action: "/ibc.core.client.v1.MsgUpdateClient" }),
    );
    expect(decoded.map(({ kind }) => kind)).toEqual(["consumerChannelEstablished", "feeTransferChannelOpened"]);
  });
});
