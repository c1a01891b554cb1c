import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describeWithEngine } from "../support/container-engine.ts";
import { processesWith } from "../support/processes.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

interface Demo {
  readonly exitCode: Promise<number | null>;
  /** Objects of stdout, as they come. */
  readonly steps: AsyncIterable<Step>;
  readonly workFolder: string;
  interrupt(): void;
}

interface Step {
  readonly step: string;
  readonly verified: boolean;
  readonly txHashes: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

async function startDemo(...flags: string[]): Promise<Demo> {
  const workFolder = await temporaryFolder();
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  const child = spawn(process.execPath, [main, "demo", "--json", ...flags], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ICSKIT_WORK_DIR: workFolder },
  });
  return {
    workFolder,
    exitCode: new Promise((resolve) => child.once("exit", resolve)),
    interrupt: () => child.kill("SIGINT"),
    steps: (async function* () {
      for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
    })(),
  };
}

async function expectNothingLeft({ workFolder }: Demo): Promise<void> {
  expect(processesWith(workFolder)).toEqual([]);
  expect(await readdir(workFolder)).toEqual([]);
}

test("the demo verifies every step of two consumers and leaves nothing", async () => {
  const demo = await startDemo("--consumers", "2");
  const steps = await Array.fromAsync(demo.steps);
  expect(await demo.exitCode).toBe(0);
  const launch = ["create", "opt-in", "spawn", "start", "channel"];
  expect(steps.map(({ step }) => step)).toEqual([
    "provider",
    ...launch,
    ...launch,
    "power-change",
    "power-change",
    "downtime",
  ]);
  expect(steps.every(({ verified }) => verified)).toBe(true);
  expect(steps.find(({ step }) => step === "channel")).toMatchObject({ facts: { hops: 5 } });
  expect(steps.at(-1)).toMatchObject({ facts: { jailed: "validator-2", verdict: "handled" } });
  for (const hash of steps.flatMap(({ txHashes }) => txHashes)) expect(hash).toMatch(/^[0-9A-F]{64}$/);
  await expectNothingLeft(demo);
});

test.each(["provider", "start"])("Ctrl-C after the step %s ends the demo and leaves nothing", async (last) => {
  const demo = await startDemo();
  for await (const { step } of demo.steps) if (step === last) demo.interrupt();
  expect(await demo.exitCode).toBe(130);
  await expectNothingLeft(demo);
});

describeWithEngine("in containers", () => {
  test("the demo verifies the same steps", async () => {
    const demo = await startDemo("--runner", "container");
    const steps = await Array.fromAsync(demo.steps);
    expect(await demo.exitCode).toBe(0);
    expect(steps.map(({ step }) => step).slice(-2)).toEqual(["power-change", "downtime"]);
    expect(steps.every(({ verified }) => verified)).toBe(true);
    await expectNothingLeft(demo);
  });
});
