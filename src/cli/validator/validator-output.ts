import { jsonText } from "../../errors.ts";

/** The flags that every command of a validator has. */
export interface ValidatorFlags {
  readonly config: string;
  readonly json?: boolean;
}

/** Writes a command's data to stdout: one JSON object, or lines for people. */
export function writeData(flags: Pick<ValidatorFlags, "json">, data: object, lines: readonly string[]): void {
  if (flags.json) console.log(jsonText(data));
  else for (const line of lines) console.log(line);
}
