import { jsonText } from "../../errors.ts";
import type { NodeStatus } from "../node-status.ts";
import type { Plan, PlannedConsumer } from "../plan/plan.ts";
import { changeText } from "../plan/plan-messages.ts";
import type { Policy } from "../policy/policy-schema.ts";
import type { MissedBlocks } from "./missed-blocks.ts";
import type { WatchConcern, WatchEvent, WatchEventOf } from "./watch-event.ts";

/** What was found at a consumer beside its plan. */
export interface ConsumerSigns {
  readonly node: NodeStatus | undefined;
  readonly missed: MissedBlocks | undefined;
}

type ConcernEvent = WatchEventOf<WatchConcern>;

const DEFAULT_SPAWN_SECONDS = 86_400;
const DEFAULT_MISSED_SHARE = 0.5;

/** Everything that stands about a plan's consumers at its time. */
export function concernsOf(
  plan: Plan,
  policy: Policy,
  signs: (consumerId: string) => ConsumerSigns,
): readonly ConcernEvent[] {
  return plan.consumers.flatMap((consumer) => concernsOfConsumer(consumer, plan, policy, signs(consumer.consumerId)));
}

function concernsOfConsumer(
  consumer: PlannedConsumer,
  { time }: Plan,
  policy: Policy,
  { node, missed }: ConsumerSigns,
): readonly ConcernEvent[] {
  const { consumerId, chainId, blocked, duty, needsApproval, changes, expected } = consumer;
  const of = { consumerId, chainId };
  const events: ConcernEvent[] = [];
  if (blocked.length > 0) events.push({ kind: "blocked", ...of, reasons: blocked });
  if (needsApproval && changes.length > 0) {
    events.push({ kind: "approval-needed", ...of, changes: changes.map((change) => changeText(consumer, change)) });
  }
  if (consumer.isCompelled) events.push({ kind: "compelled", ...of, duty });
  const soonMs = (policy.warnBeforeSpawnSeconds ?? DEFAULT_SPAWN_SECONDS) * 1000;
  if (duty?.kind === "spawn" && duty.time.getTime() - time.getTime() <= soonMs) {
    events.push({ kind: "spawn-soon", ...of, spawnTime: duty.time, power: expected?.power ?? 0n });
  }
  const reason = duty?.kind === "now" ? nodeTrouble(consumer, node) : undefined;
  if (reason !== undefined) events.push({ kind: "node-missing", ...of, reason });
  if (
    missed !== undefined &&
    missed.share >= (policy.warnAtMissedShare ?? DEFAULT_MISSED_SHARE) &&
    missed.missed > 0n
  ) {
    events.push({ kind: "downtime-risk", ...of, blocks: missed, cost: consumer.costs.downtime });
  }
  return events;
}

/** Why the consumer is not signed for as it must be; undefined where it is. */
export function nodeTrouble(consumer: PlannedConsumer, node: NodeStatus | undefined): string | undefined {
  if (node === undefined) return "no node for it is named";
  if (node.kind === "unreachable") return `its node at ${node.url} does not answer: ${node.reason}`;
  if (node.chainId !== consumer.chainId) return `its node at ${node.url} is of ${node.chainId}`;
  if (node.catchingUp) return `its node at ${node.url} is not synced (height ${node.height})`;
  return node.publicKey === consumer.signingKey
    ? undefined
    : `its node at ${node.url} signs with ${node.publicKey}, the provider expects ${consumer.signingKey}`;
}

/** Tells concerns once, again when they change, and when they are over. */
export class ConcernLog {
  #told = new Map<string, { readonly text: string; readonly event: ConcernEvent }>();

  /** The events that are news. */
  news(current: readonly ConcernEvent[]): readonly WatchEvent[] {
    const next = new Map(current.map((event) => [`${event.kind} ${event.consumerId}`, { text: gist(event), event }]));
    const over = [...this.#told]
      .filter(([id]) => !next.has(id))
      .map(([, { event }]): WatchEvent => {
        return { kind: "resolved", consumerId: event.consumerId, chainId: event.chainId, what: event.kind };
      });
    const fresh = [...next].filter(([id, { text }]) => this.#told.get(id)?.text !== text).map(([, { event }]) => event);
    this.#told = next;
    return [...over, ...fresh];
  }
}

/** Without what changes with every block. */
function gist(event: ConcernEvent): string {
  if (event.kind === "downtime-risk") return `${Math.floor(event.blocks.share * 10)}`;
  if (event.kind === "compelled") return event.duty?.kind ?? "";
  if (event.kind === "spawn-soon") return event.spawnTime.toISOString();
  if (event.kind === "node-missing") return event.reason.replace(/height \d+/, "");
  if (event.kind === "blocked") return event.reasons.join().replace(/height \d+/, "");
  return jsonText(event) ?? "";
}
