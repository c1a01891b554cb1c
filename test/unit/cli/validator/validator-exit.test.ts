import { join } from "node:path";
import { killRelayChildren, RelayChild } from "../../../support/relay-child.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";
import { useFakeValidator } from "./fake-validator.ts";

const { setUp, folder } = useFakeValidator();
const registered = { chainId: "consumer-1", phase: "REGISTERED" } as const;

afterEach(killRelayChildren);

/** `icskit validator …` as a user runs it, with nobody at a terminal. */
async function run(args: readonly string[]) {
  const child = new RelayChild(["validator", ...args], { KEY: testMnemonic, PASSWORD: "p" }, { json: false });
  const code = await child.exitCode;
  return { code, out: child.stdout, err: child.stderr };
}

it("ends with 0 where it is done, with data on stdout and nothing but progress on stderr", async () => {
  const { config, comet } = await setUp([registered]);
  const [planned, applied] = [
    await run(["plan", "--config", config]),
    await run(["apply", "--yes", "--config", config]),
  ];
  expect([planned.code, planned.err, planned.out]).toEqual([0, "", expect.stringContaining("1 to change")]);
  expect([applied.code, applied.out]).toEqual([0, expect.stringMatching(/block 4\nDone in 1 transaction\.\n$/)]);
  expect(comet.broadcasts).toHaveLength(1);
});

it("ends with 2 for what its user can set right: no yes, no such option, no file, no consumer", async () => {
  const { config, comet } = await setUp([registered]);
  const none = join(await folder(), "none.yaml");
  const cases = [
    ["apply", "--config", config],
    ["apply", "--all", "--config", config],
    ["plan", "--config", none],
    ["keys", "generate", "--config", config],
  ];
  const ended = await Promise.all(cases.map(run));
  expect(ended.map(({ code, out }) => [code, out])).toEqual(cases.map(() => [2, ""]));
  const [unasked, option, file, consumer] = ended.map(({ err }) => err);
  expect(unasked).toContain("Error: Not confirmed: nobody to ask [CONFIG_INVALID]\nAdd --yes");
  expect(option).toContain("unknown option '--all'");
  expect(file).toContain(none);
  expect(consumer).toContain("required option '--consumer <id>' not specified");
  for (const { err } of ended) expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(comet.broadcasts).toEqual([]);
});

it("ends with 1 where it failed, with the reason and its code, and never with the mnemonic", async () => {
  const { config, comet } = await setUp([registered]);
  comet.onBroadcast = () => ({ code: 13, codespace: "sdk", log: "insufficient fees" });
  const [refused, free] = await Promise.all([
    run(["apply", "--yes", "--config", config]),
    run(["unjail", "--yes", "--config", config]),
  ]);
  expect([refused?.code, refused?.err]).toEqual([1, expect.stringMatching(/insufficient fees.*\[TX_REFUSED\]/)]);
  expect([free?.code, free?.err]).toEqual([1, expect.stringContaining("it is not jailed [CHECK_FAILED]\nNothing was")]);
  for (const { out, err } of [refused, free]) expect(out + err).not.toContain(testMnemonic.slice(0, 30));
});

it("ends with 130 where its watch was stopped", async () => {
  const { config } = await setUp([{ ...registered, isOptedIn: true }]);
  const child = new RelayChild(["validator", "watch", "--json", "--config", config], { KEY: testMnemonic });
  await child.until(({ event }) => event === "round");
  child.process.kill("SIGTERM");
  expect(await child.exitCode).toBe(130);
  expect(child.stderr).toContain("Interrupted");
});
