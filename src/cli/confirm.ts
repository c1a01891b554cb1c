import { createInterface } from "node:readline";
import { IcsError } from "../errors.ts";

/** The flags of a command that changes a chain. */
export interface ConfirmFlags {
  /** Shows what would be done, and sends nothing. */
  readonly dryRun?: boolean;
  /** Asks nothing. */
  readonly yes?: boolean;
}

/** What the question needs; streams are given by tests. */
export interface ConfirmOptions extends ConfirmFlags {
  readonly signal: AbortSignal;
  readonly input?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output?: NodeJS.WritableStream;
}

/**
 * Whether to do what was shown before: false for a dry run, true with `yes`, else as the user answers.
 * @throws CONFIG_INVALID where there is nobody to ask, or the answer is not yes: nothing was sent then
 */
export async function confirmed(question: string, options: ConfirmOptions): Promise<boolean> {
  const { dryRun, yes, signal, input = process.stdin, output = process.stderr } = options;
  if (dryRun) return false;
  if (yes) return true;
  signal.throwIfAborted();
  if (!input.isTTY) throw refused("nobody to ask", "Add --yes to do it without asking, or --dry-run to see it only.");
  const terminal = createInterface({ input, output });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      terminal.once("line", resolve);
      // An input that ends is a no.
      terminal.once("close", () => resolve(""));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      terminal.setPrompt(`${question} [y/N] `);
      terminal.prompt();
    });
    if (/^y(es)?$/i.test(answer.trim())) return true;
  } finally {
    terminal.close();
  }
  throw refused("no", "Nothing was sent.");
}

function refused(got: string, advice: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `Not confirmed: ${got}\n${advice}`, {
    problems: [{ name: "--yes", got, wanted: 'the flag, or "y" typed at the question' }],
  });
}
