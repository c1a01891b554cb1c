import type { NodePorts } from "./node-ports.ts";

/** Another node of the chain, as the node that dials it reaches it. */
export interface PeerAddress {
  /** The other node's name in its chain. */
  readonly name: string;
  /** A host name or an IP address. */
  readonly host: string;
  readonly port: number;
}

/**
 * Where a node listens and whom it dials. Its files are made from this before it runs, so whatever will run the nodes
 * says it beforehand: a process on 127.0.0.1 and free ports, a container on every address of its own and the usual ones.
 */
export interface NodePlacement {
  /** The node's name in its chain: its validator's. */
  readonly name: string;
  /** What its servers are bound to: `127.0.0.1`, or `0.0.0.0` where the node has an address of its own. */
  readonly listenHost: string;
  /** The ports that its servers listen on. */
  readonly ports: NodePorts;
  /** The nodes that it dials; where links can be cut, each pair has one that dials. */
  readonly peers: readonly PeerAddress[];
  /** True where it may know its peers by these addresses only: it tells and learns no others. Default false. */
  readonly knownPeersOnly?: boolean;
  /** Where this process reaches it. */
  readonly outside: { readonly host: string; readonly ports: NodePorts };
}

/** The ports of a node that has an address of its own: CometBFT's and the SDK's usual ones. */
export function usualPorts(apiServers: boolean): NodePorts {
  return { rpc: 26657, p2p: 26656, api: apiServers ? { grpc: 9090, rest: 1317 } : undefined };
}
