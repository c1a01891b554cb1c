import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pollUntil } from "../../../../src/async/poll-until.ts";
import { applyCommand, planCommand } from "../../../../src/cli/validator/plan-command.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { readTx } from "../../../support/fake-account.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";
import { optInToAll, typing, useFakeValidator } from "./fake-validator.ts";

const { setUp, said, json, folder } = useFakeValidator();
const registered = { chainId: "consumer-1", phase: "REGISTERED" } as const;
const other = { chainId: "other-1", phase: "REGISTERED" } as const;
const withApproval = {
  ...optInToAll,
  rules: [
    { name: "ours", action: "opt-in", when: { chainIds: ["consumer-*"] } },
    { name: "others", action: "opt-in", approval: true },
  ],
};

describe("plan", () => {
  it("shows what would be sent, sends nothing, and leaves out what nothing is done about", async () => {
    const { config, context, comet } = await setUp([registered, { chainId: "gone-1", phase: "STOPPED" }]);
    await planCommand({ config }, context);
    expect(said.out[0]).toMatch(/^cosmosvaloper1\w+ on provider-1 at height 3: 2 consumers, 1 to change$/);
    expect(said.out).toContain("  + opt in to consumer 0 (consumer-1) with the key in force");
    expect(said.out.at(-1)).toBe("1 more that nothing is to be done about (--all shows them)");
    said.out.length = 0;
    await planCommand({ config, all: true }, context);
    expect(said.out.join("\n")).toContain("consumer 1 (gone-1, STOPPED): it is STOPPED");
    expect([comet.broadcasts, said.err]).toEqual([[], []]);
  });

  it("is one object with --json", async () => {
    const { config, context, provider } = await setUp([registered]);
    await planCommand({ config, json: true }, context);
    expect(json()).toMatchObject([
      {
        operatorAddress: provider.operatorAddress,
        height: "3",
        consumers: [{ consumerId: "0", changes: [{ kind: "opt-in" }], expected: { power: "30", members: 1 } }],
      },
    ]);
  });

  it("refuses a path that it cannot write its changes to as wrong input", async () => {
    const { config, context, home } = await setUp([registered]);
    const out = join(home, "none", "plan.json");
    const error = await rejection("CONFIG_INVALID", planCommand({ config, out }, context));
    expect(error.message).toContain(out);
  });

  it("refuses an account that is no validator's, and another chain than the file names", async () => {
    const { config, context } = await setUp([registered]);
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace('"env":"KEY"', `"env":"KEY","hdPath":"m/44'/118'/0'/0/5"`));
    const error = await rejection("CONFIG_INVALID", planCommand({ config }, context));
    expect(error.message).toMatch(/is no validator of provider-1\n.*validator's own account/);
    await writeFile(config, text.replace('"provider-1"', '"cosmoshub-4"'));
    await rejection("RPC_WRONG_CHAIN", planCommand({ config }, context));
  });
});

