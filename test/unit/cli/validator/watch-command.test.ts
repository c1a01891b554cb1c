import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pollUntil } from "../../../../src/async/poll-until.ts";
import { watchCommand } from "../../../../src/cli/validator/watch-command.ts";
import { KeyFolder } from "../../../../src/validator/keys/key-folder.ts";
import { Ledger } from "../../../../src/validator/state/ledger.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { alertReceiver } from "./alert-receiver.ts";
import { optInToAll, useFakeValidator } from "./fake-validator.ts";

const { setUp, said, json } = useFakeValidator();
const leave = { ...optInToAll, rules: [{ name: "none", action: "leave" }] };
const stopped = new Error("stopped");
/** Of the fake node's third block. */
const spawnTime = new Date("2026-01-01T06:00:03Z");
const soon = { chainId: "soon-1", phase: "INITIALIZED", isOptedIn: true, spawnTime } as const;
const top = { chainId: "top-1", phase: "LAUNCHED", topN: 100 } as const;
const update = { type: "update_consumer", attributes: [{ key: "consumer_id", value: "0" }] };
const toDo = { chainId: "new-1", phase: "REGISTERED" } as const;

/** A watch that runs until it is ended, which must have been by its signal. */
async function watching(
  f: Awaited<ReturnType<typeof setUp>>,
  flags: { dryRun?: boolean; json?: boolean } = {},
  now?: () => Date,
) {
  const running = watchCommand({ config: f.config, ...flags }, f.context, now);
  running.catch(() => undefined);
  const until = (what: string, passes: () => boolean): Promise<boolean> =>
    pollUntil(async () => passes(), Boolean, { what, intervalMs: 1 });
  const end = async (): Promise<void> => {
    f.controller.abort(stopped);
    await expect(running).rejects.toBe(stopped);
  };
  return { running, until, end };
}

const has = (lines: readonly string[], text: string): boolean => lines.some((line) => line.includes(text));

it("alerts of what is soon, compelled and jailed, once each, and of its end; its looks are its own", async () => {
  await using alerts = await alertReceiver(200);
  const f = await setUp([soon, top], { policy: leave, webhook: alerts.url });
  const { until, end } = await watching(f);
  await until("the first look", () => alerts.bodies.length === 2);
  const of = { provider: "provider-1", time: expect.any(String) };
  expect(alerts.bodies).toEqual([
    { ...of, kind: "spawn-soon", consumerId: "0", chainId: "soon-1", spawnTime: spawnTime.toISOString(), power: "30" },
    {
      ...of,
      ...{ kind: "compelled", consumerId: "1", chainId: "top-1" },
      duty: { kind: "next-epoch", height: "5" },
    },
  ]);
  f.provider.jail = { until: new Date("2037-01-01") };
  f.comet.addBlock({ events: [update] });
  await until("the second look", () => alerts.bodies.length === 5);
  await end();
  expect(alerts.bodies.slice(2)).toMatchObject([
    { kind: "resolved", consumerId: "0", what: "spawn-soon" },
    { kind: "resolved", consumerId: "1", what: "compelled" },
    { kind: "jailed", operatorAddress: f.provider.operatorAddress },
  ]);
  expect(said.out).toEqual([]);
  expect(said.err.map((line) => line.replace(/^\S+ /, ""))).toEqual([
    "consumer 0 (soon-1): spawns at 2026-01-01T06:00:03.000Z, with this validator at a power of 30: its node must run by then",
    "consumer 1 (top-1): Top N has this validator validate; its node must run by the epoch at height 5",
    "consumer 0 (soon-1): over: spawn-soon",
    "consumer 1 (top-1): over: compelled",
    `${f.provider.operatorAddress} is jailed on the provider: icskit validator unjail`,
  ]);
});

it("applies what the policy allows, with each look and deed an object a line", async () => {
  await using alerts = await alertReceiver(200);
  const f = await setUp([toDo], { webhook: alerts.url });
  const { until, end } = await watching(f, { json: true });
  await until("a deed", () => has(said.out, '"applied"'));
  f.provider.consumers = [{ ...toDo, isOptedIn: true }];
  f.comet.addBlock();
  await until("another look", () => has(said.out, '"optedIn":1'));
  await end();
  const summary = ["opt in to consumer 0 (new-1) with the key in force"];
  const applied = { hash: expect.stringMatching(/^[0-9A-F]{64}$/), height: "4", summary, wasLeft: false };
  expect(json().filter(({ event }) => event === "applied")).toEqual([
    { time: expect.any(String), event: "applied", ...applied },
  ]);
  expect(json()[0]).toMatchObject({ event: "round", height: "3", consumers: 1, optedIn: 0 });
  expect(alerts.bodies.map(({ kind }) => kind)).toEqual(["applied"]);
  expect(f.comet.broadcasts).toHaveLength(1);
});

it("goes on where nobody takes its alerts, and says so", async () => {
  await using alerts = await alertReceiver(500);
  const f = await setUp([soon, toDo], { webhook: alerts.url });
  const { until, end } = await watching(f);
  await until("a deed", () => has(said.err, "done: opt in to consumer 1"));
  await until("a failed alert", () => has(said.err, `webhook: ${new URL(alerts.url).host} answered 500`));
  await end();
});

it("only tells in a dry run", async () => {
  const policy = { ...optInToAll, rules: [{ name: "all", action: "opt-in", key: "generated" }] };
  const f = await setUp([toDo], { policy });
  const { until, end } = await watching(f, { dryRun: true, json: true });
  await until("a look", () => has(said.out, '"round"'));
  f.comet.addBlock({ events: [update] });
  await until("another look", () => json().filter(({ event }) => event === "round").length === 2);
  await end();
  expect(json().map(({ event }) => event)).toEqual(["blocked", "round", "round"]);
  expect(json()[0]).toMatchObject({ reasons: [expect.stringContaining("no key was generated for it")] });
  expect([f.comet.broadcasts, await readdir(join(f.home, "keys"))]).toEqual([[], []]);
});

