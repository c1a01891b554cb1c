import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** The binaries of interchain-security: provider, consumer, democracy consumer, sovereign chain. */
export const binaryNames = ["pd", "cd", "cdd", "sd"] as const;

/** One binary by the end of its name: "pd" is `interchain-security-pd`. */
export type BinaryName = (typeof binaryNames)[number];

/** The file name of a binary: `interchain-security-pd`. */
export const binaryFileName = (name: string): string => `interchain-security-${name}`;

/** Where icskit builds binaries unless told otherwise. */
export const defaultBinaryDirectory: string = join(packageRoot, ".icskit", "bin");

/** The Go module that pins the release which icskit builds. */
export const pinnedModuleDirectory: string = join(packageRoot, "testnet", "binaries");
