import type { Observation, Occurrence } from "../../../src/observer/observer-event.ts";
import { ProviderDecoder } from "../../../src/observer/provider-decoder.ts";
import { timelineOf } from "./observed.ts";
import * as wire from "./wire-blocks.ts";

/** Fields of an observation that the place where it was made would overwrite. */
type Overwritten<T> = T extends unknown ? Extract<keyof T, keyof Occurrence> : never;

// Compiles only while there is none.
const overwritten: [Overwritten<Observation>] extends [never] ? [] : Overwritten<Observation>[] = [];

const updated = wire.event("update_consumer", {
  module: "provider",
  consumer_id: "0",
  consumer_chain_id: "consumer-2",
  submitter_address: "a",
  consumer_owner: "b",
  consumer_phase: "CONSUMER_PHASE_INITIALIZED",
});

describe("placed", () => {
  it("leaves what an event says of itself, as the consumer's chain id, beside the chain where it happened", () => {
    const block = wire.block("provider-1", 9n, { txs: [wire.tx("TX", wire.message(0, updated))] });
    const events = new ProviderDecoder("0").decode(block);
    expect(events).toMatchObject([
      { kind: "consumerUpdated", chain: "provider", chainId: "provider-1", consumerChainId: "consumer-2", height: 9n },
    ]);
    expect(timelineOf(...events).updates).toMatchObject([{ height: 9n, consumerChainId: "consumer-2" }]);
    expect(overwritten).toEqual([]);
  });
});
