import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeBinary } from "../../testnet/binary-defaults.ts";
import { defaultGenesis } from "./testnet-fixtures.ts";

/** A stand-in for a chain binary, of which only `init` works. */
export interface InitBinary extends NodeBinary {
  readonly cacheFolder: string;
  /** How often it was run. */
  calls(): Promise<number>;
}

const genesis = JSON.stringify({ ...defaultGenesis({ ccvconsumer: {}, provider: {}, genutil: {} }), chain_id: "x" });

/** What `init` does when all is well; it talks on stderr as the real one does. $6 is the value of --home. */
export const workingInit = `mkdir -p "$6/config"; cd "$6/config"
echo '${genesis}' > genesis.json; echo 'a = 1' > config.toml; echo 'b = 2' > app.toml; echo 'looks like an error' >&2`;

/** Writes the binary into `folder`; `init` is a shell script. */
export async function createInitBinary(folder: string, init = workingInit): Promise<InitBinary> {
  const path = join(folder, "binary");
  await writeFile(path, `#!/bin/sh\nprintf . >> "${folder}/calls"\n${init}\n`);
  await chmod(path, 0o755);
  const calls = async () => (await readFile(join(folder, "calls"), "utf8")).length;
  return { path, calls, cacheFolder: join(folder, "cache"), stamp: "v7.0.1-abc/def" };
}
