import { hostname } from "node:os";

/** Labels of everything that icskit makes in a container engine. */
export const labelNames = {
  /** On every container and network. */
  own: "icskit",
  /** The testnet's run id. */
  run: "icskit.run",
  node: "icskit.node",
  /** When it was made, in milliseconds since 1970. */
  created: "icskit.created",
  /** The machine and the process that made it: `host/pid`. */
  owner: "icskit.owner",
  /** On what outlives its process: which testnet it is, so that a later process finds it. */
  reuse: "icskit.reuse",
  /** On nodes that outlive their process: their address in the testnet's network. */
  address: "icskit.address",
  /** On images: what they were packed from. */
  packed: "icskit.packed",
} as const;

/** The labels of what belongs to a run, and with `reuse` outlives its process. */
export function runLabels(runId: string, reuse?: string): Record<string, string> {
  return {
    ...(reuse !== undefined && { [labelNames.reuse]: reuse }),
    [labelNames.own]: "testnet",
    [labelNames.run]: runId,
    [labelNames.created]: String(Date.now()),
    [labelNames.owner]: `${hostname()}/${process.pid}`,
  };
}

/** How long what another machine's process left stays, where only the engine is shared. */
const longestRunMs = 24 * 60 * 60 * 1000;

/**
 * True for what nobody uses any more: its process is gone from this machine, or it is older than any run. What is kept
 * for later processes is not left over, however old.
 */
export function isLeftover(
  labels: Readonly<Record<string, string>>,
  isAlive: (pid: number) => boolean,
  now = Date.now(),
): boolean {
  if (labels[labelNames.reuse] !== undefined) return false;
  const [host, pid] = (labels[labelNames.owner] ?? "").split("/");
  if (host === hostname()) return !isAlive(Number(pid));
  return now - Number(labels[labelNames.created] ?? now) > longestRunMs;
}
