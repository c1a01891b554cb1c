import { type Binary, findBinary } from "./binaries.ts";
import type { NodeBinary } from "./binary-defaults.ts";
import type { BinaryName } from "./binary-name.ts";
import type { ResolvedTopology } from "./topology.ts";

/** What the chains of a testnet run. */
export interface ChainBinaries {
  readonly provider: NodeBinary;
  /** In the topology's order. */
  readonly consumers: readonly NodeBinary[];
}

/** Where binaries are looked for. */
export interface FindBinariesOptions {
  /** Folder with the stock binaries; default: where `npm run setup` builds them. */
  readonly directory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds every binary that the topology needs, before anything is started; for chains in containers, the images.
 * @throws TESTNET_BINARY_MISSING, TESTNET_BINARY_VERSION, TESTNET_BINARY_FAILED; for images TESTNET_ENGINE_UNAVAILABLE,
 * TESTNET_IMAGE_MISSING, TESTNET_IMAGE_PLATFORM, TESTNET_IMAGE_BUILD_FAILED
 */
export async function findChainBinaries(
  { provider, consumers }: Pick<ResolvedTopology, "provider" | "consumers">,
  options: FindBinariesOptions,
): Promise<ChainBinaries> {
  const [first, ...rest] = await Promise.all([provider, ...consumers].map((chain) => findFor(chain, options)));
  if (first === undefined) throw new TypeError("A testnet has a provider");
  return { provider: first, consumers: rest };
}

async function findFor(
  { runner, binary }: Pick<ResolvedTopology["provider"], "runner" | "binary">,
  options: FindBinariesOptions,
): Promise<NodeBinary> {
  if (runner === "native") return onThisMachine(binary.name, binary.path, options);
  // Loads what only containers need.
  const { findImage, packBinary } = await import("./runner/container/find-image.ts");
  if (binary.image !== undefined) return findImage(binary.image, binary.path);
  return packBinary(await onThisMachine(binary.name, binary.path, options), options.signal);
}

/** A user's own binary has its own version. */
function onThisMachine(
  name: string,
  path: string | undefined,
  { directory, signal }: FindBinariesOptions,
): Promise<Binary> {
  if (path !== undefined) return findBinary(name, { path, wantedVersion: "any", signal });
  return findBinary(name as BinaryName, { directory, signal });
}
