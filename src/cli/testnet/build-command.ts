import { type BinaryName, binaryNames, buildBinaries } from "../../../testnet/index.ts";
import { IcsError } from "../../errors.ts";
import type { CliContext } from "../context.ts";

/** Builds binaries where that is needed. @throws CONFIG_INVALID for an unknown name; as `buildBinaries` */
export async function buildCommand(given: readonly string[], { config, signal }: CliContext): Promise<void> {
  const names = given.length === 0 ? undefined : given.map(known);
  const built = await buildBinaries({
    names,
    signal,
    directory: config.binariesDirectory,
    onProgress: ({ phase, ...progress }) => {
      if (phase === "built" && "path" in progress) console.error(`Built ${progress.path}`);
      if (phase === "waiting") console.error("Another process is building: waiting for it");
    },
  });
  if (built.length === 0) console.error("Every binary is there already.");
}

function known(name: string): BinaryName {
  const found = binaryNames.find((each) => each === name);
  if (found !== undefined) return found;
  const wanted = `one of ${binaryNames.join(", ")}`;
  throw new IcsError("CONFIG_INVALID", `There is no stock binary "${name}"\nGive ${wanted}.`, {
    problems: [{ name: "names", got: name, wanted }],
  });
}
