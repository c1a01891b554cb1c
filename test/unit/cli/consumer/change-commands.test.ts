import {
  createCommand,
  removeCommand,
  transferCommand,
  updateCommand,
} from "../../../../src/cli/consumer/change-commands.ts";
import * as tx from "../../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { nextConsumerId } from "../../provider/fake-provider.ts";
import { consumerOf, metadata, spawnTime, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const newOwner = "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a";
const launched = (owner: string) => [consumerOf(owner, "LAUNCHED")];

describe("create", () => {
  it("shows what it creates, creates it, and keeps its id beside the spec", async () => {
    const { provider, spec, owner, context, stdout, keptId } = await rig();
    await createCommand(spec, { yes: true }, context);
    expect(stdout).toEqual([
      `create "consumer-1", owned by ${owner}, spawning at ${spawnTime.toISOString()}`,
      `created consumer ${nextConsumerId}`,
    ]);
    const [sent, ...others] = provider.sent();
    expect(others).toEqual([]);
    expect(sent?.name).toBe("MsgCreateConsumer");
    expect(tx.MsgCreateConsumer.decode(sent?.value ?? new Uint8Array())).toMatchObject({
      ...{ submitter: owner, chainId: "consumer-1", metadata },
    });
    expect(await keptId()).toBe(`${nextConsumerId}\n`);
  });

  it("tells with --json the transaction, where it is, and what it would create", async () => {
    const { spec, context, printed, provider } = await rig();
    await createCommand(spec, { yes: true, json: true }, context);
    expect(printed()).toEqual([
      expect.objectContaining({ would: "create", chainId: "consumer-1", metadata }),
      { consumerId: nextConsumerId, tx: expect.stringMatching(/^[0-9A-F]{64}$/), height: `${provider.comet.tip}` },
    ]);
  });

  it("finds the consumer that exists already, keeps its id, and sends nothing", async () => {
    const { provider, spec, context, stdout, keptId } = await rig((owner) => [consumerOf(owner, "INITIALIZED")]);
    await createCommand(spec, { yes: true }, context);
    expect(stdout).toEqual(['consumer 7 ("consumer-1") exists: INITIALIZED']);
    expect([provider.sent(), await keptId()]).toEqual([[], "7\n"]);
  });

  it("creates no second one where an earlier run's is included while the question is asked", async () => {
    const { provider, spec, context, stdout, keptId } = await rig((owner) => [consumerOf(owner, "REGISTERED")]);
    const included = provider.consumers.splice(0);
    const path = "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains";
    const list = provider.comet.queries.get(path);
    provider.comet.queries.set(path, (data, height) => {
      const before = list?.(data, height) ?? new Uint8Array();
      provider.consumers.push(...included.splice(0));
      return before;
    });
    await createCommand(spec, { yes: true }, context);
    expect(stdout).toEqual([
      expect.stringMatching(/^create "consumer-1"/),
      'consumer 7 ("consumer-1") exists: REGISTERED',
    ]);
    expect([provider.sent(), await keptId()]).toEqual([[], "7\n"]);
  });

  it("creates another one beside a consumer of somebody else, or one that was stopped", async () => {
    const { provider, spec, context } = await rig((owner) => [
      consumerOf(newOwner, "LAUNCHED", "5"),
      consumerOf(owner, "STOPPED", "6"),
    ]);
    await createCommand(spec, { yes: true }, context);
    expect(provider.sent()).toHaveLength(1);
  });

  it("keeps no id where the block refuses the transaction", async () => {
    const { provider, spec, context, keptId } = await rig();
    provider.fails = { code: 1, codespace: "provider", log: "no" };
    await rejection("TX_FAILED", createCommand(spec, { yes: true }, context));
    expect(await keptId()).toBeUndefined();
  });
});

describe("update", () => {
  const update = { metadata: { ...metadata, name: "Venus" } };

  it("tells each value that changes, and sends only what does", async () => {
    const { provider, spec, context, stdout, write } = await rig(launched);
    await write({ ...update, consumerId: "7" });
    await updateCommand(spec, { yes: true }, context);
    expect(stdout).toEqual(['metadata.name: "Mars" -> "Venus"', "updated consumer 7"]);
    const message = tx.MsgUpdateConsumer.decode(provider.sent()[0]?.value ?? new Uint8Array());
    expect(message).toMatchObject({ consumerId: "7", metadata: update.metadata, newOwnerAddress: "" });
    expect([message.initializationParameters, message.powerShapingParameters]).toEqual([undefined, undefined]);
  });

  it("tells what comes too late for a launched consumer, and sends nothing for that alone", async () => {
    const { provider, spec, context, printed, write } = await rig(launched);
    const initialization = { spawnTime: spawnTime.toISOString(), unbondingPeriod: "1d" };
    await write({ initialization });
    await updateCommand(spec, { yes: true, json: true }, context);
    expect(printed()).toEqual([
      {
        ...{ would: "keep", field: "initializationParameters.unbondingPeriod" },
        ...{ now: "1728000s", next: "86400s" },
      },
      { would: "nothing" },
    ]);
    expect(provider.sent()).toEqual([]);
  });

  it("says of a launched consumer's infraction parameters when they come into force", async () => {
    const { spec, context, stdout, printed, write } = await rig(launched);
    await write({ consumerId: "7", infractions: { downtime: { slashFraction: "0.02", jailDuration: "10m" } } });
    await updateCommand(spec, { dryRun: true }, context);
    expect(stdout[0]).toMatch(
      /^infractionParameters\.downtime\..* -> .*, in force after the provider's unbonding time$/,
    );
    stdout.length = 0;
    await updateCommand(spec, { dryRun: true, json: true }, context);
    expect(printed()[0]).toMatchObject({ would: "change", queued: true });
  });

  it("is refused, before anything is asked or sent, where the spec's key does not own the consumer", async () => {
    const { provider, spec, context, write } = await rig(() => [consumerOf(newOwner, "LAUNCHED")]);
    await write({ ...update, consumerId: "7" });
    const error = await rejection("TX_MESSAGE_INVALID", updateCommand(spec, {}, context));
    expect(error.message).toContain(newOwner);
    expect(provider.sent()).toEqual([]);
  });

  it("of a consumer that does not exist says so", async () => {
    const { spec, context } = await rig();
    const missing = await rejection("CCV_CONSUMER_NOT_FOUND", updateCommand(spec, { yes: true }, context));
    expect(missing.context.consumerId).toBe("consumer-1");
    await rejection("CCV_CONSUMER_NOT_FOUND", updateCommand(spec, { yes: true, consumerId: "9" }, context));
  });
});

describe("transfer-ownership", () => {
  it("hands the consumer over, and says who alone can change it", async () => {
    const { provider, spec, owner, context, stdout } = await rig(launched);
    await transferCommand(spec, { yes: true, to: newOwner }, context);
    expect(stdout).toEqual([
      `consumer 7: from ${owner} to ${newOwner}, which alone can change it then`,
      `consumer 7 belongs to ${newOwner}`,
    ]);
    const message = tx.MsgUpdateConsumer.decode(provider.sent()[0]?.value ?? new Uint8Array());
    expect(message).toMatchObject({ owner, consumerId: "7", newOwnerAddress: newOwner });
    expect(message.metadata).toBeUndefined();
  });

  it("sends nothing to what is no address, or of a consumer that is over", async () => {
    const { provider, spec, context } = await rig((owner) => [consumerOf(owner, "STOPPED")]);
    await rejection("TX_MESSAGE_INVALID", transferCommand(spec, { yes: true, to: "me", consumerId: "7" }, context));
    const error = await rejection(
      "TX_MESSAGE_INVALID",
      transferCommand(spec, { yes: true, to: newOwner, consumerId: "7" }, context),
    );
    expect(error.message).toContain("STOPPED");
    expect(provider.sent()).toEqual([]);
  });
});

describe("remove", () => {
  it("shows what follows when, then stops the consumer", async () => {
    const { provider, spec, owner, context, stdout } = await rig(launched);
    await removeCommand(spec, { yes: true }, context);
    expect(stdout[0]).toContain('at once: consumer 7 ("consumer-1") is STOPPED, and its 1 validators');
    // A day after the latest block.
    expect(stdout.join("\n")).toContain("at 2026-01-02T00:00:04.123Z: DELETED");
    expect(stdout.at(-1)).toBe("consumer 7 is STOPPED");
    const [message] = provider.sent();
    expect(tx.MsgRemoveConsumer.decode(message?.value ?? new Uint8Array())).toEqual({ consumerId: "7", owner });
  });

  it("is refused for a consumer that has not launched", async () => {
    const { provider, spec, context } = await rig((owner) => [consumerOf(owner, "INITIALIZED")]);
    const error = await rejection("TX_MESSAGE_INVALID", removeCommand(spec, { yes: true }, context));
    expect(error.message).toContain("INITIALIZED");
    expect(provider.sent()).toEqual([]);
  });
});

describe.each([
  ["create", [] as string[], createCommand, "create"],
  ["transfer-ownership", ["LAUNCHED"], transferCommand, "transfer"],
  ["remove", ["LAUNCHED"], removeCommand, "remove"],
] as const)("%s", (_name, phases, command, would) => {
  const consumers = (owner: string) => phases.map((phase) => consumerOf(owner, phase));

  it("shows with --dry-run what it would do, and does nothing", async () => {
    const { provider, spec, context, printed, keptId } = await rig(consumers);
    await command(spec, { dryRun: true, yes: true, json: true, to: newOwner }, context);
    expect(printed().length).toBeGreaterThan(0);
    expect(new Set(printed().map((each) => each.would))).toEqual(new Set([would]));
    expect([provider.sent(), await keptId()]).toEqual([[], undefined]);
  });

  it("does nothing where nobody is there to confirm it", async () => {
    const { provider, spec, context, stdout } = await rig(consumers);
    const error = await rejection("CONFIG_INVALID", command(spec, { to: newOwner }, context));
    expect(error.message).toMatch(/^Not confirmed: nobody to ask\nAdd --yes/);
    expect(stdout.length).toBeGreaterThan(0);
    expect(provider.sent()).toEqual([]);
  });
});
