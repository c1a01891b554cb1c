/** The ports of a node's servers. */
export interface NodePorts {
  readonly rpc: number;
  readonly p2p: number;
  /** Only where the node serves gRPC and REST. */
  readonly api?: { readonly grpc: number; readonly rest: number } | undefined;
}

/** Ports that one node takes. */
export function portsPerNode(apiServers: boolean): number {
  return apiServers ? 4 : 2;
}

/** Hands a list of ports out to nodes, in order. */
export function assignPorts(ports: readonly number[], nodes: number, apiServers: boolean): NodePorts[] {
  const size = portsPerNode(apiServers);
  return Array.from({ length: nodes }, (_, index) => {
    const [rpc, p2p, grpc, rest] = ports.slice(index * size, (index + 1) * size);
    if (rpc === undefined || p2p === undefined) throw new RangeError(`${ports.length} ports are too few`);
    return { rpc, p2p, api: grpc === undefined || rest === undefined ? undefined : { grpc, rest } };
  });
}
