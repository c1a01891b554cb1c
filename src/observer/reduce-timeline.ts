import { applyValidatorUpdates, createValidatorSet } from "../ccv/validator-set.ts";
import type { EventOf, ObserverEvent } from "./observer-event.ts";
import type {
  ChannelTimeline,
  ConsumerSetTimeline,
  Moment,
  PowerLoss,
  SlashTimeline,
  Timeline,
  VscTimeline,
} from "./timeline.ts";

/**
 * The timeline after one more event; the given one stays as it was. Pure, and the same for every interleaving of the
 * two chains as long as each chain's events keep their own order.
 */
export function reduceTimeline(timeline: Timeline, event: ObserverEvent): Timeline {
  const moment = momentOf(event);
  switch (event.kind) {
    case "consumerPhaseChanged":
      return { ...timeline, phases: [...timeline.phases, { ...moment, phase: event.to }] };
    case "launchFailed": {
      const { reason, spawnTime, optedIn } = event;
      return { ...timeline, launchFailures: [...timeline.launchFailures, { ...moment, reason, spawnTime, optedIn }] };
    }
    case "consumerClientCreated":
      return { ...timeline, initialHeight: BigInt(event.initialHeight.split("-").at(-1) || 0) };
    case "initialValidatorsRead":
      return { ...timeline, initialSet: createValidatorSet(event.validators) };
    case "channelOpened":
    case "channelClosed":
      return withChannel(timeline, event, moment);
    case "validatorSetApplied":
    case "validatorSetRead":
    case "powerChanged":
      return withSet(timeline, event, moment);
    case "validatorJailed": {
      const { providerConsensusAddress, evidence, reason } = event;
      const jailing = { ...moment, providerConsensusAddress, evidence, reason };
      return { ...timeline, jailings: [...timeline.jailings, jailing] };
    }
    case "validatorUnjailed": {
      const { providerOperatorAddress } = event;
      return { ...timeline, unjailings: [...timeline.unjailings, { ...moment, providerOperatorAddress }] };
    }
    default:
      return withPacket(timeline, event, moment);
  }
}

function withPacket(timeline: Timeline, event: ObserverEvent, moment: Moment): Timeline {
  switch (event.kind) {
    case "vscPacketSent": {
      const { packet, timeoutTime } = event;
      return withVsc(timeline, event.sequence, { sent: { ...moment, packet, timeoutTime } });
    }
    case "vscPacketReceived": {
      const { sequence, packet, verdict, timeoutTime } = event;
      const received = { ...moment, packet, verdict, timeoutTime };
      const { last: previous } = timeline.receivedSequences;
      const receivedSequences = previous === undefined ? { last: sequence } : { last: sequence, previous };
      return { ...withVsc(timeline, sequence, { received }), receivedSequences };
    }
    case "vscPacketAcknowledged":
      return withVsc(timeline, event.sequence, { acknowledged: { ...moment, verdict: event.verdict } });
    case "vscPacketTimedOut":
      return withVsc(timeline, event.sequence, { timedOut: moment });
    case "slashPacketSent": {
      const { packet, timeoutTime } = event;
      return withSlash(timeline, event.sequence, { sent: { ...moment, packet, timeoutTime } });
    }
    case "slashPacketReceived": {
      const { packet, verdict, executedOn, timeoutTime } = event;
      return withSlash(timeline, event.sequence, { received: { ...moment, packet, verdict, executedOn, timeoutTime } });
    }
    case "slashPacketAcknowledged":
      return withSlash(timeline, event.sequence, { acknowledged: { ...moment, verdict: event.verdict } });
    case "slashPacketTimedOut":
      return withSlash(timeline, event.sequence, { timedOut: moment });
    default:
      return timeline;
  }
}

function withVsc(timeline: Timeline, sequence: bigint, change: Partial<VscTimeline>): Timeline {
  const packet = { ...timeline.vscPackets.get(sequence), sequence, ...change };
  return { ...timeline, vscPackets: new Map(timeline.vscPackets).set(sequence, packet) };
}

function withSlash(timeline: Timeline, sequence: bigint, change: Partial<SlashTimeline>): Timeline {
  const packet = { ...timeline.slashPackets.get(sequence), sequence, ...change };
  return { ...timeline, slashPackets: new Map(timeline.slashPackets).set(sequence, packet) };
}

function withChannel(
  timeline: Timeline,
  event: EventOf<"channelOpened"> | EventOf<"channelClosed">,
  moment: Moment,
): Timeline {
  const { chain, portId, channelId, counterpartyChannelId } = event;
  const key = `${portId}/${channelId}`;
  const ends = timeline.channels[chain];
  const change: Partial<ChannelTimeline> =
    event.kind === "channelOpened" ? { opened: moment } : { closed: { ...moment, cause: event.cause } };
  const end = { ...ends.get(key), portId, channelId, counterpartyChannelId, ...change };
  return { ...timeline, channels: { ...timeline.channels, [chain]: new Map(ends).set(key, end) } };
}

function withSet(
  timeline: Timeline,
  event: EventOf<"validatorSetApplied"> | EventOf<"validatorSetRead"> | EventOf<"powerChanged">,
  moment: Moment,
): Timeline {
  if (event.kind === "validatorSetRead") {
    return { ...timeline, consumerSet: withReading(timeline.consumerSet, event) };
  }
  const { chain } = event;
  const gone = event.updates.filter(({ power }) => power === 0n);
  const losses: PowerLoss[] = gone.map(({ pubkey }) => ({ ...moment, pubkey }));
  const powerLosses = { ...timeline.powerLosses, [chain]: [...timeline.powerLosses[chain], ...losses] };
  if (event.kind === "powerChanged") return { ...timeline, powerLosses };
  const { updates, effectiveHeight, sequences } = event;
  const scheduled = [...timeline.consumerSet.scheduled, { effectiveHeight, updates }];
  const applied = { applied: { ...moment, effectiveHeight } };
  const withApplied = sequences.reduce((next, sequence) => withVsc(next, sequence, applied), timeline);
  return { ...withApplied, powerLosses, consumerSet: { ...timeline.consumerSet, scheduled } };
}

/** Everything that is in force at the reading's height is taken into the expected set; the first reading is the base. */
function withReading(known: ConsumerSetTimeline, event: EventOf<"validatorSetRead">): ConsumerSetTimeline {
  const { height } = event;
  const actual = createValidatorSet(event.validators);
  const scheduled = known.scheduled.filter(({ effectiveHeight }) => effectiveHeight > height);
  if (known.base === undefined) {
    return { base: { height, set: actual }, scheduled, lastRead: { height, expected: actual, actual } };
  }
  const due = known.scheduled.filter(({ effectiveHeight }) => effectiveHeight <= height);
  const before = known.lastRead?.expected ?? known.base.set;
  const expected = due.reduce((set, { updates }) => applyValidatorUpdates(set, updates), before);
  return { base: known.base, scheduled, lastRead: { height, expected, actual } };
}

function momentOf({ height, time, txHash }: ObserverEvent): Moment {
  return { height, time, txHash };
}
