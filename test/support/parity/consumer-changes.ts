import {
  type CreateConsumer,
  initializationParameters,
  powerShapingParameters,
} from "../../../src/provider/messages.ts";
import { address, type Change, type ParityContext } from "./parity-row.ts";

const seconds = (value: bigint, nanos = 0) => ({ seconds: value, nanos });

/** A consumer that the provider takes. */
export function goodConsumer({ owner }: Pick<ParityContext, "owner">) {
  return {
    submitter: owner,
    chainId: "parity-1",
    metadata: { name: "name", description: "description", metadata: "{}" },
    initializationParameters: initializationParameters("parity-1"),
    powerShapingParameters: powerShapingParameters(),
    allowlistedRewardDenoms: ["stake"],
    infractionParameters: {
      doubleSign: { slashFraction: "0.05", jailDuration: seconds(9223372036n, 854775807), tombstone: true },
      downtime: { slashFraction: "0", jailDuration: seconds(0n), tombstone: false },
    },
  } satisfies CreateConsumer;
}

type Good = ReturnType<typeof goodConsumer>;
type Shared = Omit<Good, "submitter" | "chainId">;
type ConsumerChange = Change<Shared>;

const of =
  <K extends keyof Shared>(field: K, good: Shared) =>
  (change: Partial<Record<keyof Shared[K], unknown>>) =>
    ({ [field]: { ...good[field], ...change } }) as unknown as Partial<Shared>;

/** Changes of what a consumer says of itself, and of its reward denominations. */
function textChanges(good: Shared): ConsumerChange[] {
  const metadata = of("metadata", good);
  const denoms = (list: string[], ...fields: string[]): ConsumerChange => [
    `reward denominations ${JSON.stringify(list)}`,
    { allowlistedRewardDenoms: list },
    ...fields,
  ];
  return [
    ["an empty name", metadata({ name: "" }), "metadata.name"],
    ["a name of spaces", metadata({ name: " \t\n" }), "metadata.name"],
    ["a name of a next-line character, blank to Go alone", metadata({ name: "\u0085" }), "metadata.name"],
    ["a name of a byte-order mark, blank to JavaScript alone", metadata({ name: "\ufeff" })],
    ["a name of 50 bytes", metadata({ name: "é".repeat(25) })],
    ["a name of 51 bytes", metadata({ name: "a".repeat(51) }), "metadata.name"],
    ["a name of 26 characters in 52 bytes", metadata({ name: "é".repeat(26) }), "metadata.name"],
    ["an empty description", metadata({ description: "" }), "metadata.description"],
    ["a description of 10,000 bytes", metadata({ description: "a".repeat(10_000) })],
    ["a description of 10,001 bytes", metadata({ description: "a".repeat(10_001) }), "metadata.description"],
    ["empty metadata", metadata({ metadata: "" }), "metadata.metadata"],
    ["metadata of 255 bytes", metadata({ metadata: "a".repeat(255) })],
    ["metadata of 256 bytes", metadata({ metadata: "a".repeat(256) }), "metadata.metadata"],
    denoms([]),
    denoms(["abc", "gamm/pool/1", `ibc/${"0aA".repeat(21)}0`]),
    denoms(["aaa", "aaa"]),
    denoms(["aaa", "bbb", "ccc", "ddd"], "allowlistedRewardDenoms"),
    denoms([`a${"b".repeat(127)}`]),
    ...["", "1a", "ab", "ibc", "ibc/", "ibc/abc", `ibc/${"g".repeat(64)}`, "a b c", `a${"b".repeat(128)}`, "abé"].map(
      (denom) => denoms([denom], "allowlistedRewardDenoms.0"),
    ),
  ];
}

