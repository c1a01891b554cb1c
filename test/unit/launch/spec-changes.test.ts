import { specUpdate } from "../../../src/launch/spec-changes.ts";
import { infractionsOf, initializationOf, powerShapingOf } from "../../../src/launch/spec-messages.ts";
import { msgUpdateConsumer } from "../../../src/provider/messages.ts";
import { durationOfSeconds, type InfractionParameters } from "../../../src/provider/parameters.ts";
import { launched, madeOverview, madeSpec, now } from "./made.ts";

const spawnTime = new Date("2027-02-01T00:00:00Z");
const spec = madeSpec({
  initialization: { spawnTime: "2027-02-01T00:00:00Z" },
  infractions: { downtime: { slashFraction: "0.01", jailDuration: "10m" } },
});
const doubleSign = { slashFraction: "0.05", jailDuration: durationOfSeconds(9), tombstone: true };
const agreed = madeOverview({
  initializationParameters: initializationOf(spec, spawnTime),
  powerShapingParameters: powerShapingOf(spec, 66),
  infractionParameters: { ...infractionsOf(spec), doubleSign } as InfractionParameters,
});

it("finds nothing to do where the provider agrees, whatever a spec does not name and governance has set", () => {
  expect(specUpdate(spec, agreed, now)).toEqual({ changes: [], late: [], update: { consumerId: "3" } });
});

it("leaves a spawn time that is set alone where the spec gives only a delay", () => {
  const delayed = madeSpec({ infractions: { downtime: { slashFraction: "0.01", jailDuration: "10m" } } });
  expect(specUpdate(delayed, agreed, now).changes).toEqual([]);
});

it("tells each value that changes, and sends whole only the parts that do", () => {
  const changed = madeSpec({
    metadata: { name: "new", description: "description", metadata: "metadata" },
    initialization: { spawnTime: "2027-03-01T00:00:00Z", unbondingPeriod: "10d" },
    powerShaping: { validatorSetCap: 5 },
    infractions: { downtime: { slashFraction: "0.01", jailDuration: "10m" } },
    rewards: { allowlist: ["ucon"] },
  });
  const { changes, update } = specUpdate(changed, agreed, now);
  expect(changes).toEqual([
    { field: "metadata.name", now: '"name"', next: '"new"' },
    { field: "powerShapingParameters.validatorSetCap", now: "0", next: "5" },
    { field: "allowlistedRewardDenoms", now: "[]", next: '["ucon"]' },
    { field: "initializationParameters.spawnTime", now: "2027-02-01T00:00:00.000Z", next: "2027-03-01T00:00:00.000Z" },
    { field: "initializationParameters.unbondingPeriod", now: "1728000s", next: "864000s" },
  ]);
  expect(Object.keys(update).toSorted()).toEqual(
    [
      "allowlistedRewardDenoms",
      "consumerId",
      "initializationParameters",
      "metadata",
      "powerShapingParameters",
    ].toSorted(),
  );
  // Top N is governance's.
  expect(update.powerShapingParameters?.topN).toBe(66);
  const owner = "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a";
  expect(() => msgUpdateConsumer({ ...update, powerShapingParameters: powerShapingOf(changed), owner })).not.toThrow();
});

it("tells what the spec wants too late, once the consumer has launched", () => {
  const late = madeSpec({ initialization: { spawnTime: "2027-03-01T00:00:00Z", unbondingPeriod: "10d" } });
  const overview = madeOverview({ ...agreed, ...launched });
  expect(specUpdate(late, overview, now)).toEqual({
    changes: [],
    late: [{ field: "initializationParameters.unbondingPeriod", now: "1728000s", next: "864000s" }],
    update: { consumerId: "3" },
  });
});

describe("infraction parameters of a launched consumer", () => {
  const other = (slashFraction: string) =>
    madeSpec({
      initialization: { spawnTime: "2027-02-01T00:00:00Z" },
      infractions: { downtime: { slashFraction, jailDuration: "10m" } },
    });
  const field = "infractionParameters.downtime.slashFraction";
  const queued = (slashFraction: string) => ({ ...infractionsOf(other(slashFraction)), doubleSign });
  const running = madeOverview({ ...agreed, ...launched });

  it("come into force later, and those of a consumer that has not launched at once", () => {
    const change = { field, now: '"0.01"', next: '"0.02"' };
    expect(specUpdate(other("0.02"), running, now).changes).toEqual([{ ...change, queued: true }]);
    expect(specUpdate(other("0.02"), agreed, now).changes).toEqual([change]);
  });

  it("are not sent again while they are queued", () => {
    const overview = { ...running, queuedInfractionParameters: queued("0.02") };
    expect(specUpdate(other("0.02"), overview, now)).toMatchObject({ changes: [], update: { consumerId: "3" } });
  });

  it("are taken back where the spec is what is in force again", () => {
    const overview = { ...running, queuedInfractionParameters: queued("0.02") };
    const { changes, update } = specUpdate(spec, overview, now);
    expect(changes).toEqual([{ field, now: '"0.02"', next: '"0.01"' }]);
    expect(update.infractionParameters).toMatchObject({ downtime: { slashFraction: "0.01" } });
  });

  it("keep what is queued and the spec does not name", () => {
    const waiting = { ...doubleSign, slashFraction: "0.5" };
    const overview = { ...running, queuedInfractionParameters: { ...queued("0.02"), doubleSign: waiting } };
    expect(specUpdate(other("0.02"), overview, now).changes).toEqual([]);
    expect(specUpdate(other("0.03"), overview, now)).toMatchObject({
      changes: [{ field, now: '"0.02"', next: '"0.03"', queued: true }],
      update: { infractionParameters: { doubleSign: waiting, downtime: { slashFraction: "0.03" } } },
    });
  });
});