it("names what an earlier run had signed in a dry run", async () => {
  const f = await setUp([]);
  const ledger = await Ledger.open(join(f.home, "validator.sqlite"));
  const entry = { hash: "AA", bytes: new Uint8Array(), timeoutHeight: 9n, summary: [] };
  ledger.add({ ...entry, providerChainId: "provider-1", address: f.provider.address });
  ledger.close();
  const { until, end } = await watching(f, { dryRun: true });
  await until("a line", () => has(said.err, "left alone: transactions of an earlier run whose fate is not known: AA"));
  await end();
  expect(f.comet.broadcasts).toEqual([]);
});

it("leaves a key that was rotated beside it as it is", async () => {
  const policy = { ...optInToAll, rules: [{ name: "all", action: "opt-in", key: "generated" }] };
  const f = await setUp([toDo], { policy });
  const keys = await KeyFolder.open(join(f.home, "keys"), { cost: 2 ** 14 });
  const rotate = async (): Promise<void> => {
    const purpose = { providerChainId: "provider-1", consumerId: "0", chainId: toDo.chainId };
    const assignedKey = Buffer.from(await keys.generate(purpose, "p"), "base64");
    f.provider.consumers = [{ ...toDo, isOptedIn: true, assignedKey }];
  };
  await rotate();
  const { until, end } = await watching(f, { json: true });
  await until("a look", () => has(said.out, '"round"'));
  await rotate();
  // What the second look has to send has been sent by the third one.
  for (let rounds = 2; rounds <= 3; rounds += 1) {
    f.comet.addBlock({ events: [update] });
    await until("another look", () => json().filter(({ event }) => event === "round").length === rounds);
  }
  await end();
  expect(json().map(({ event }) => event)).toEqual(["round", "round", "round"]);
  expect(f.comet.broadcasts).toEqual([]);
});

it("tells why it fails once, and is well again once the provider is", async () => {
  const f = await setUp([toDo]);
  f.comet.trouble = (_method, params) =>
    params?.path === "/cosmos.staking.v1beta1.Query/Params" ? { status: 503 } : undefined;
  const { until, end } = await watching(f);
  await until("a failure", () => has(said.err, "[RPC_UNREACHABLE]"));
  f.comet.addBlock();
  f.comet.trouble = () => undefined;
  f.comet.addBlock();
  await until("a deed", () => has(said.err, "done: opt in"));
  await end();
  expect(said.err.filter((line) => line.includes("failed: "))).toHaveLength(1);
});

describe("what it serves", () => {
  async function served(f: Awaited<ReturnType<typeof setUp>>, now?: () => Date) {
    const { until, end } = await watching(f, {}, now);
    const address = (): string | undefined => /serving (\S+)\/metrics/.exec(said.err.join("\n"))?.[1];
    await until("its address", () => address() !== undefined);
    const url = address() ?? "";
    const health = async () => {
      const response = await fetch(`${url}/health`);
      return { status: response.status, ...((await response.json()) as { reasons: readonly string[] }) };
    };
    return { url, health, end };
  }

  it("is healthy where nothing is in the way, and has its figures", async () => {
    const f = await setUp([{ ...toDo, isOptedIn: true }], { listen: "127.0.0.1:0" });
    const { url, health, end } = await served(f);
    const well = await pollUntil(health, ({ status }) => status === 200, { what: "a look", intervalMs: 1 });
    expect(well).toMatchObject({ healthy: true, reasons: [], height: "3" });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('icskit_validator_opted_in{consumer="0"} 1');
    expect(metrics).toContain("icskit_validator_provider_height 3");
    await end();
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it("is not where the validator is jailed, or a rule's wish is blocked", async () => {
    const launched = { chainId: "consumer-1", phase: "LAUNCHED" } as const;
    const f = await setUp([launched], { listen: "127.0.0.1:0", policy: { ...optInToAll, requireNode: true } });
    f.provider.jail = { until: new Date("2037-01-01") };
    const { health, end } = await served(f);
    const ill = await pollUntil(health, ({ reasons }) => reasons.length === 2, { what: "a look", intervalMs: 1 });
    expect(ill).toMatchObject({
      status: 503,
      reasons: ["the validator is jailed", "consumer 0: no node for it is named: add its rpc to nodes"],
    });
    await end();
  });

  it("is not once the last look is long ago, until the next one", async () => {
    const f = await setUp([{ ...toDo, isOptedIn: true }], { listen: "127.0.0.1:0" });
    const minute = 60_000;
    let time = Date.parse("2026-01-01T12:00:00Z");
    const { health, end } = await served(f, () => new Date(time));
    const well = () => pollUntil(health, ({ status }) => status === 200, { what: "a look", intervalMs: 1 });
    await well();
    time += 10 * minute;
    expect(await health()).toMatchObject({ status: 200, reasons: [] });
    time += 1;
    expect(await health()).toMatchObject({
      ...{ status: 503, healthy: false, height: "3" },
      reasons: ["the last look was at 2026-01-01T12:00:00.000Z"],
    });
    f.comet.addBlock({ events: [update] });
    expect(await well()).toMatchObject({ healthy: true, height: "4" });
    await end();
  });

  it("is refused at what is no address", async () => {
    const { config, context } = await setUp([]);
    const error = await rejection("CONFIG_INVALID", watchCommand({ config, listen: "nine" }, context));
    expect(error.message).toContain("--listen: got nine, wanted host and port, for instance 127.0.0.1:8080");
  });
});
