import fc from "fast-check";
import type { ChainRole, Observation, ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { reducers } from "../../../../src/observer/reducers.ts";
import { createTimeline, type Timeline } from "../../../../src/observer/timeline.ts";
import { TimelineBuilder } from "../../../../src/observer/timeline-builder.ts";
import type { TimelineLimits } from "../../../../src/observer/timeline-draft.ts";
import { interleave } from "../interleave.ts";
import { consumerReading, providerReading } from "../made-readings.ts";
import { at, channelIds, slashData, vscData } from "../observed.ts";
import { jailedAddress, update } from "../pair-history.ts";

type Kind = Observation["kind"];
type Maker = (sequence: bigint, index: 0 | 1 | 2) => Observation;

const later = new Date("2026-03-01T00:00:00Z");
const ofConsumer = { consumerId: "0", consumerChainId: "consumer-1" };
const ofValidator = (index: number) => ({
  ...ofConsumer,
  providerOperatorAddress: `valoper${index}`,
  submitterAddress: "s",
});
const end = (portId: string, sequence: bigint) => ({
  portId,
  channelId: `channel-${sequence}`,
  counterpartyChannelId: "channel-0",
  connectionId: "connection-0",
});
const accepted = { kind: "accepted" as const };
const handled = { kind: "handled" as const };

/** Every kind that a chain can tell; what both tell stands in both. */
const either: Partial<Record<Kind, Maker>> = {
  channelOpened: (sequence, index) => ({ kind: "channelOpened", ...end(index ? "transfer" : "provider", sequence) }),
  channelClosed: (sequence) => ({ kind: "channelClosed", cause: "self", ...end("provider", sequence) }),
  blocksMissing: (sequence) => ({ kind: "blocksMissing", fromHeight: sequence, toHeight: sequence, reason: "pruned" }),
  stateMissing: () => ({ kind: "stateMissing", what: "state", reason: "old" }),
  chainRestarted: (knownHeight) => ({ kind: "chainRestarted", knownHeight, expectedHash: "A", actualHash: "B" }),
  stateDisagrees: (sequence) => ({ kind: "stateDisagrees", about: "phase", byEvents: String(sequence), byState: "b" }),
  unreadable: () => ({ kind: "unreadable", eventType: "send_packet", reason: "no JSON" }),
};

const byProvider: Partial<Record<Kind, Maker>> = {
  ...either,
  consumerPhaseChanged: (_sequence, index) => ({
    kind: "consumerPhaseChanged",
    from: undefined,
    to: (["INITIALIZED", "LAUNCHED", "STOPPED"] as const)[index],
    spawnTime: later,
  }),
  launchFailed: () => ({ kind: "launchFailed", reason: "unknown", spawnTime: undefined, optedIn: [] }),
  consumerClientCreated: (sequence) => ({
    kind: "consumerClientCreated",
    ...ofConsumer,
    clientId: "07-tendermint-2",
    initialHeight: `1-${sequence}`,
    trustingPeriodSeconds: 1,
    unbondingPeriodSeconds: 2,
  }),
  initialValidatorsRead: (power, index) => ({
    kind: "initialValidatorsRead",
    validators: [update("consumer", index, power)],
  }),
  vscPacketSent: (sequence, index) => {
    const packet = vscData(sequence, [update("consumer", index, sequence)]);
    return { kind: "vscPacketSent", sequence, ...channelIds, packet, timeoutTime: later };
  },
  vscPacketAcknowledged: (sequence) => ({
    kind: "vscPacketAcknowledged",
    sequence,
    ...channelIds,
    verdict: accepted,
  }),
  vscPacketTimedOut: (sequence) => ({ kind: "vscPacketTimedOut", sequence, ...channelIds }),
  slashPacketReceived: (sequence) => ({
    kind: "slashPacketReceived",
    sequence,
    ...channelIds,
    packet: slashData,
    verdict: handled,
    executedOn: jailedAddress,
    timeoutTime: later,
  }),
  optedIn: (_sequence, index) => ({ kind: "optedIn", ...ofValidator(index), consumerKey: index ? "key" : undefined }),
  optedOut: (_sequence, index) => ({ kind: "optedOut", ...ofValidator(index) }),
  consumerKeyAssigned: (sequence, index) => ({
    kind: "consumerKeyAssigned",
    ...ofValidator(index),
    consumerKey: String(sequence),
  }),
  consumerCommissionRateSet: (_sequence, index) => ({
    kind: "consumerCommissionRateSet",
    ...ofValidator(index),
    commissionRate: "0.1",
  }),
  validatorJailed: () => ({
    kind: "validatorJailed",
    providerConsensusAddress: jailedAddress,
    evidence: "slash-event",
    reason: "provider-downtime",
  }),
  validatorUnjailed: (_sequence, index) => ({ kind: "validatorUnjailed", providerOperatorAddress: `valoper${index}` }),
  powerChanged: (sequence, index) => ({ kind: "powerChanged", updates: [update("provider", index, sequence - 1n)] }),
  consumerUpdated: () => ({
    kind: "consumerUpdated",
    ...ofConsumer,
    submitterAddress: "s",
    ownerAddress: "o",
    phase: "LAUNCHED",
    name: undefined,
    spawnTime: undefined,
    topN: 50,
  }),
  infractionParametersChanged: () => ({ kind: "infractionParametersChanged", from: undefined, to: {} }),
  powerShapingChanged: (_sequence, index) => ({
    kind: "powerShapingChanged",
    from: undefined,
    to: {
      topN: index,
      validatorsPowerCap: 0,
      validatorSetCap: 0,
      allowlist: [],
      denylist: [],
      prioritylist: [],
      minStake: 0n,
      allowInactiveValidators: false,
    },
  }),
  rewardsScheduled: (amount) => ({ kind: "rewardsScheduled", ...ofConsumer, denom: "ibc/A", amount }),
  rewardsDistributed: () => ({
    kind: "rewardsDistributed",
    ...ofConsumer,
    total: "2a",
    distributed: "1a",
    communityPool: "1a",
  }),
  rewardDenomsChanged: () => ({ kind: "rewardDenomsChanged", added: ["a"], removed: [] }),
  consumerDoubleVotingSubmitted: () => ({
    kind: "consumerDoubleVotingSubmitted",
    ...ofConsumer,
    evidence: "…",
    submitterAddress: "s",
  }),
  consumerMisbehaviourSubmitted: () => ({
    kind: "consumerMisbehaviourSubmitted",
    ...ofConsumer,
    misbehaviour: "…",
    clientId: "c",
    height1: "1-1",
    height2: "1-1",
    submitterAddress: "s",
  }),
  providerStateRead: (slashMeter) => ({ kind: "providerStateRead", ...providerReading({ slashMeter }) }),
};

const byConsumer: Partial<Record<Kind, Maker>> = {
  ...either,
  vscPacketReceived: (sequence) => ({
    kind: "vscPacketReceived",
    sequence,
    ...channelIds,
    packet: vscData(sequence),
    verdict: accepted,
    timeoutTime: later,
  }),
  validatorSetApplied: (sequence, index) => ({
    kind: "validatorSetApplied",
    updates: [update("consumer", index, sequence - 1n)],
    sequences: [sequence],
    effectiveHeight: sequence + 2n,
  }),
  validatorSetRead: (power, index) => ({ kind: "validatorSetRead", validators: [update("consumer", index, power)] }),
  slashRequested: (valsetUpdateId) => ({
    kind: "slashRequested",
    consumerConsensusAddress: jailedAddress,
    infraction: "downtime",
    valsetUpdateId,
  }),
  slashPacketSent: (sequence) => ({
    kind: "slashPacketSent",
    sequence,
    ...channelIds,
    packet: slashData,
    timeoutTime: later,
  }),
  slashPacketAcknowledged: (sequence) => ({
    kind: "slashPacketAcknowledged",
    sequence,
    ...channelIds,
    verdict: handled,
  }),
  slashPacketTimedOut: (sequence) => ({ kind: "slashPacketTimedOut", sequence, ...channelIds }),
  feesDistributed: (currentHeight) => ({
    kind: "feesDistributed",
    currentHeight,
    nextHeight: currentHeight,
    fraction: "0.75",
    total: "4a",
    toProvider: "1a",
  }),
  consumerStateRead: () => ({ kind: "consumerStateRead", ...consumerReading() }),
};

function history(chain: ChainRole, makers: Partial<Record<Kind, Maker>>): fc.Arbitrary<ObserverEvent[]> {
  const step = fc.tuple(fc.constantFrom(...Object.values(makers)), fc.bigInt(1n, 6n), fc.constantFrom(0, 1, 2));
  return fc
    .array(step, { maxLength: 60, size: "max" })
    .map((steps) =>
      steps.map(([make, sequence, index], place) => at(chain, BigInt(place + 1), make(sequence, index as 0 | 1 | 2))),
    );
}

function timelineOf(events: readonly ObserverEvent[], limits: TimelineLimits): Timeline {
  const builder = new TimelineBuilder(createTimeline(), limits);
  for (const event of events) builder.add(event);
  return builder.snapshot();
}

describe("any interleaving of the two chains, with every kind of event", () => {
  it("knows every kind that a reducer takes", () => {
    expect(Object.keys({ ...byProvider, ...byConsumer })).toEqual(expect.arrayContaining(Object.keys(reducers)));
  });

  it("gives the same timeline", () => {
    const choices = fc.array(fc.boolean(), { maxLength: 120, size: "max" });
    fc.assert(
      fc.property(
        history("provider", byProvider),
        history("consumer", byConsumer),
        choices,
        (provider, consumer, order) => {
          const expected = timelineOf([...provider, ...consumer], {});
          expect(timelineOf(interleave(provider, consumer, order), {})).toEqual(expected);
          expect(timelineOf([...consumer, ...provider], {})).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
