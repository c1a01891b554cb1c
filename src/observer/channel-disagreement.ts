import type { StateDisagrees } from "./observer-event.ts";
import type { ChannelReading } from "./readings.ts";
import type { ChannelTimeline } from "./timeline.ts";

/** What events and state say differently of a CCV channel end; undefined where the events say nothing of it. */
export function channelDisagreement(
  ends: ReadonlyMap<string, ChannelTimeline>,
  portId: string,
  reading: ChannelReading | undefined,
): StateDisagrees | undefined {
  if (reading === undefined) return undefined;
  const end = ends.get(`${portId}/${reading.channelId}`);
  if (end === undefined) return undefined;
  const byEvents = end.closed === undefined ? "open" : "closed";
  if (byEvents === reading.state) return undefined;
  const about = `channel ${portId}/${reading.channelId}`;
  return { kind: "stateDisagrees", about, byEvents, byState: reading.state };
}
