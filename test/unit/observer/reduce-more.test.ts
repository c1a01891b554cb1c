import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { TimelineBuilder } from "../../../src/observer/timeline-builder.ts";
import { consumerReading, providerReading } from "./made-readings.ts";
import { at, setRead, timelineOf, vscReceived, vscSent } from "./observed.ts";
import { launchSet } from "./pair-history.ts";

const consumer = { consumerId: "0", consumerChainId: "consumer-1" };
const validator = { ...consumer, providerOperatorAddress: "valoper1", submitterAddress: "cosmos1" };
const onProvider = (height: bigint, observation: Parameters<typeof at>[2]): ObserverEvent =>
  at("provider", height, observation);

describe("reduceTimeline, validators", () => {
  it("keeps the last of what each did", () => {
    const { validators } = timelineOf(
      onProvider(2n, { kind: "optedIn", ...validator, consumerKey: "key-a" }),
      onProvider(3n, { kind: "optedIn", ...validator, providerOperatorAddress: "valoper2", consumerKey: undefined }),
      onProvider(4n, { kind: "consumerKeyAssigned", ...validator, consumerKey: "key-b" }),
      onProvider(5n, { kind: "consumerCommissionRateSet", ...validator, commissionRate: "0.1" }),
      onProvider(6n, { kind: "optedOut", ...validator }),
    );
    expect(validators.get("valoper1")).toMatchObject({
      optedIn: { height: 2n },
      optedOut: { height: 6n },
      key: { height: 4n, consumerKey: "key-b" },
      commission: { height: 5n, commissionRate: "0.1" },
    });
    expect(validators.get("valoper2")).toMatchObject({ optedIn: { height: 3n } });
    expect(validators.get("valoper2")?.key).toBeUndefined();
  });

  it("keeps evidence of what validators did on the consumer", () => {
    const by = { ...consumer, submitterAddress: "cosmos1" };
    const { doubleVotes, misbehaviours } = timelineOf(
      onProvider(5n, { kind: "consumerDoubleVotingSubmitted", ...by, evidence: "…" }),
      onProvider(6n, {
        kind: "consumerMisbehaviourSubmitted",
        ...by,
        misbehaviour: "client_id:<>",
        clientId: "07-tendermint-2",
        height1: "1-9",
        height2: "1-9",
      }),
    );
    expect(doubleVotes).toMatchObject([{ height: 5n, submitterAddress: "cosmos1" }]);
    expect(misbehaviours).toMatchObject([{ height: 6n, height1: "1-9" }]);
  });
});

describe("reduceTimeline, owner and rewards", () => {
  it("keeps changes by the owner", () => {
    const update = { submitterAddress: "a", ownerAddress: "b", name: undefined, spawnTime: undefined, topN: 66 };
    const { updates } = timelineOf(
      onProvider(4n, { kind: "consumerUpdated", ...consumer, ...update, phase: "LAUNCHED" }),
    );
    expect(updates).toMatchObject([{ height: 4n, ownerAddress: "b", topN: 66, phase: "LAUNCHED" }]);
  });

  it("keeps parameters with the height from which they are known", () => {
    const to = { downtime: undefined, doubleSign: undefined };
    const { infractionParameters } = timelineOf(
      onProvider(9n, { kind: "infractionParametersChanged", from: undefined, to }),
    );
    expect(infractionParameters).toMatchObject([{ height: 9n, to }]);
  });

  it("follows rewards over both chains", () => {
    const { rewards } = timelineOf(
      at("consumer", 20n, {
        kind: "feesDistributed",
        currentHeight: 20n,
        nextHeight: 40n,
        fraction: "0.75",
        total: "100stake",
        toProvider: "25stake",
      }),
      onProvider(22n, { kind: "rewardsScheduled", ...consumer, denom: "ibc/A", amount: 25n }),
      onProvider(23n, {
        kind: "rewardsDistributed",
        ...consumer,
        total: "25ibc/A",
        distributed: "24ibc/A",
        communityPool: "1ibc/A",
      }),
      onProvider(24n, { kind: "rewardDenomsChanged", added: ["ibc/A"], removed: [] }),
    );
    expect(rewards).toMatchObject({
      split: [{ height: 20n, toProvider: "25stake" }],
      scheduled: [{ height: 22n, amount: 25n }],
      distributed: [{ height: 23n, communityPool: "1ibc/A" }],
      denoms: [{ height: 24n, added: ["ibc/A"] }],
    });
  });
});

