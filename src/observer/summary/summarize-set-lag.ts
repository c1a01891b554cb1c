import { isVscEndedByState } from "../packet-ends.ts";
import type { Timeline, VscTimeline } from "../timeline.ts";

/** How far the consumer's set is behind what the provider has computed. */
export interface SetLag {
  readonly isBehind: boolean;
  /** Newest valset update id that the consumer has received, and the newest that the provider has made for it. */
  readonly receivedValsetUpdateId: bigint | undefined;
  readonly newestValsetUpdateId: bigint | undefined;
  /** Sent and not received, or waiting on the provider to be sent. */
  readonly packetsBehind: number;
  /** Of packets on their way of which the sending was not seen: observing began after it. */
  readonly unseenSequences: readonly bigint[];
  /** Since the oldest packet that was not received was sent, by the provider's clock and blocks; undefined for none. */
  readonly seconds: number | undefined;
  readonly blocks: bigint | undefined;
}

/** What the consumer has still to receive; `provider` is how far the provider was read. */
export function summarizeSetLag(
  timeline: Timeline,
  provider: { readonly height?: bigint; readonly time: Date },
): SetLag {
  const packets = [...timeline.vscPackets.values()];
  const onTheWay = packets.filter((vsc) => isOnTheWay(vsc) && !isVscEndedByState(timeline, vsc));
  const queued = timeline.state.provider?.pendingValsetUpdateIds ?? [];
  // What was queued when the state was read may have been sent since.
  const newestSent = newest(packets, "sent");
  const waiting = queued.filter((id) => newestSent === undefined || id > newestSent);
  const unseenSequences = unseen(timeline);
  const packetsBehind = onTheWay.length + waiting.length + unseenSequences.length;
  const oldest = onTheWay.reduce(older, undefined as VscTimeline["sent"]);
  return {
    isBehind: packetsBehind > 0,
    receivedValsetUpdateId: newest(packets, "received"),
    newestValsetUpdateId: waiting.at(-1) ?? newestSent,
    packetsBehind,
    unseenSequences,
    seconds: oldest && Math.max(0, (provider.time.getTime() - oldest.time.getTime()) / 1000),
    blocks: oldest && provider.height !== undefined ? provider.height - oldest.height : undefined,
  };
}

/** What was on its way when the state was read, and of which no event has told since. */
function unseen({ state, vscPackets, forgotten }: Timeline): readonly bigint[] {
  const [lowest = 0n] = forgotten.vsc > 0 ? [...vscPackets.keys()].toSorted((a, b) => (a < b ? -1 : 1)) : [];
  const sequences = state.provider?.unacknowledgedSequences ?? [];
  return sequences.filter((sequence) => sequence >= lowest && !vscPackets.has(sequence));
}

/** An acknowledgement says that it was received, where the consumer itself is not watched. */
function isOnTheWay({ sent, received, acknowledged, timedOut }: VscTimeline): boolean {
  return sent !== undefined && received === undefined && acknowledged === undefined && timedOut === undefined;
}

function older(oldest: VscTimeline["sent"], { sent }: VscTimeline): VscTimeline["sent"] {
  if (sent === undefined || (oldest !== undefined && oldest.height <= sent.height)) return oldest;
  return sent;
}

function newest(packets: readonly VscTimeline[], step: "sent" | "received"): bigint | undefined {
  return packets.reduce<bigint | undefined>((id, vsc) => {
    const { packet } = vsc[step] ?? (step === "received" && vsc.acknowledged ? vsc.sent : undefined) ?? {};
    return packet === undefined || (id !== undefined && packet.valsetUpdateId < id) ? id : packet.valsetUpdateId;
  }, undefined);
}
