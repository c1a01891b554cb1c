import { ConsumerDecoder } from "../../../src/observer/consumer-decoder.ts";
import { ProviderDecoder } from "../../../src/observer/provider-decoder.ts";
import { capturedEvents, type RealEvent } from "../../support/captured-events.ts";
import * as wire from "./wire-blocks.ts";

const types = ["channel_close", "timeout_packet", "timeout"];
const captured = capturedEvents();
const ends = (chainId: string): readonly RealEvent[] =>
  captured.filter((event) => event.chainId === chainId && types.includes(event.type));

/** The block in which a chain's end of the channel closed, since a packet of its own was not received in time. */
function closingBlock(chainId: string) {
  const events = ends(chainId);
  expect(events.map(({ type }) => type)).toEqual(types);
  return wire.block(chainId, 40n, { txs: [wire.tx("TX", events)] });
}

const ids = { providerChannelId: "channel-0", consumerChannelId: "channel-0" };
const closed = {
  kind: "channelClosed",
  cause: "timeout",
  channelId: "channel-0",
  counterpartyChannelId: "channel-0",
  connectionId: "connection-0",
};

describe("what real chains wrote of a timeout", () => {
  it("is on the provider a closed end, and a VSC packet that was not received", () => {
    const decoder = new ProviderDecoder("0");
    decoder.learn("07-tendermint-0", ["connection-0"]);
    const block = closingBlock("provider-1");
    const at = { chain: "provider", chainId: "provider-1", height: 40n, time: block.time, txHash: "TX" };
    expect(decoder.decode(block)).toStrictEqual([
      { ...closed, portId: "provider", ...at },
      { kind: "vscPacketTimedOut", sequence: 2n, ...ids, ...at },
    ]);
  });

  it("is on the consumer a closed end, and a slash packet that was not received", () => {
    const block = closingBlock("consumer-1");
    const at = { chain: "consumer", chainId: "consumer-1", height: 40n, time: block.time, txHash: "TX" };
    expect(new ConsumerDecoder().decode(block)).toStrictEqual([
      { ...closed, portId: "consumer", ...at },
      { kind: "slashPacketTimedOut", sequence: 1n, ...ids, ...at },
    ]);
  });
});