describe("reduceTimeline, state and gaps", () => {
  it("keeps the last reading of each chain", () => {
    const { state } = timelineOf(
      onProvider(10n, { kind: "providerStateRead", ...providerReading({ slashMeter: 1n }) }),
      at("consumer", 10n, { kind: "consumerStateRead", ...consumerReading() }),
      onProvider(20n, { kind: "providerStateRead", ...providerReading({ slashMeter: 2n }) }),
    );
    expect(state.provider).toMatchObject({ height: 20n, slashMeter: 2n });
    expect(state.consumer).toMatchObject({ height: 10n, isWaitingForVerdict: false });
  });

  it("keeps what disagreed, what is missing and what was replaced, by chain", () => {
    const gap = { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" } as const;
    const timeline = timelineOf(
      onProvider(9n, gap),
      at("consumer", 9n, { kind: "stateMissing", what: "validators", reason: "pruned" }),
      at("consumer", 9n, { kind: "stateDisagrees", about: "phase", byEvents: "a", byState: "b" }),
      onProvider(9n, { kind: "chainRestarted", knownHeight: 9n, expectedHash: "A", actualHash: "B" }),
    );
    expect(timeline.missing.provider).toMatchObject([{ fromHeight: 1n, toHeight: 8n }]);
    expect(timeline.missing.consumer).toMatchObject([{ what: "validators" }]);
    expect(timeline.disagreements.consumer).toMatchObject([{ about: "phase" }]);
    expect(timeline.restarts.provider).toMatchObject([{ actualHash: "B" }]);
  });

  it("does not take the first set for the one computed now where a gap may hide changes of it", () => {
    const gap = { kind: "blocksMissing", fromHeight: 3n, toHeight: 8n, reason: "pruned" } as const;
    const launch = (height: bigint) => [
      onProvider(height, { kind: "consumerPhaseChanged", from: "INITIALIZED", to: "LAUNCHED", spawnTime: undefined }),
      onProvider(height, { kind: "initialValidatorsRead", validators: launchSet }),
    ];
    const begun = (height: bigint) =>
      onProvider(height, { kind: "consumerPhaseChanged", from: undefined, to: "INITIALIZED", spawnTime: undefined });
    const hidden = timelineOf(begun(2n), onProvider(9n, gap), ...launch(9n));
    expect([hidden.computedSet, hidden.initialSet?.size]).toEqual([undefined, launchSet.length]);
    const seen = timelineOf(onProvider(9n, gap), begun(9n), ...launch(10n));
    expect(seen.computedSet).toBe(seen.initialSet);
  });

  it("forgets missing state before missing blocks", () => {
    const blocks = (height: bigint) =>
      onProvider(height, { kind: "blocksMissing", fromHeight: height - 1n, toHeight: height - 1n, reason: "pruned" });
    const state = (height: bigint) => onProvider(height, { kind: "stateMissing", what: "state", reason: "pruned" });
    const builder = new TimelineBuilder(undefined, { keepEntries: 3 });
    for (const event of [state(2n), blocks(4n), state(6n), state(8n), state(10n), blocks(12n)]) builder.add(event);
    expect(builder.live.missing.provider.map(({ height }) => height)).toEqual([4n, 10n, 12n]);
    for (const event of [blocks(14n), blocks(16n)]) builder.add(event);
    expect(builder.live.missing.provider.map(({ height }) => height)).toEqual([12n, 14n, 16n]);
  });

  it("follows sets anew after a gap", () => {
    const gap = { kind: "blocksMissing", fromHeight: 3n, toHeight: 8n, reason: "pruned" } as const;
    const timeline = timelineOf(
      onProvider(1n, { kind: "initialValidatorsRead", validators: launchSet }),
      ...[onProvider(9n, gap), vscSent(10n, 5n)],
      ...[setRead(1n, launchSet), vscReceived(2n, 1n), at("consumer", 9n, gap), setRead(9n, launchSet.slice(1))],
    );
    expect(timeline.computedSet).toBeUndefined();
    expect(timeline.consumerSet.base?.height).toBe(9n);
    expect(timeline.receivedSequences).toEqual({});
  });
});
