import { join } from "node:path";

/** The folder of the icskit package: the parent of `testnet/`. */
export const packageRoot = join(import.meta.dirname, "..");
