import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import type { LaunchStep } from "../../../src/launch/launch-state.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { nextConsumerId } from "../provider/fake-provider.ts";
import { LaunchRig } from "./launch-rig.ts";
import { madeSpec } from "./made.ts";

const fake = useFakeComet();
const rig = () => LaunchRig.start(fake);
const whole: readonly LaunchStep[] = ["create", "spawn", "start", "channel", "firstPacket", "done"];

describe("a launch", () => {
  it("goes from nothing to the first acknowledged packet, each step once, and keeps the id as soon as it is known", async () => {
    const launch = await rig();
    const { consumerId, state } = await launch.launch();
    expect(launch.steps()).toEqual(whole);
    expect([consumerId, state.acknowledged]).toEqual([nextConsumerId, 1n]);
    expect([launch.kept, launch.opened]).toEqual([[nextConsumerId], [nextConsumerId]]);
    expect(launch.sent()).toEqual(["MsgCreateConsumer", "MsgDelegate"]);
    const kinds = launch.events.map(({ kind }) => kind);
    const told = ["created", "spawned", "genesis", "blocks", "delegated", "channel", "acknowledged"];
    expect(kinds.filter((kind) => told.includes(kind)).toSorted()).toEqual(told.toSorted());
  });

  it("has the genesis file made of what the provider tells, for the consumer that was created", async () => {
    const launch = await rig();
    await launch.launch();
    const file = JSON.parse(launch.placed[0] ?? "");
    expect(file).toMatchObject({ chain_id: "consumer-1", genesis_time: "2027-01-15T08:00:00.001Z" });
    expect(file.app_state.ccvconsumer.provider.initial_val_set).toHaveLength(1);
    const { hash } = launch.events.find(({ kind }) => kind === "genesis") as unknown as { hash: string };
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(whole.slice(0, -1))("ended as step %s begins, and begun again, does nothing twice", async (step) => {
    const launch = await rig();
    const ended = new AbortController();
    const reason = new Error("ended");
    const onEvent = (event: LaunchEvent): void => {
      if (event.kind === "step" && event.step === step) ended.abort(reason);
    };
    await expect(launch.launch({ signal: ended.signal, onEvent })).rejects.toBe(reason);
    await launch.launch();
    const steps = launch.steps();
    // The step that was ended is begun again, unless all of it was done.
    expect(steps.filter((each, index) => each !== steps[index - 1])).toEqual(whole);
    expect(launch.opened).toEqual([nextConsumerId]);
    expect(launch.sent()).toEqual(["MsgCreateConsumer", "MsgDelegate"]);
  });

  it.each([
    ["created", 1],
    ["spawned", 1],
    ["genesis", 1],
    ["delegated", 2],
    ["channel", 2],
  ] as const)("ended once it has told %s goes on from there", async (kind, sent) => {
    const launch = await rig();
    const ended = new AbortController();
    const onEvent = (event: LaunchEvent): void => {
      if (event.kind === kind) ended.abort(new Error("ended"));
    };
    await expect(launch.launch({ signal: ended.signal, onEvent })).rejects.toThrow("ended");
    expect(launch.sent().length).toBeLessThanOrEqual(sent);
    const before = launch.sent();
    const { state } = await launch.launch();
    expect(state.step).toBe("done");
    expect(launch.sent().slice(0, before.length)).toEqual(before);
    expect(launch.sent()).toEqual(["MsgCreateConsumer", "MsgDelegate"]);
    expect(new Set(launch.placed).size).toBe(1);
  });

  it("that cannot keep the id ends, and finds its consumer when it is begun again", async () => {
    const launch = await rig();
    const full = new Error("disk full");
    const attempt = launch.launch({ onConsumerId: async () => Promise.reject(full) });
    await expect(attempt).rejects.toBe(full);
    expect((await launch.launch()).consumerId).toBe(nextConsumerId);
    expect(launch.sent().filter((name) => name === "MsgCreateConsumer")).toHaveLength(1);
  });

  it("sends no delegation that the spec does not name", async () => {
    const launch = await rig();
    await launch.launch({ spec: madeSpec() });
    expect(launch.sent()).toEqual(["MsgCreateConsumer"]);
  });
});

describe("a spawn that fails", () => {
  it("ends a launch without watch, with the reason and what to do", async () => {
    const launch = await rig();
    launch.spawns.push("REGISTERED");
    launch.leaveNobody();
    const error = await rejection("CCV_LAUNCH_FAILED", launch.launch());
    expect(error.context).toMatchObject({ consumerId: nextConsumerId, reason: "nobody-opted-in", optedIn: [] });
    expect(error.message).toContain("To retry: have an active validator opt in");
    expect(launch.steps()).toEqual(["create", "spawn"]);
  });

  it("is gone on from by a launch that is begun again: it sets the next spawn time", async () => {
    const launch = await rig();
    launch.spawns.push("REGISTERED");
    await rejection("CCV_LAUNCH_FAILED", launch.launch());
    await launch.launch();
    expect(launch.steps()).toEqual(["create", "spawn", "schedule", ...whole.slice(1)]);
    expect(launch.sent()).toEqual(["MsgCreateConsumer", "MsgUpdateConsumer", "MsgDelegate"]);
  });

  it("is told with watch, each time, until one spawns; nothing but the spawn time is sent again", async () => {
    const launch = await rig();
    launch.spawns.push("REGISTERED", "REGISTERED");
    await launch.launch({ watch: true });
    const failed = launch.events.filter(({ kind }) => kind === "spawnFailed");
    expect(failed).toMatchObject([{ reason: "unknown" }, { reason: "unknown" }]);
    expect(launch.steps()).toEqual(["create", "spawn", "schedule", "spawn", "schedule", ...whole.slice(1)]);
    expect(launch.sent().toSorted()).toEqual(
      ["MsgCreateConsumer", "MsgDelegate", "MsgUpdateConsumer", "MsgUpdateConsumer"].toSorted(),
    );
  });

  it("has no next spawn time where the one of the spec has passed, watching or not", async () => {
    const launch = await rig();
    launch.spawns.push("REGISTERED");
    const spec = madeSpec({ initialization: { spawnTime: "2020-01-01T00:00:00Z" } });
    await rejection("CCV_LAUNCH_FAILED", launch.launch());
    const error = await rejection("CONFIG_INVALID", launch.launch({ spec, watch: true }));
    expect(error.message).toContain("has passed");
  });
});

describe("a consumer that is over,", () => {
  it.each(["STOPPED", "DELETED"])(
    "that is %s is not launched again, watching or not, and nothing is sent",
    async (phase) => {
      const launch = await rig();
      await launch.launch();
      for (const consumer of launch.provider.consumers) Object.assign(consumer, { phase, later: undefined });
      const error = await rejection("CCV_PHASE_FORBIDS", launch.launch({ consumerId: nextConsumerId, watch: true }));
      expect(error.context).toEqual({ consumerId: nextConsumerId, phase, wanted: "REGISTERED" });
      expect(error.message).toContain("Launch a new one: remove the consumer id that was kept");
      expect(launch.sent()).toHaveLength(2);
    },
  );

  it("while its launch waits for the spawn ends the launch, watching or not", async () => {
    const launch = await rig();
    launch.spawns.push("DELETED");
    await rejection("CCV_PHASE_FORBIDS", launch.launch({ watch: true }));
  });
});

describe("what ends a launch", () => {
  it("is a relayer that fails, with its own error", async () => {
    const launch = await rig();
    const broken = new Error("no funds");
    const relayer = { ...launch.relayer(), openChannel: async () => Promise.reject(broken) };
    await expect(launch.launch({ relayer })).rejects.toBe(broken);
    await launch.launch();
    expect(launch.steps().at(-1)).toBe("done");
  });

  it("is a base of which no genesis file can be made, before any is placed", async () => {
    const launch = await rig();
    const error = await rejection("CONFIG_INVALID", launch.launch({ baseGenesis: async () => ({}) }));
    expect(error.message).toMatch(/^No genesis file .* this spec\n {2}genesis\.base: got no app_state\.ccvconsumer/);
    expect(launch.placed).toEqual([]);
  });
});
