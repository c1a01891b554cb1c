import type { Command, Option } from "commander";

/** What can follow one command. */
export interface CompletionPoint {
  /** Words of the command: `icskit consumer launch`. */
  readonly path: string;
  readonly words: readonly CompletionWord[];
}

/** One word that can follow, and what it is for. */
export interface CompletionWord {
  readonly word: string;
  readonly description: string;
  /** Values that a flag can have; `[]` where it takes none or any. */
  readonly values: readonly string[];
  readonly takesValue: boolean;
}

/** What can follow each command of a tree, the tree's own root first. */
export function completionPoints(command: Command, parents = ""): readonly CompletionPoint[] {
  const path = `${parents}${command.name()}`;
  const commands = command.commands.map((each) => word(each.name(), each.description()));
  const values = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices.map((each) => word(each, "")));
  const flags = [...command.options, ...helpOption(command)].map(flagWord);
  const here = { path, words: [...commands, ...values, ...flags] };
  return [here, ...command.commands.flatMap((each) => completionPoints(each, `${path} `))];
}

function helpOption(command: Command): readonly Option[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long === "--help");
}

function flagWord(option: Option): CompletionWord {
  const { long, short, description, argChoices = [], required, optional } = option;
  return { word: long ?? short ?? "", description, values: argChoices, takesValue: required || optional };
}

function word(name: string, description: string): CompletionWord {
  return { word: name, description, values: [], takesValue: false };
}
