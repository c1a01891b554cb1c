import type { Listening } from "../../http/listen.ts";
import { type RelayerStatus, unhealthyBecause } from "../../relayer/service/relayer-status.ts";
import { json, type Reply, type StatusServerOptions, startStatusServer } from "../status-server.ts";

/** What the server tells. */
export interface RelayServerOptions extends Omit<StatusServerOptions, "health"> {
  /** A text instead of a status says what is waited for before there is one. */
  readonly status: () => RelayerStatus | string;
}

/** As `startStatusServer`, with a relayer's health. @throws CONFIG_INVALID where the address cannot be listened at */
export function startRelayServer({ status, ...options }: RelayServerOptions): Promise<Listening> {
  return startStatusServer({ ...options, health: () => health(status()) });
}

/** 200 only where every path relays with active clients at both ends. */
export function health(status: RelayerStatus | string): Reply {
  if (typeof status === "string") return json(503, { healthy: false, reasons: [status], paths: [] });
  const paths = status.paths.map((path) => ({ ...path, unhealthyBecause: unhealthyBecause(path) }));
  const reasons = paths.flatMap(({ name, unhealthyBecause: why }) => (why === undefined ? [] : [`${name}: ${why}`]));
  return json(reasons.length === 0 ? 200 : 503, { healthy: reasons.length === 0, reasons, ...status, paths });
}
