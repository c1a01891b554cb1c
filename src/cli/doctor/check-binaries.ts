import { findBinary } from "../../../testnet/binaries.ts";
import { type BinaryName, binaryFileName, binaryNames, pinnedModuleDirectory } from "../../../testnet/binary-name.ts";
import { findStaleBinaries } from "../../../testnet/build-binaries.ts";
import { goVersion } from "../../../testnet/go.ts";
import type { Config } from "../../config.ts";
import { isIcsError } from "../../errors.ts";
import type { Check, Finding } from "./check.ts";

/** The demo and the tests need these; the others only special topologies. */
const required: readonly BinaryName[] = ["pd", "cd"];

const advice = 'Run "npm run setup", or set ICSKIT_BINARIES_DIR to a folder that has it';

/** Whether each binary is there, is the pinned release, and was built from the pinned inputs. */
export const checkBinaries: Check = async ({ config, signal }) => {
  const stale = config.binariesDirectory === undefined ? await findStaleBinaries() : [];
  return Promise.all(binaryNames.map((name) => checkBinary(name, config, stale, signal)));
};

async function checkBinary(
  name: BinaryName,
  config: Config,
  stale: readonly BinaryName[],
  signal: AbortSignal,
): Promise<Finding> {
  const lacking = { name: binaryFileName(name), verdict: required.includes(name) ? "missing" : "optional" } as const;
  try {
    const binary = await findBinary(name, { directory: config.binariesDirectory, signal });
    if (stale.includes(name))
      return { ...lacking, found: `${binary.version}, not built from the pinned inputs`, advice };
    return { name: lacking.name, verdict: "ok", found: `${binary.version}, ${binary.path}` };
  } catch (error) {
    if (!isIcsError(error)) throw error;
    return { ...lacking, found: error.message.split("\n")[0] ?? "", advice };
  }
}

/** Whether Go is there: needed as long as a binary has to be built. */
export const checkGo: Check = async ({ config, signal }) => {
  try {
    const version = await goVersion({ moduleDirectory: pinnedModuleDirectory, signal });
    return [{ name: "go", verdict: "ok", found: version }];
  } catch (error) {
    if (!isIcsError(error, "TESTNET_GO_MISSING")) throw error;
    const isNeeded = config.binariesDirectory === undefined && (await findStaleBinaries()).length > 0;
    const [found = "", howToGetIt = ""] = error.message.split("\n");
    return [{ name: "go", verdict: isNeeded ? "missing" : "optional", found, advice: howToGetIt }];
  }
};
