import type { ExitInfo, StopResult } from "./runner.ts";

/** One run of a node, from its start to its end: a process or a container. */
export interface NodeRun {
  /** Settles once, when it has ended and its log is written. */
  readonly exited: Promise<ExitInfo>;
  /** How it ended; undefined while it runs. */
  readonly exit: ExitInfo | undefined;
  /** Sends a signal; false where the run has ended. */
  signal(signal: "SIGTERM" | "SIGKILL"): Promise<boolean>;
  /** Freezes it. */
  pause(): Promise<void>;
  /** Lets it go on; nothing where it is not frozen. */
  resume(): Promise<void>;
}

/** SIGTERM, also to a frozen node, then SIGKILL after `graceMs`. */
export async function stopRun(run: NodeRun, graceMs: number): Promise<StopResult> {
  if (run.exit) return { ...run.exit, how: "already-exited" };
  await run.signal("SIGTERM");
  await run.resume();
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, graceMs);
  try {
    const inTime = await Promise.race([run.exited, late.promise]);
    if (inTime !== undefined) return { ...inTime, how: "terminated" };
    const forced = await run.signal("SIGKILL");
    return { ...(await run.exited), how: forced ? "killed" : "terminated" };
  } finally {
    clearTimeout(timer);
  }
}
