import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an executable shell script, to stand in for a real command. Answers with its path. */
export function fakeCommand(folder: string, name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}