/** Changes of what creating and updating a consumer have in common, but of powers and infractions. */
export function launchChanges(good: Shared): ConsumerChange[] {
  const init = of("initializationParameters", good);
  const height = (revisionNumber: bigint, revisionHeight: bigint) =>
    init({ initialHeight: { revisionNumber, revisionHeight } });
  const path = "initializationParameters";
  const fraction = (text: string, ...fields: string[]): ConsumerChange => [
    `a consumer redistribution fraction of ${JSON.stringify(text)}`,
    init({ consumerRedistributionFraction: text }),
    ...fields,
  ];
  const durations = (["unbondingPeriod", "ccvTimeoutPeriod", "transferTimeoutPeriod"] as const).flatMap(
    (field): ConsumerChange[] => [
      [`${field} of zero`, init({ [field]: seconds(0n) }), `${path}.${field}`],
      [`${field} of a nanosecond`, init({ [field]: seconds(0n, 1) })],
      [`${field} of less than zero`, init({ [field]: seconds(-1n) }), `${path}.${field}`],
    ],
  );
  return [
    ["nothing wrong", {}],
    ...textChanges(good),
    ["the greatest initial height", height(1n, 2n ** 64n - 1n)],
    ["a genesis hash of 64 bytes", init({ genesisHash: new Uint8Array(64) })],
    ["a genesis hash of 65 bytes", init({ genesisHash: new Uint8Array(65) }), `${path}.genesisHash`],
    ["a binary hash of 65 bytes", init({ binaryHash: new Uint8Array(65) }), `${path}.binaryHash`],
    ["the last second of the year 9999 as spawn time", init({ spawnTime: new Date(253_402_300_799_000) })],
    ["the year 10000 as spawn time", init({ spawnTime: new Date(253_402_300_800_000) }), `${path}.spawnTime`],
    ["the first second of the year 1 as spawn time", init({ spawnTime: new Date(-62_135_596_800_000) })],
    ["a spawn time before the year 1", init({ spawnTime: new Date(-62_135_596_801_000) }), `${path}.spawnTime`],
    ...durations,
    ["the longest duration", init({ unbondingPeriod: seconds(9223372036n, 854775807) })],
    ["a nanosecond more", init({ unbondingPeriod: seconds(9223372036n, 854775808) }), `${path}.unbondingPeriod`],
    ["a duration of two signs", init({ ccvTimeoutPeriod: seconds(1n, -1) }), `${path}.ccvTimeoutPeriod`],
    [
      "a whole second in nanos",
      init({ ccvTimeoutPeriod: seconds(1n, 1_000_000_000) }),
      `${path}.ccvTimeoutPeriod.nanos`,
    ],
    ...["0", "1", "00.5", "1.000000000000000000", "-0", "+0.5", "+", "--0.5"].map((text) => fraction(text)),
    ...["", "-", ".5", "1.", "0.5.5", "1e-1", "5%", " 0.5", "0,5", "-0.1", "1.000000000000000001", "2"].map((text) =>
      fraction(text, `${path}.consumerRedistributionFraction`),
    ),
    fraction("0.1234567890123456789", `${path}.consumerRedistributionFraction`),
    fraction("0.123456789012345678"),
    [
      "no block per distribution",
      init({ blocksPerDistributionTransmission: 0n }),
      `${path}.blocksPerDistributionTransmission`,
    ],
    ["the most blocks per distribution", init({ blocksPerDistributionTransmission: 2n ** 63n - 1n })],
    ["historical entries below zero", init({ historicalEntries: -1n }), `${path}.historicalEntries`],
    ["the shortest channel", init({ distributionTransmissionChannel: "channel1" })],
    [
      "a channel too short",
      init({ distributionTransmissionChannel: "channel" }),
      `${path}.distributionTransmissionChannel`,
    ],
    ["a blank channel", init({ distributionTransmissionChannel: " " }), `${path}.distributionTransmissionChannel`],
    ["a channel of 64 characters", init({ distributionTransmissionChannel: "a".repeat(64) })],
    [
      "a channel of 65 characters",
      init({ distributionTransmissionChannel: "a".repeat(65) }),
      `${path}.distributionTransmissionChannel`,
    ],
    ["the shortest connection", init({ connectionId: "connection" })],
    ["a connection too short", init({ connectionId: "connectio" }), `${path}.connectionId`],
    ["a connection with a slash", init({ connectionId: "connection/1" }), `${path}.connectionId`],
    ["a connection of every sign", init({ connectionId: "a._+-#[]<>Z9" })],
    ["a connection with another sign", init({ connectionId: "connection:1" }), `${path}.connectionId`],
  ];
}

/** Changes of powers and infractions, which creating and updating a consumer have in common. */
export function shapingChanges(good: Shared): ConsumerChange[] {
  const [shaping, infraction] = [of("powerShapingParameters", good), of("infractionParameters", good)];
  const downtime = (change: object) => infraction({ downtime: { ...good.infractionParameters.downtime, ...change } });
  const path = "powerShapingParameters";
  const cons = address("cosmosvalcons");
  const list = (what: string, wrong: string, ...fields: string[]): ConsumerChange => [
    `${what} in the allowlist`,
    shaping({ allowlist: [cons, wrong] }),
    ...fields,
  ];
  const slash = (text: string, ...fields: string[]): ConsumerChange => [
    `a slash fraction of ${text}`,
    downtime({ slashFraction: text }),
    ...fields,
  ];
  return [
    ["a power cap of 100", shaping({ validatorsPowerCap: 100 })],
    ["a power cap of 101", shaping({ validatorsPowerCap: 101 }), `${path}.validatorsPowerCap`],
    ["the greatest set cap and stake", shaping({ validatorSetCap: 2 ** 32 - 1, minStake: 2n ** 64n - 1n })],
    ["1,000 addresses", shaping({ allowlist: new Array(1_000).fill(cons) })],
    ["1,001 addresses", shaping({ denylist: new Array(1_001).fill(cons) }), `${path}.denylist`],
    list("an upper-case address", cons.toUpperCase()),
    list("an address of 32 bytes", address("cosmosvalcons", 1)),
    list("an account", address("cosmos"), `${path}.allowlist.1`),
    list("an operator address", address("cosmosvaloper"), `${path}.allowlist.1`),
    list("another chain's validator", address("consumervalcons"), `${path}.allowlist.1`),
    list("a wrong check sum", `${cons.slice(0, -1)}${cons.endsWith("q") ? "p" : "q"}`, `${path}.allowlist.1`),
    list("mixed case", `C${cons.slice(1)}`, `${path}.allowlist.1`),
    list("an empty text", "", `${path}.allowlist.1`),
    ["an operator address in the denylist", shaping({ denylist: [address("cosmosvaloper")] }), `${path}.denylist.0`],
    ["no address in the prioritylist", shaping({ prioritylist: ["cosmosvalcons1"] }), `${path}.prioritylist.0`],
    slash("1"),
    slash("0.000000000000000001"),
    ...["1.000000000000000001", "-1", "-0.000000000000000001", "0.1234567890123456789"].map((text) =>
      slash(text, "infractionParameters.downtime.slashFraction"),
    ),
    ["a jail of a nanosecond", downtime({ jailDuration: seconds(0n, 1) })],
    [
      "a jail of less than zero",
      downtime({ jailDuration: seconds(0n, -1) }),
      "infractionParameters.downtime.jailDuration",
    ],
    ["a jail too long", downtime({ jailDuration: seconds(9223372037n) }), "infractionParameters.downtime.jailDuration"],
    ["only one infraction", { infractionParameters: { downtime: good.infractionParameters.downtime } as never }],
  ];
}
