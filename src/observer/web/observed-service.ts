import type { ObservedConsumer } from "../service/observed-consumer.ts";
import type { ObserverService } from "../service/observer-service.ts";

/** What the server shows of a consumer. */
export type ServedConsumer = Pick<ObservedConsumer, "consumerId" | "summary" | "timeline">;

/** What the server needs of an observer service, which is one. */
export interface ServedService extends Pick<ObserverService, "runId" | "events" | "recent"> {
  readonly consumers: readonly ServedConsumer[];
  consumer(consumerId: string): ServedConsumer | undefined;
}
