import { IcsError } from "../../src/index.ts";
import type { ExitInfo, NodeSpec } from "./runner.ts";

type NodeName = Pick<NodeSpec, "name" | "logPath">;

/** A node whose process ended by itself. Of the log's end the last 20 lines are kept, and the reason where Go gives one. */
export function nodeExited(
  node: NodeName & Pick<NodeSpec, "limits">,
  exit: ExitInfo,
  log: readonly string[],
): IcsError<"TESTNET_NODE_EXITED"> {
  const how = exit.outOfMemory
    ? "because it used more memory than its container may"
    : exit.signal
      ? `by ${exit.signal}`
      : `with exit code ${exit.exitCode}`;
  // A panic is followed by more lines of stack than are kept.
  const reason = log.findLast((line) => /^(panic|Error): /.test(line));
  const lastLines = log.slice(-20);
  const what = `${node.name} ended ${how}${reason === undefined ? "" : `: ${reason}`}`;
  const remedies = memoryRemedies(node, exit);
  return new IcsError("TESTNET_NODE_EXITED", [what, ...remedies, seeLog(node, lastLines)].join("\n"), {
    node: node.name,
    ...exit,
    logPath: node.logPath,
    lastLines,
  });
}

function memoryRemedies({ limits }: Pick<NodeSpec, "limits">, exit: ExitInfo): string[] {
  if (exit.outOfMemory) return ["Raise limits.memoryMiB in the topology, or leave it out."];
  // Not every engine tells: Podman does not with cgroup v1.
  if (exit.signal !== "SIGKILL" || limits?.memoryMiB === undefined) return [];
  return [`It may have used more than limits.memoryMiB (${limits.memoryMiB}) allows: raise it, or leave it out.`];
}

/** A node that runs, and did not get as far as it should in time. */
export function nodeNotReady(
  node: NodeName,
  elapsedMs: number,
  lastLines: readonly string[],
  missing = "did not answer",
): IcsError<"TESTNET_NODE_NOT_READY"> {
  return new IcsError(
    "TESTNET_NODE_NOT_READY",
    `${node.name} ${missing} within ${elapsedMs} ms\n${seeLog(node, lastLines)}`,
    { node: node.name, elapsedMs, logPath: node.logPath, lastLines },
  );
}

/** The error of a node that ended because a port is taken; undefined where its log does not say so. */
export function portTaken(
  node: Pick<NodeSpec, "name" | "placement">,
  lastLines: readonly string[],
): IcsError<"TESTNET_PORT_IN_USE"> | undefined {
  const line = lastLines.find((text) => text.includes("address already in use"));
  if (line === undefined) return undefined;
  const { rpc, p2p, api } = node.placement.outside.ports;
  const named = [rpc, p2p, api?.grpc, api?.rest].find((port) => port !== undefined && line.includes(`:${port}:`));
  return portInUse(node, named ?? rpc);
}

/** The error of a node that could not have one of its ports. */
export function portInUse(
  node: Pick<NodeSpec, "name" | "placement">,
  port: number,
  cause?: unknown,
): IcsError<"TESTNET_PORT_IN_USE"> {
  const { host } = node.placement.outside;
  return new IcsError(
    "TESTNET_PORT_IN_USE",
    `${node.name} ended because port ${port} of ${host} is in use\nStop what listens there, or leave firstPort out.`,
    { port, node: node.name },
    { cause },
  );
}

/** The error of a fault that the testnet is not made for. */
export function faultUnavailable(node: string, what: string): IcsError<"TESTNET_FAULT_UNAVAILABLE"> {
  return new IcsError(
    "TESTNET_FAULT_UNAVAILABLE",
    `${node} cannot ${what}\nSay faults: { network: true } in the topology: links between nodes then can be cut.`,
    { node },
  );
}

function seeLog(node: NodeName, lastLines: readonly string[]): string {
  if (lastLines.length === 0) return `It wrote nothing to its log, ${node.logPath}`;
  return `Its log is ${node.logPath}; the last lines are:\n${lastLines.map((line) => `  ${line}`).join("\n")}`;
}
