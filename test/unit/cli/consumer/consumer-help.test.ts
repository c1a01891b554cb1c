import { Command } from "commander";
import { registerConsumer } from "../../../../src/cli/commands/consumer.ts";
import { consumerHelp } from "../../../../src/cli/consumer/consumer-help.ts";
import type { CliContext } from "../../../../src/cli/context.ts";

const program = new Command("icskit");
registerConsumer(program, {} as CliContext);
const [consumer] = program.commands;
const commands = consumer?.commands ?? [];

it("has help for each command, and for no other", () => {
  expect(Object.keys(consumerHelp).toSorted()).toEqual(["consumer", ...commands.map((each) => each.name())].toSorted());
});

/** The examples of a command's help, as words. */
function examples(text: string): string[][] {
  return [...text.matchAll(/^ {2}icskit (.*)$/gm)].map(([, line = ""]) => (line.split(/ [|>&]/)[0] ?? "").split(" "));
}

it.each(commands.map((each) => [each.name(), each] as const))("%s has examples that it would take", (name, command) => {
  const own = examples(consumerHelp[name as keyof typeof consumerHelp]);
  expect(own.length).toBeGreaterThan(0);
  for (const [first, second, ...words] of own) {
    expect([first, second]).toEqual(["consumer", name]);
    const flags = words.filter((word) => word.startsWith("--"));
    expect(flags.filter((flag) => !command.options.some(({ long }) => long === flag))).toEqual([]);
    const { operands, unknown } = command.parseOptions(words);
    expect(unknown).toEqual([]);
    expect(operands.length).toBeLessThanOrEqual(1);
    expect(operands.length).toBeGreaterThanOrEqual(
      command.registeredArguments.filter(({ required }) => required).length,
    );
  }
});

it("tells the exit codes of each command", () => {
  for (const command of commands) {
    expect(consumerHelp[command.name() as keyof typeof consumerHelp]).toContain("Exit codes: 0 ");
  }
});
