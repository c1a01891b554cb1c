import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { healthCommand, preflightCommand, validateCommand } from "../../../../src/cli/consumer/report-commands.ts";
import { preflightRules } from "../../../../src/launch/preflight/preflight-rules.ts";
import { securedRules } from "../../../../src/launch/secured-rules.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import { beConsumer, type FakeConsumerState } from "../../../support/fake-consumer.ts";
import { sequenceBytes, sequenceKey } from "../../provider/fake-provider.ts";
import { alice } from "../../provider/overview-chain.ts";
import { type CommandRig, consumerOf, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const { start } = useFakeComet();
const initialized = (owner: string) => [consumerOf(owner, "INITIALIZED")];
const launched = (owner: string) => [consumerOf(owner, "LAUNCHED")];

/** What each rule said, of what was printed with `--json`. */
const verdicts = ({ printed }: CommandRig) => new Map(printed().map(({ id, ...rest }) => [id, rest]));

async function consumerNode(state: FakeConsumerState = {}, chainId = "consumer-1", blocks = 9) {
  const comet = beConsumer(await start({ chainId, blocks }), state);
  comet.validators = [{ key: alice.consumerKey, power: 100n }];
  return { rpc: comet.url, gasPrice: "0.001ucon" };
}

describe("validate", () => {
  it("says that a spec is right, and asks no chain", async () => {
    const { provider, spec, context, stdout } = await rig();
    await validateCommand(spec, {}, context);
    expect(stdout).toEqual([`${spec} is right: "consumer-1" (Mars)`]);
    expect(provider.comet.asked).toEqual([]);
    stdout.length = 0;
    await validateCommand(spec, { json: true }, context);
    expect(stdout.map((line) => JSON.parse(line))).toEqual([{ path: spec, chainId: "consumer-1", name: "Mars" }]);
  });

  it("tells every problem at once, and prints nothing on stdout", async () => {
    const { spec, context, stdout, write } = await rig();
    await write({ chainId: "", more: 1 });
    const error = await rejection("CONFIG_INVALID", validateCommand(spec, {}, context));
    expect(error.context.problems.map(({ name }) => name.split(" ")[0])).toEqual(["chainId", "more"]);
    expect(stdout).toEqual([]);
    await rejection("CONFIG_INVALID", validateCommand(`${spec}.none`, {}, context));
  });
});

describe("preflight", () => {
  it("has a line per rule with what to do below, and exits with 4 where the worst are warnings", async () => {
    const { spec, context, stdout } = await rig(initialized);
    await preflightCommand(spec, {}, context);
    expect(stdout).toHaveLength(preflightRules.length);
    expect(stdout.find((line) => line.includes(" opted-in "))).toMatch(
      /^warn {2}opted-in +1 validators with power 100 of the provider's 100 would start now, at the spawn 100 if .*\n +Have more/,
    );
    expect(stdout.find((line) => line.includes(" owner-funded "))).toMatch(/^ok .* has 1000000uatom$/);
    expect(stdout.filter((line) => line.startsWith("FAIL"))).toEqual([]);
    expect(process.exitCode).toBe(4);
  });

  it("exits with 3 where a rule fails: here, what the provider takes for the launch costs more than the owner has", async () => {
    const made = await rig(initialized);
    await made.write({ provider: { rpc: made.provider.comet.url, gasPrice: "3uatom", key: { env: "KEY" } } });
    await preflightCommand(made.spec, { json: true }, made.context);
    expect(verdicts(made).get("owner-funded")).toMatchObject({
      verdict: "failure",
      reason: expect.stringContaining("too little: about 1500000uatom is needed"),
      remedy: `Send uatom to ${made.owner}.`,
    });
    expect(process.exitCode).toBe(3);
  });

  it("judges the consumer's node, and who pays there", async () => {
    const made = await rig(launched);
    await made.write({ consumer: await consumerNode({ balance: "5" }) });
    await preflightCommand(made.spec, { json: true }, made.context);
    expect(verdicts(made).get("relayer-funded")).toMatchObject({
      verdict: "failure",
      reason: expect.stringMatching(/^relayer on the consumer \(consumer1.*\) has 5ucon, too little: about 6000ucon/),
    });
    expect(verdicts(made).get("opted-in")).toMatchObject({ reason: expect.stringContaining("are leased to it") });
  });

  it("does not know who pays on a consumer that has no block yet, or no node that answers", async () => {
    for (const rpc of [(await consumerNode({}, "consumer-1", 0)).rpc, "http://127.0.0.1:1"]) {
      const made = await rig(initialized);
      await made.write({ consumer: { rpc, gasPrice: "0.001ucon" } });
      await preflightCommand(made.spec, { json: true }, made.context);
      expect(verdicts(made).get("relayer-funded")).toMatchObject({
        verdict: "unknown",
        reason: "the balance of relayer on the consumer (not known yet) could not be read",
      });
    }
  });

  it("refuses a node of another chain", async () => {
    const { spec, context, write } = await rig(initialized);
    await write({ consumer: await consumerNode({}, "other-1") });
    await rejection("RPC_WRONG_CHAIN", preflightCommand(spec, {}, context));
  });

  it("compares base and program with the hashes that were agreed, also once the genesis file is made", async () => {
    const made = await rig();
    const [wrong, right] = ["cd".repeat(32), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"];
    const judged = async (genesisHash: string, binaryHash: string) => {
      const initialization = { spawnTime: "+1h", genesisHash, binaryHash };
      await made.write({ initialization, genesis: { base: "base.json", out: "genesis.json" }, binary: "program" });
      made.stdout.length = 0;
      await preflightCommand(made.spec, { json: true }, made.context);
      return [verdicts(made).get("genesis-hash"), verdicts(made).get("binary-hash")];
    };
    for (const name of ["base.json", "program"]) await writeFile(join(dirname(made.spec), name), "{}");
    await writeFile(join(dirname(made.spec), "genesis.json"), '{"app_state":{}}');
    const refused = { verdict: "failure", reason: expect.stringContaining(right) };
    expect(await judged(wrong, right)).toMatchObject([refused, { verdict: "pass" }]);
    expect(await judged(right, wrong)).toMatchObject([{ verdict: "pass" }, refused]);
  });

  it("cannot judge by a genesis file that is none", async () => {
    const { spec, context, write } = await rig();
    await write({ genesis: { base: "base.json" } });
    await rejection("CONFIG_INVALID", preflightCommand(spec, {}, context));
    await writeFile(join(dirname(spec), "genesis.json"), "[]");
    const error = await rejection("CONFIG_INVALID", preflightCommand(spec, {}, context));
    expect(error.message).toContain("which is no JSON object");
  });
});

describe("health", () => {
  async function secured(acknowledged: number, state?: FakeConsumerState) {
    const made = await rig(launched);
    made.provider.answers[sequenceKey.send] = sequenceBytes(3);
    made.provider.answers[sequenceKey.acknowledge] = sequenceBytes(acknowledged + 1);
    if (state !== undefined) await made.write({ consumer: await consumerNode(state) });
    await healthCommand(made.spec, { json: true }, made.context);
    return verdicts(made);
  }

  it("passes what is secured, warns of what waits, and exits with 4", async () => {
    const told = await secured(2, {});
    expect(told.size).toBe(securedRules.length);
    const passed = [
      "phase",
      "blocks",
      "provider-client",
      "consumer-client",
      "channel",
      "first-packet",
      "validator-set",
    ];
    for (const id of passed) expect(told.get(id)).toMatchObject({ verdict: "pass", remedy: "" });
    expect(told.get("pending-packets")).toMatchObject({ reason: "2 VSC packets wait to be sent or acknowledged" });
    expect(process.exitCode).toBe(4);
  });

  it("fails where no packet was acknowledged, or a client has expired, and exits with 3", async () => {
    const told = await secured(0, { clientStatus: "Expired" });
    expect(told.get("first-packet")).toMatchObject({ verdict: "failure" });
    expect(told.get("consumer-client")).toMatchObject({
      verdict: "failure",
      reason: expect.stringContaining("Expired"),
    });
    expect(process.exitCode).toBe(3);
  });

  it("says what it could not read where the spec names no node", async () => {
    const told = await secured(2);
    for (const id of ["blocks", "consumer-client", "validator-set", "rewards"])
      expect(told.get(id)).toMatchObject({ verdict: "unknown" });
    expect(process.exitCode).toBe(4);
  });

  it("needs a consumer", async () => {
    const { spec, context, stdout } = await rig();
    await rejection("CCV_CONSUMER_NOT_FOUND", healthCommand(spec, {}, context));
    expect(stdout).toEqual([]);
  });
});
