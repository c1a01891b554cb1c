import type * as z from "zod";
import { errorMessage, firstLine } from "../../../errors.ts";
import type { ChainRole } from "../../observer-event.ts";
import type { ConsumerSummary } from "../../summary/consumer-summary.ts";
import type { Missing } from "../../timeline.ts";
import type { consumer } from "../schemas/summary-schema.ts";

type Finding = z.input<typeof consumer>["findings"][number];

const MOST = 100;
const roles: readonly ChainRole[] = ["provider", "consumer"];

/** What should not be, of all kinds: latest first, as many as a page can show. */
export function findings(summary: ConsumerSummary): Finding[] {
  const found = [...summary.violations.map(violation), ...summary.launchFailures.map(launchFailure)];
  for (const chain of roles) {
    for (const { about, byEvents, byState, height, time } of summary.disagreements[chain]) {
      const text = `Events say ${byEvents}, state says ${byState}`;
      found.push({ kind: "disagreement", title: `State disagrees about ${about}`, text, chain, height, time });
    }
    for (const { knownHeight, height, time } of summary.restarts[chain]) {
      const text = `It has another block ${knownHeight} than the one observed`;
      found.push({ kind: "restart", title: "Another chain with the same id", text, chain, height, time });
    }
    found.push(...summary.missing[chain].map((gap) => missing(chain, gap)));
  }
  found.sort((left, right) => (right.time?.getTime() ?? 0) - (left.time?.getTime() ?? 0));
  return [...failure(summary.failure), ...found].slice(0, MOST);
}

function violation({ invariant, reason, event }: ConsumerSummary["violations"][number]): Finding {
  const { chain, height, time } = event;
  return { kind: "violation", title: `Invariant ${invariant} does not hold`, text: reason, chain, height, time };
}

function launchFailure({ reason, height, time }: ConsumerSummary["launchFailures"][number]): Finding {
  const text = reason.replaceAll("-", " ");
  return { kind: "launch-failure", title: "A launch failed", text, chain: "provider", height, time };
}

function missing(chain: ChainRole, gap: Missing): Finding {
  const { height, time } = gap;
  const isBlocks = gap.kind === "blocksMissing";
  const title = isBlocks ? `Blocks ${gap.fromHeight} to ${gap.toHeight} are missing` : `${gap.what} could not be read`;
  const text = isBlocks ? whyMissing(gap) : gap.reason;
  return { kind: "missing", title, text, chain, height, time };
}

function whyMissing({ reason, detail }: Extract<Missing, { readonly kind: "blocksMissing" }>): string {
  if (reason === "pruned") return "No node asked has them: what happened there is unknown";
  return `The node cannot tell them: what happened there is unknown. ${detail ?? ""}`.trimEnd();
}

function failure(error: unknown): Finding[] {
  if (error === undefined) return [];
  const text = firstLine(errorMessage(error));
  return [{ kind: "observer-failure", title: "The observer of this consumer has ended", text }];
}
