import { readFileSync } from "node:fs";

/** A command in a document, with what it prints. */
export interface DocumentSession {
  readonly command: string;
  readonly output: readonly string[];
}

/** The sessions in the ```console blocks of a document: lines `$ icskit …`, each before its output. */
export function sessionsOf(document: string): readonly DocumentSession[] {
  const blocks = readFileSync(document, "utf8").matchAll(/^```console\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, block = ""]) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((session) => {
        const [command = "", ...output] = session.trimEnd().split("\n");
        return { command, output };
      }),
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
