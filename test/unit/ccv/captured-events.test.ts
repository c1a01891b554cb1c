import { type CcvEvent, isMalformedCcvEvent, parseCcvEvent } from "../../../src/ccv/events.ts";
import { capturedEvents, type RealEvent } from "../../support/captured-events.ts";

type Kind = CcvEvent["kind"];
type FieldsOf<K extends Kind> = Record<Exclude<keyof Extract<CcvEvent, { readonly kind: K }>, "kind">, unknown>;
type Said = RealEvent["said"];

const consumer = { consumerId: "0", consumerChainId: "consumer-1" };
const channel = { channelId: "channel-0", clientId: "07-tendermint-0", connectionId: "connection-0" };
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const moduleOf = ({ chainId }: RealEvent) => (chainId === "provider-1" ? "provider" : "consumer");

const ofValidator = (said: Said) => ({
  ...consumer,
  providerOperatorAddress: said("provider_validator_address"),
  submitterAddress: said("submitter_address"),
});

/** "2026-11-21 16:20:01.995 +0000 UTC". */
function spawnTime(said: Said): Date {
  const [day, time] = said("consumer_spawn_time").split(" ");
  return new Date(`${day}T${time}Z`);
}

const neverMade = ["ccvAcknowledgementError"] satisfies readonly Kind[];

/** What the decoder must give of each kind, field by field. */
const expected: {
  readonly [K in Exclude<Kind, (typeof neverMade)[number]>]: (said: Said, event: RealEvent) => FieldsOf<K>;
} = {
  consumerCreated: (said) => ({
    ...consumer,
    name: "icskit consumer",
    submitterAddress: said("submitter_address"),
    ownerAddress: said("consumer_owner"),
    spawnTime: spawnTime(said),
    phase: "INITIALIZED",
  }),
  consumerUpdated: (said, { has }) => ({
    ...consumer,
    submitterAddress: said("submitter_address"),
    ownerAddress: said("consumer_owner"),
    phase: "LAUNCHED",
    name: has("consumer_name") ? "renamed" : undefined,
    spawnTime: undefined,
    topN: has("consumer_topn") ? 0 : undefined,
  }),
  consumerRemoved: (said) => ({ ...consumer, submitterAddress: said("submitter_address") }),
  consumerClientCreated: () => ({
    ...consumer,
    clientId: "07-tendermint-0",
    initialHeight: "1-1",
    trustingPeriodSeconds: 1_140_480,
    unbondingPeriodSeconds: 1_728_000,
  }),
  providerChannelEstablished: () => ({ ...consumer, ...channel }),
  optedIn: (said) => ({ ...ofValidator(said), consumerKey: undefined }),
  optedOut: ofValidator,
  consumerKeyAssigned: (said) => ({
    ...ofValidator(said),
    consumerKey: `{"@type":"/cosmos.crypto.ed25519.PubKey","key":"${Buffer.alloc(32, 9).toString("base64")}"}`,
  }),
  consumerCommissionRateSet: (said) => ({ ...ofValidator(said), commissionRate: "0.250000000000000000" }),
  rewardsScheduled: (said) => ({
    ...consumer,
    denom: like(/^ibc\/[0-9A-F]{64}$/),
    amount: BigInt(said("reward_amount")),
  }),
  rewardsDistributed: () => ({
    ...consumer,
    total: like(/^\d+\.0{18}ibc\/[0-9A-F]{64}$/),
    distributed: like(/^\d+ibc\/[0-9A-F]{64}$/),
    communityPool: like(/^\d+ibc\/[0-9A-F]{64}$/),
  }),
  rewardDenomsChanged: () => ({ added: [like(/^ibc\/[0-9A-F]{64}$/)], removed: [] }),
  consumerSlashExecuted: (said) => ({
    providerConsensusAddress: like(/^cosmosvalcons1/),
    infraction: "downtime",
    infractionHeight: BigInt(said("infraction_height")),
    valsetUpdateId: BigInt(said("valset_update_id")),
  }),
  consumerDoubleVotingSubmitted: (said) => ({
    ...consumer,
    evidence: like(/^vote_a:<type:SIGNED_MSG_TYPE_PRECOMMIT height:\d+ .* vote_b:<type:SIGNED_MSG_TYPE_PRECOMMIT /),
    submitterAddress: said("submitter_address"),
  }),
  consumerMisbehaviourSubmitted: (said) => ({
    ...consumer,
    misbehaviour: like(/^client_id:"07-tendermint-0" header_1:<.* header_2:</),
    clientId: "07-tendermint-0",
    height1: like(/^1-\d+$/),
    height2: said("misbehaviour_height_1"),
    submitterAddress: said("submitter_address"),
  }),
  consumerChannelEstablished: () => ({ channelId: "channel-0", portId: "consumer" }),
  slashRequested: (said) => ({
    consumerConsensusAddress: like(/^consumervalcons1/),
    infraction: said("infraction_type") === "INFRACTION_DOUBLE_SIGN" ? "double-sign" : "downtime",
    valsetUpdateId: BigInt(said("valset_update_id")),
  }),
  feesDistributed: (said) => ({
    currentHeight: BigInt(said("current_distribution_height")),
    nextHeight: BigInt(said("next_distribution_height")),
    fraction: "0.75",
    total: like(/^\d+stake$/),
    toProvider: said("total"),
  }),
  feeTransferChannelOpened: () => ({ ccvChannelId: "channel-0" }),
  ccvPacketReceived: (said, event) => ({
    module: moduleOf(event),
    valsetUpdateId: BigInt(said("valset_update_id")),
    success: true,
    error: undefined,
  }),
  ccvPacketAcknowledged: (said, event) => ({ module: moduleOf(event), acknowledgement: said("acknowledgement") }),
  ccvAcknowledgementResult: (said) => ({ result: Uint8Array.of(said("success").charCodeAt(0)) }),
  ccvPacketTimedOut: (_said, event) => ({ module: moduleOf(event) }),
};

const events = capturedEvents().map((event) => ({ event, parsed: parseCcvEvent(event) }));
const kinds = Object.entries(expected) as [Kind, (said: Said, event: RealEvent) => object][];

describe("the decoder of module events", () => {
  it.each(kinds)("reads every %s that real chains wrote, field by field", (kind, fieldsOf) => {
    const captured = events.filter(({ parsed }) => parsed?.kind === kind);
    expect(captured.length).toBeGreaterThan(0);
    for (const { event, parsed } of captured) {
      expect(parsed).toStrictEqual({ kind, ...fieldsOf(event.said, event) });
    }
  });

  it("leaves none of their events out", () => {
    expect(events.filter(({ event }) => isMalformedCcvEvent(event))).toEqual([]);
    const told = new Set(events.flatMap(({ parsed }) => parsed?.kind ?? []));
    expect([...told].toSorted()).toEqual(Object.keys(expected).toSorted());
  });
});
