import { createInterface } from "node:readline/promises";
import { IcsError } from "../../errors.ts";
import { writeNewFile } from "../write-new-file.ts";
import { parseLaunchFile } from "./launch-file.ts";
import { type SpecAnswers, specQuestions, specTemplate } from "./spec-template.ts";

/** The flags of `icskit consumer init`. */
export interface InitFlags {
  readonly yes?: boolean;
}

/** Where `initCommand` asks; tests give streams of their own. */
export interface InitStreams {
  readonly input?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output?: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** `icskit consumer init`: asks, and writes a spec with every field explained. @throws CONFIG_INVALID */
export async function initCommand(path: string, { yes }: InitFlags, streams: InitStreams): Promise<void> {
  const fallbacks = Object.entries(specQuestions).map(([name, [, fallback]]) => [name, fallback] as const);
  const answers = yes ? Object.fromEntries(fallbacks) : await ask(streams);
  const text = specTemplate(answers as unknown as SpecAnswers);
  // An answer that no spec can hold shows before anything is written.
  parseLaunchFile(text, path, {});
  await writeNewFile(path, text, 0o644);
  console.error(`Wrote ${path}: look it through, then try "icskit consumer preflight ${path}".`);
}

async function ask({ input = process.stdin, output = process.stderr, signal }: InitStreams) {
  if (!input.isTTY) {
    const problem = { name: "--yes", got: "nobody to ask", wanted: "the flag, to write the defaults" };
    throw new IcsError("CONFIG_INVALID", "Nobody to ask\nAdd --yes to write a spec with the defaults, and edit it.", {
      problems: [problem],
    });
  }
  const terminal = createInterface({ input, output });
  const ended = new AbortController();
  terminal.once("close", () => ended.abort(new Error("The input has ended")));
  try {
    const answers: Record<string, string> = {};
    for (const [name, [question, fallback]] of Object.entries(specQuestions)) {
      const options = { signal: AbortSignal.any([signal, ended.signal]) };
      const answer = (await terminal.question(`${question} [${fallback}]: `, options)).trim();
      answers[name] = answer === "" ? fallback : answer;
    }
    return answers;
  } finally {
    terminal.close();
  }
}
