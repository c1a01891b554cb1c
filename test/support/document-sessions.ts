import { readFileSync } from "node:fs";

/** A command in a document, with what it prints. */
export interface DocumentSession {
  readonly command: string;
  readonly output: readonly string[];
}

/** The ```console blocks of a document: a line `$ icskit …`, then its output. */
export function sessionsOf(document: string): readonly DocumentSession[] {
  return [...readFileSync(document, "utf8").matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```$/gm)].map(
    ([, command = "", output = ""]) => ({ command, output: output.trimEnd().split("\n") }),
  );
}

/** The session of a command. */
export function sessionOf(document: string, command: string): DocumentSession {
  const found = sessionsOf(document).find((session) => session.command === command);
  if (found === undefined) throw new Error(`${document} shows no "${command}"`);
  return found;
}

/** What a command printed, with what differs from run to run named as the document names it. */
export function withPlaceholders(output: string, places: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(places).reduce((text, [value, name]) => text.replaceAll(value, name), output);
  return named
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .trimEnd()
    .split("\n");
}
