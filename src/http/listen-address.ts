/** Where a server listens. */
export interface ListenAddress {
  /** An address of this machine, or a name of one: `127.0.0.1`, `::1`, `0.0.0.0`. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** Reads `host:port` or `[ipv6]:port`; undefined for anything else. */
export function parseListen(address: string): ListenAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
