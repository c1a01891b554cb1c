import { IcsError } from "../../errors.ts";
import type { ChainRole } from "../../observer/observer-event.ts";
import { ReportCollector } from "../../observer/report/report-collector.ts";
import type { Subject } from "../../observer/store/observation-store.ts";
import { connectStore } from "../connect-store.ts";
import type { ReportRequest } from "./report-flags.ts";

/** Reads the range from what an observer has kept. @throws CONFIG_INVALID, OBSERVER_STORE_FAILED */
export async function readStored(place: string, request: ReportRequest, signal: AbortSignal): Promise<ReportCollector> {
  await using store = await connectStore(place, { readOnly: true });
  const subject = chosen(await store.subjects(), request.consumerId);
  const { consumerId } = subject;
  const collector = new ReportCollector({ consumerId, range: request.range });
  for await (const { event } of store.events(subject)) {
    signal.throwIfAborted();
    collector.add(event);
  }
  const cursor = await store.cursor(subject);
  for (const chain of ["provider", "consumer"] as const satisfies readonly ChainRole[]) {
    const reached = cursor?.[chain];
    if (reached) collector.reached(chain, reached);
  }
  return collector;
}

function chosen(subjects: readonly Subject[], consumerId: string | undefined): Subject {
  const wanted = subjects.filter((subject) => consumerId === undefined || subject.consumerId === consumerId);
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  const list = subjects.map((each) => `${each.consumerId} of ${each.providerChainId}`).join(", ") || "nobody";
  const got = consumerId ?? "nothing";
  throw new IcsError(
    "CONFIG_INVALID",
    `The store holds ${only === undefined ? "no history" : "several histories"} for consumer id ${got}; it has consumers ${list}\nGive --consumer-id one of these.`,
    { problems: [{ name: "--consumer-id", got, wanted: `one of ${list}` }] },
  );
}
