import fc from "fast-check";
import { consumerEventDecoders } from "../../../src/ccv/consumer-events.ts";
import { parseCcvEvent } from "../../../src/ccv/events.ts";
import { packetEventDecoders } from "../../../src/ccv/packet-events.ts";
import { providerEventDecoders } from "../../../src/ccv/provider-events.ts";

const known = [providerEventDecoders, consumerEventDecoders, packetEventDecoders].flatMap((each) => Object.keys(each));
/** What chains write for some attribute, and what they never would. */
const values = [
  "",
  "0",
  "-1",
  "18446744073709551616",
  "1e9",
  "true",
  "provider",
  "ccvconsumer",
  "CCV",
  "scheduled",
  "INFRACTION_DOWNTIME",
  "CONSUMER_PHASE_LAUNCHED",
  "2026-13-99 99:99:99 +0000 UTC",
  "2026-01-31 12:00:00.123456789 +0000 UTC",
  "474h0m0s",
  "\ufffd\u0000",
];
const keys = [
  "module",
  "consumer_id",
  "consumer_chain_id",
  "consumer_phase",
  "consumer_spawn_time",
  "consumer_topn",
  "reward_distribution",
  "reward_amount",
  "success",
  "error",
  "acknowledgement",
  "valset_update_id",
  "infraction_type",
  "infraction_height",
  "trusting_period",
  "__proto__",
  "constructor",
];

const text = fc.oneof(fc.constantFrom(...values), fc.string({ unit: "binary" }));
const attribute = fc.record({ key: fc.oneof(fc.constantFrom(...keys), fc.string({ unit: "binary" })), value: text });
const type = fc.oneof(
  fc.constantFrom(...known),
  fc.constantFrom(...known.map((each) => `ibccallbackerror-${each}`)),
  fc.constantFrom("__proto__", "constructor", "toString", "vsc_matured", "received_ics_rewards"),
  fc.string({ unit: "binary" }),
);

it("an event of any type with any attributes is read or not, and never throws", () => {
  fc.assert(
    fc.property(type, fc.array(attribute, { maxLength: 12 }), (eventType, attributes) => {
      const event = parseCcvEvent({ type: eventType, attributes });
      expect(event === undefined || event.kind.length > 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it("an event of a known type that lacks any one attribute is read or not, and never throws", () => {
  for (const eventType of known) {
    for (const left of keys) {
      const attributes = keys.filter((key) => key !== left).map((key) => ({ key, value: "1" }));
      expect(() => parseCcvEvent({ type: eventType, attributes })).not.toThrow();
    }
  }
});
