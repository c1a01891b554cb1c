import { basename } from "node:path";
import type { NodeLimits, NodeSpec } from "../runner/runner.ts";
import { serviceName } from "./export-runner.ts";

/** Where a node's home is inside its container. */
export const homeInContainer = "/icskit";

/** One node as container formats see it. */
export interface ExportedService {
  readonly name: string;
  readonly image: string;
  readonly binary: string;
  readonly arguments: readonly string[];
  /** Relative to the exported folder. */
  readonly home: string;
  readonly ports: readonly { readonly name: string; readonly inside: number; readonly outside: number }[];
  readonly limits: NodeLimits;
  readonly chainId: string;
  readonly chain: string;
}

/** Where the Dockerfile of the package puts the stock binaries. */
const stockFolder = "/bin";

/** A node's service; it runs `stockImage` where its chain names no image of its own. */
export function exportedService(spec: NodeSpec, chain: string, stockImage: string): ExportedService {
  const { placement, image, binary, startFlags = [] } = spec;
  const { ports: inside, outside } = placement;
  const pairs = [
    { name: "rpc", inside: inside.rpc, outside: outside.ports.rpc },
    { name: "p2p", inside: inside.p2p, outside: outside.ports.p2p },
    { name: "grpc", inside: inside.api?.grpc, outside: outside.ports.api?.grpc },
    { name: "rest", inside: inside.api?.rest, outside: outside.ports.api?.rest },
  ];
  return {
    chain,
    name: serviceName(chain, placement.name),
    image: image ?? stockImage,
    binary: image === undefined ? `${stockFolder}/${basename(binary)}` : binary,
    arguments: ["start", "--home", homeInContainer, ...startFlags],
    home: spec.home,
    ports: pairs.flatMap(({ name, inside: own, outside: seen }) =>
      own === undefined || seen === undefined ? [] : [{ name, inside: own, outside: seen }],
    ),
    limits: spec.limits ?? {},
    chainId: spec.chainId,
  };
}
