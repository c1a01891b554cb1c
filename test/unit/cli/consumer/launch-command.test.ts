import { toHex } from "@cosmjs/encoding";
import { launchCommand } from "../../../../src/cli/consumer/launch-command.ts";
import { providerStoreKey } from "../../../../src/provider/store-keys.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { sequenceBytes, sequenceKey } from "../../provider/fake-provider.ts";
import { consumerOf, spawnTime, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const launched = (owner: string) => [consumerOf(owner, "LAUNCHED")];

/** What a launch would do, of what was printed with `--json`. */
const plan = (printed: readonly Record<string, unknown>[]) => printed.map(({ would }) => String(would).split(" ")[0]);

describe("a launch that is only shown", () => {
  it("tells every step from the creation on, and sends nothing", async () => {
    const { provider, spec, owner, context, stdout, keptId } = await rig();
    await launchCommand(spec, { dryRun: true }, context);
    expect(stdout).toEqual([
      `create "consumer-1" (MsgCreateConsumer), owned by ${owner}`,
      `wait for the spawn at ${spawnTime.toISOString()}, for which an active validator must have opted in`,
      expect.stringMatching(/^write .*genesis\.json, and wait until nodes that run it make blocks$/),
      "open connection and CCV channel on the launch's light clients",
      "relay until the first VSC packet is acknowledged",
    ]);
    expect([provider.sent(), await keptId()]).toEqual([[], undefined]);
  });

  it("tells only what is left, with --json one step a line", async () => {
    const { provider, spec, context, printed, write } = await rig(launched);
    await write({ firstPacket: { delegate: "1000000uatom" } });
    delete provider.answers[`/store/provider/key ${toHex(providerStoreKey.channel("7"))}`];
    await launchCommand(spec, { dryRun: true, json: true }, context);
    expect(plan(printed())).toEqual(["write", "delegate", "open", "relay"]);
    expect(new Set(printed().map(({ event }) => event))).toEqual(new Set(["plan"]));
  });

  it("begins with a new spawn time where the launch failed", async () => {
    const { spec, context, stdout } = await rig((owner) => [consumerOf(owner, "REGISTERED")]);
    await launchCommand(spec, { dryRun: true }, context);
    expect(stdout[0]).toBe(`set the spawn time of consumer 7 to ${spawnTime.toISOString()} (MsgUpdateConsumer)`);
  });
});

it("has nothing to do, and asks nothing, where the consumer is secured", async () => {
  const { provider, spec, context, printed } = await rig(launched);
  provider.answers[sequenceKey.send] = sequenceBytes(3);
  provider.answers[sequenceKey.acknowledge] = sequenceBytes(2);
  await launchCommand(spec, { json: true }, context);
  expect(printed()).toEqual([{ event: "secured", consumerId: "7" }]);
});

it("is not begun where nobody is there to confirm it", async () => {
  const { provider, spec, context, stdout } = await rig();
  await rejection("CONFIG_INVALID", launchCommand(spec, {}, context));
  expect(stdout).toHaveLength(5);
  expect(provider.sent()).toEqual([]);
});

it("of a consumer that was stopped says that it cannot be launched again", async () => {
  const { spec, context, stdout } = await rig((owner) => [consumerOf(owner, "STOPPED")]);
  const flags = { yes: true, consumerId: "7" };
  const error = await rejection("CCV_PHASE_FORBIDS", launchCommand(spec, flags, context));
  expect(stdout).toEqual(["nothing: consumer 7 is STOPPED, and cannot be launched again"]);
  expect(error.message).toContain('Consumer 7 ("consumer-1") is STOPPED');
});

it("keeps the id as soon as the consumer is created, and ends when it is interrupted", async () => {
  const { provider, spec, owner, context, stderr, keptId } = await rig();
  const interrupted = new AbortController();
  const reason = new Error("Ctrl-C");
  provider.onMessage = (name) => {
    if (name === "MsgCreateConsumer") provider.consumers.push(consumerOf(owner, "INITIALIZED", "12"));
  };
  provider.onAsked = () => {
    if (stderr.some((line) => line.includes("waiting for the spawn time"))) interrupted.abort(reason);
  };
  const launching = launchCommand(spec, { yes: true }, { ...context, signal: interrupted.signal });
  await expect(launching).rejects.toBe(reason);
  expect(await keptId()).toBe("12\n");
  expect(stderr.map((line) => line.replace(/^\S+ /, ""))).toEqual([
    "create the consumer on the provider",
    expect.stringMatching(/^created consumer 12 at height \d+, spawns at 2100-/),
    "consumer 12: wait for the spawn",
    expect.stringMatching(/^waiting for the spawn time 2100-/),
  ]);
});