describe("apply", () => {
  it("shows the plan, asks, and sends after a yes", async () => {
    const { config, context, comet } = await setUp([registered, other], { policy: withApproval });
    using _terminal = typing("y\n");
    const asked = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    await applyCommand(undefined, { config }, context);
    expect(asked.mock.calls.join("")).toContain("Send 2 messages for 2 consumers? [y/N] ");
    expect(said.err).toContain("  + opt in to consumer 1 (other-1) with the key in force (needs a human's yes)");
    expect(comet.broadcasts.map((bytes) => readTx(bytes).typeUrls.length)).toEqual([2]);
    expect(said.out.slice(-2)).toEqual([
      expect.stringMatching(/^ {2}in [0-9A-F]{64}, block 4$/),
      "Done in 1 transaction.",
    ]);
  });

  it.each([
    ["a no", "n\n", "Not confirmed: no\nNothing was sent."],
    ["nobody to ask", undefined, "Add --yes"],
  ])("sends nothing after %s", async (_what, typed, message) => {
    const { config, context, comet } = await setUp([registered]);
    using _terminal = typing(typed);
    jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const error = await rejection("CONFIG_INVALID", applyCommand(undefined, { config }, context));
    expect(error.message).toContain(message);
    expect([comet.broadcasts, said.out]).toEqual([[], []]);
  });

  it("tells plan, transaction and end as an object a line with --json", async () => {
    const { config, context } = await setUp([registered, other], { policy: withApproval });
    await applyCommand(undefined, { config, json: true, yes: true, consumer: ["1"] }, context);
    const of = { consumerId: "1", chainId: "other-1" };
    const summary = ["opt in to consumer 1 (other-1) with the key in force"];
    expect(json()).toEqual([
      { event: "plan", height: "3", consumers: [{ ...of, changes: [{ kind: "opt-in" }] }] },
      { event: "applied", hash: expect.stringMatching(/^[0-9A-F]{64}$/), height: "4", summary },
      { event: "done", transactions: 1 },
    ]);
    expect(said.err).toEqual([]);
  });

  it("shows and sends nothing in a dry run, and generates no key for it", async () => {
    const policy = { ...optInToAll, rules: [{ name: "all", action: "opt-in", key: "generated" }] };
    const { config, context, comet } = await setUp([registered], { policy });
    await applyCommand(undefined, { config, dryRun: true }, context);
    expect(said.err.join("\n")).toContain(
      "  ! no key was generated for it: icskit validator keys generate --consumer 0",
    );
    expect([said.out, comet.broadcasts]).toEqual([["Nothing is to be changed."], []]);
    said.out.length = 0;
    await applyCommand(undefined, { config, yes: true, json: true }, context);
    expect(json()).toMatchObject([
      { consumers: [{ changes: [{ key: expect.any(String) }] }] },
      {},
      { transactions: 1 },
    ]);
  });

  it("says so where nothing is to be changed", async () => {
    const { config, context } = await setUp([{ ...registered, isOptedIn: true }]);
    await applyCommand(undefined, { config, json: true }, context);
    expect(json()).toMatchObject([
      { event: "plan", consumers: [] },
      { event: "done", transactions: 0 },
    ]);
  });

  it("refuses a consumer that there is not", async () => {
    const { config, context } = await setUp([registered]);
    const flags = { config, yes: true, consumer: ["0", "7"] };
    const { message } = await rejection("CONFIG_INVALID", applyCommand(undefined, flags, context));
    expect(message).toContain("--consumer: got 7, wanted a consumer of the provider");
    expect(message).not.toContain("got 0");
  });

  it("follows what an earlier run had signed to its end first", async () => {
    const { config, context, comet } = await setUp([registered, { ...other, isOptedIn: true }]);
    // The node is away once it is signed; then this run ends.
    comet.trouble = (method) => (method === "broadcast_tx_sync" ? { status: 503 } : undefined);
    const controller = new AbortController();
    const killed = applyCommand(undefined, { config, yes: true }, { ...context, signal: controller.signal });
    killed.catch(() => undefined);
    await pollUntil(
      async () => comet.count("broadcast_tx_sync"),
      (count) => count > 0,
      { what: "a broadcast", intervalMs: 1 },
    );
    controller.abort(new Error("killed"));
    await expect(killed).rejects.toThrow("killed");
    // What it had sent by then was answered before this is.
    await fetch(comet.url, { method: "POST", body: JSON.stringify({ method: "broadcast_tx_sync" }) });
    comet.trouble = () => undefined;
    said.out.length = 0;
    await applyCommand(undefined, { config, json: true, dryRun: true }, context);
    expect(json().map(({ event }) => event)).toEqual(["plan"]);
    expect(comet.broadcasts).toEqual([]);
    said.out.length = 0;
    await applyCommand(undefined, { config, json: true, yes: true, consumer: ["1"] }, context);
    expect(json().map(({ event }) => event)).toEqual(["settled", "plan", "done"]);
    expect(comet.broadcasts).toHaveLength(1);
  });
});

it("finds the account's key file beside the validator's file, wherever it runs", async () => {
  const { config, context, home } = await setUp([registered], { key: { file: "account.key" } });
  await writeFile(join(home, "account.key"), `${testMnemonic}\n`, { mode: 0o600 });
  await planCommand({ config }, context);
  expect(said.out).toContain("  + opt in to consumer 0 (consumer-1) with the key in force");
});

describe("apply of a plan's file", () => {
  async function planned() {
    const f = await setUp([registered, other]);
    const file = join(f.home, "plan.json");
    await planCommand({ config: f.config, out: file }, f.context);
    said.out.length = 0;
    return { ...f, file };
  }

  it("refuses a consumer that it does not change", async () => {
    const { config, context, file } = await planned();
    const flags = { config, yes: true, consumer: ["2"] };
    const { message } = await rejection("CONFIG_INVALID", applyCommand(file, flags, context));
    expect(message).toContain(`--consumer: got 2, wanted a consumer that ${file} changes`);
  });

  it("sends exactly what it says, or a part of it", async () => {
    const { config, context, comet, file } = await planned();
    await applyCommand(file, { config, yes: true, consumer: ["1"] }, context);
    expect(said.err).toEqual(["  + opt in to consumer 1 (other-1) with the key in force"]);
    expect(said.out[0]).toBe("opt in to consumer 1 (other-1) with the key in force");
    expect(comet.broadcasts).toHaveLength(1);
  });

  it("sends nothing where it no longer fits, and says what differs", async () => {
    const { config, context, comet, file, provider } = await planned();
    provider.consumers = [{ ...registered, isOptedIn: true }, other];
    const error = await rejection("VALIDATOR_PLAN_STALE", applyCommand(file, { config, yes: true }, context));
    expect(error.message).toContain("consumer 0: isOptedIn: got true, wanted false, as planned");
    expect(comet.broadcasts).toEqual([]);
  });

  it.each([
    ["providerChainId", "cosmoshub-4"],
    ["operatorAddress", "cosmosvaloper1other"],
  ])("refuses one of another %s", async (name, value) => {
    const { config, context, comet, file } = await planned();
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), [name]: value }));
    const error = await rejection("CONFIG_INVALID", applyCommand(file, { config, yes: true }, context));
    expect(error.message).toContain(`was made for another ${name}: ${value}`);
    expect(comet.broadcasts).toEqual([]);
  });

  it("refuses one that is not there, or is no plan", async () => {
    const { config, context } = await planned();
    const path = join(await folder(), "plan.json");
    const missing = await rejection("CONFIG_INVALID", applyCommand(path, { config }, context));
    expect(missing.message).toContain("ENOENT");
    await writeFile(path, "{}");
    const wrong = await rejection("CONFIG_INVALID", applyCommand(path, { config }, context));
    expect(wrong.message).toContain(`${path} is no plan`);
  });
});
