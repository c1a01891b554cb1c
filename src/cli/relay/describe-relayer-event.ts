import { firstLine } from "../../errors.ts";
import type { LogFields } from "../../logger.ts";
import type { RelayItem } from "../../relayer/packets/relay-item.ts";
import type { RelayerEvent, RelayerEventOf } from "../../relayer/service/relayer-events.ts";
import type { PathTrouble } from "../../relayer/service/relayer-status.ts";

/** From the quietest to the loudest. */
export const levels = ["debug", "info", "warn", "error"] as const;

/** How loud a line is. */
export type Level = (typeof levels)[number];

/** A line about an event. */
export interface EventLine {
  readonly level: Level;
  readonly message: string;
  readonly fields: LogFields;
}

/** What is told of an event, and how loud. */
export function describeRelayerEvent(event: RelayerEvent): EventLine {
  switch (event.kind) {
    case "state":
      return stateLine(event);
    case "hop": {
      const { name, chainId, height, hash, blocks } = event.hop;
      return { level: "info", message: name, fields: { chainId, height, hash, blocks } };
    }
    case "relayed":
      return relayedLine(event);
    case "latency": {
      const { sender, latencies } = event;
      const stage = latencies[0]?.stage;
      const slowest = Math.max(...latencies.map(({ seconds }) => seconds));
      const packets = latencies.map(({ sequence, seconds, blocks }) => ({ sequence, seconds, blocks }));
      return { level: "debug", message: `${stage} within ${slowest} s`, fields: { sender, stage, packets } };
    }
    case "client": {
      const { clientId, chainId, status, expiresAt } = event.status;
      const level = status === "Active" ? "info" : "error";
      return {
        level,
        message: `light client ${clientId} on ${chainId} is ${status}`,
        fields: { chainId, clientId, status, expiresAt },
      };
    }
    case "refreshed":
      return { level: "info", message: `light client on ${event.tx.chainId} refreshed`, fields: txFields(event.tx) };
    case "evidence":
    case "evidenceSubmitted":
    case "evidenceNotSubmitted":
      return evidenceLine(event);
    case "trouble":
      return { level: "warn", message: firstLine(event.error.message), fields: troubleFields(event.error) };
  }
}

function stateLine({ from, to, reason, error }: RelayerEventOf<"state">): EventLine {
  const why = error === undefined ? reason : firstLine(error.message);
  return {
    level: to === "failing" || (to === "closed" && error) ? "warn" : "info",
    message: why === undefined ? to : `${to}: ${why}`,
    fields: { from, to, ...(reason !== undefined && { reason }), ...(error && troubleFields(error)) },
  };
}

function relayedLine({ source, relayed: { tx, items } }: RelayerEventOf<"relayed">): EventLine {
  const counts = new Map<string, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const what = [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? "" : "s"}`).join(", ");
  return {
    level: "info",
    message: `relayed ${what} from the ${source}`,
    fields: { source, ...txFields(tx), gasUsed: tx.gasUsed, items: items.map(itemText) },
  };
}

function evidenceLine(
  event: RelayerEventOf<"evidence"> | RelayerEventOf<"evidenceSubmitted"> | RelayerEventOf<"evidenceNotSubmitted">,
): EventLine {
  switch (event.kind) {
    case "evidence": {
      const { kind, height } = event.evidence;
      return {
        level: "warn",
        message: `evidence found: ${kind} at height ${height}`,
        fields: { evidence: kind, infractionHeight: height },
      };
    }
    case "evidenceSubmitted": {
      const { action, tx, evidence } = event.submitted;
      const message = `evidence submitted (${action}): ${evidence.kind} at height ${evidence.height}`;
      return {
        level: "warn",
        message,
        fields: { action, evidence: evidence.kind, infractionHeight: evidence.height, ...txFields(tx) },
      };
    }
    case "evidenceNotSubmitted": {
      const { action, reason, evidence, error } = event.left;
      const level = reason === "submitted-before" || reason === "already-punished" ? "info" : "warn";
      return {
        level,
        message: `evidence left alone (${reason}): ${evidence.kind} at height ${evidence.height}`,
        fields: {
          action,
          reason,
          evidence: evidence.kind,
          infractionHeight: evidence.height,
          ...(error && { error: error.message }),
        },
      };
    }
  }
}

function txFields({ chainId, height, hash }: { chainId: string; height: bigint; hash: string }): LogFields {
  return { chainId, height, hash };
}

function itemText(item: RelayItem): string {
  if (item.kind === "close") return "close";
  const { sourcePort, sourceChannel, sequence } = item.packet;
  return `${item.kind} ${sourcePort}/${sourceChannel}#${sequence}`;
}

function troubleFields({ code, failures, message }: PathTrouble): LogFields {
  const advice = message.split("\n").slice(1).join(" ");
  return { code, failures, ...(advice !== "" && { advice }) };
}
