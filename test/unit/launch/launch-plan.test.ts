import { firstPacketDelegation } from "../../../src/launch/first-packet.ts";
import { launchPlan } from "../../../src/launch/launch-plan.ts";
import type { LaunchState, LaunchStep } from "../../../src/launch/launch-state.ts";
import { launched, madeOverview, madeSpec, madeValidator, now } from "./made.ts";

const firstPacket = { delegate: "1000000uatom" };
const spec = madeSpec({ firstPacket });
const state = (step: LaunchStep, given: Partial<LaunchState> = {}): LaunchState => {
  return { step, overview: step === "create" ? undefined : madeOverview(), sent: 0n, acknowledged: 0n, ...given };
};

describe("the plan of a launch", () => {
  it.each([
    ["create", ["create", "wait", "write", "delegate", "open", "relay"]],
    ["schedule", ["set", "wait", "write", "delegate", "open", "relay"]],
    ["spawn", ["wait", "write", "delegate", "open", "relay"]],
    ["start", ["write", "delegate", "open", "relay"]],
    ["done", []],
    ["over", ["nothing:"]],
  ] as const)("from %s on", (step, verbs) => {
    expect(launchPlan(spec, state(step), "owner", now).map((line) => line.split(" ")[0])).toEqual(verbs);
  });

  it.each([
    ["channel", ["open", "relay"]],
    ["firstPacket", ["relay"]],
  ] as const)("from %s on begins with the delegation, unless a packet is on its way", (step, verbs) => {
    const plan = (given: Partial<LaunchState>) =>
      launchPlan(spec, state(step, { overview: madeOverview(launched), ...given }), "owner", now);
    const verbsOf = (lines: readonly string[]) => lines.map((line) => line.split(" ")[0]);
    expect(verbsOf(plan({}))).toEqual(["delegate", ...verbs]);
    expect(verbsOf(plan({ sent: 1n }))).toEqual(verbs);
  });

  it("names the spawn time that would be set, or is", () => {
    expect(launchPlan(spec, state("schedule"), "owner", now)[0]).toContain("2027-01-01T01:00:00.000Z");
    expect(launchPlan(madeSpec(), state("spawn"), "owner", now)[0]).toContain("2027-01-01T01:00:00.000Z");
  });
});

describe("the delegation for a first packet", () => {
  const ready = madeOverview(launched);
  const made = (overview = ready, given: Partial<LaunchState> = {}, wanted = spec) =>
    firstPacketDelegation(wanted, { overview, sent: 0n, ...given }, "owner");

  it("goes to the strongest validator of the set, or to the one that the spec names", () => {
    const validators = [madeValidator("a"), madeValidator("b", { consumerPower: 200n, providerPower: 200n })];
    expect(made(madeOverview({ ...launched, validators }))?.value).toEqual({
      delegatorAddress: "owner",
      validatorAddress: "b-valoper",
      amount: { denom: "uatom", amount: "1000000" },
    });
    const named = madeSpec({ firstPacket: { ...firstPacket, validator: "a-valoper" } });
    const both = madeOverview({ ...launched, validators });
    expect(made(both, {}, named)?.value.validatorAddress).toBe("a-valoper");
  });

  it.each([
    ["the spec names none", () => made(ready, {}, madeSpec())],
    ["it has not launched", () => made(madeOverview())],
    ["a packet was sent", () => made(ready, { sent: 1n })],
    ["one waits to be sent", () => made(madeOverview({ ...launched, pendingValsetUpdateIds: [4n] }))],
    [
      "a power has changed already",
      () => made(madeOverview({ ...launched, validators: [madeValidator("a", { providerPower: 101n })] })),
    ],
    ["nobody is in the set", () => made(madeOverview({ ...launched, validators: [] }))],
  ])("is not sent where %s", (_why, attempt) => {
    expect(attempt()).toBeUndefined();
  });

  it("is refused for a validator that is not in the set", () => {
    const named = madeSpec({ firstPacket: { ...firstPacket, validator: "mine" } });
    expect(() => made(ready, {}, named)).toThrow(/delegation to mine makes no packet/);
  });

  it("is sent under a power cap, where powers differ by themselves", () => {
    const capped = madeOverview({
      ...launched,
      powerShapingParameters: { ...ready.powerShapingParameters, validatorsPowerCap: 30 },
      validators: [madeValidator("a", { consumerPower: 50n })],
    });
    expect(made(capped)).toBeDefined();
  });
});
