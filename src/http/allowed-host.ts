import { isIP } from "node:net";

/** Under which names a server may be asked. */
export interface AllowedHosts {
  /** What it listens at. */
  readonly host: string;
  /** Names besides; those of a proxy in front of it, for instance. */
  readonly allowedHosts?: readonly string[];
}

/**
 * Whether a Host header names this server: any address, `localhost`, or a name that was allowed. A page elsewhere can
 * make a browser ask by a name of its own that leads here (DNS rebinding); by an address it cannot.
 */
export function isAllowedHost(header: string | undefined, { host, allowedHosts = [] }: AllowedHosts): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) return false;
  const { hostname } = new URL(`http://${header}`);
  if (isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0) return true;
  return ["localhost", host, ...allowedHosts].some((name) => name.toLowerCase() === hostname);
}
