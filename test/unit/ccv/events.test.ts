import { parseCcvEvent } from "../../../src/ccv/events.ts";
import { abciEvent as event } from "./abci-event.ts";

const consumer = { module: "provider", consumer_id: "0", consumer_chain_id: "consumer-1" };
const of = { consumerId: "0", consumerChainId: "consumer-1" };
const signer = "cosmos19pe9pg5dv9k5fzgzmsrgnw9rl9asf7ddwhu7lm";
const operator = "cosmosvaloper19pe9pg5dv9k5fzgzmsrgnw9rl9asf7ddtrgtng";
const valcons = "cosmosvalcons1px0zkz2cxvc6lh34uhafveea9jnaagckmrlsye";
const key = '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"Ui5Gf1+mtWUdH8u3xlmzdKID+F3PK0sfXZ73GZ6q6is="}';

describe("parseCcvEvent, life cycle", () => {
  it("reads a creation", () => {
    const created = event("create_consumer", {
      ...consumer,
      consumer_name: "first",
      submitter_address: signer,
      consumer_owner: signer,
      consumer_spawn_time: "2026-01-31 12:00:00 +0000 UTC",
      consumer_phase: "CONSUMER_PHASE_INITIALIZED",
      msg_index: "0",
    });
    expect(parseCcvEvent(created)).toEqual({
      kind: "consumerCreated",
      ...of,
      name: "first",
      submitterAddress: signer,
      ownerAddress: signer,
      spawnTime: new Date("2026-01-31T12:00:00Z"),
      phase: "INITIALIZED",
    });
  });

  it("reads an update, with what it changed and nothing else", () => {
    const update = { ...consumer, submitter_address: signer, consumer_owner: signer };
    const phase = { consumer_phase: "CONSUMER_PHASE_REGISTERED" };
    expect(parseCcvEvent(event("update_consumer", { ...update, ...phase, consumer_topn: "67" }))).toEqual({
      kind: "consumerUpdated",
      ...of,
      submitterAddress: signer,
      ownerAddress: signer,
      phase: "REGISTERED",
      name: undefined,
      spawnTime: undefined,
      topN: 67,
    });
  });

  it("tells rewards that arrived from an update of the same event type", () => {
    const rewards = { ...consumer, reward_denom: "ibc/AB", reward_amount: "25000", reward_distribution: "scheduled" };
    expect(parseCcvEvent(event("update_consumer", rewards))).toEqual({
      kind: "rewardsScheduled",
      ...of,
      denom: "ibc/AB",
      amount: 25000n,
    });
  });

  it("reads a removal and a launch", () => {
    expect(parseCcvEvent(event("remove_consumer", { ...consumer, submitter_address: signer }))).toEqual({
      kind: "consumerRemoved",
      ...of,
      submitterAddress: signer,
    });
    const launch = {
      ...consumer,
      client_id: "07-tendermint-0",
      initial_height: "1-1",
      trusting_period: "316h48m0s",
      unbonding_period: "480h0m0s",
      valset_hash: "\ufffd\u0001",
      mode: "BeginBlock",
    };
    expect(parseCcvEvent(event("consumer_client_created", launch))).toEqual({
      kind: "consumerClientCreated",
      ...of,
      clientId: "07-tendermint-0",
      initialHeight: "1-1",
      trustingPeriodSeconds: 1140480,
      unbondingPeriodSeconds: 1728000,
    });
  });

  it("tells the provider's established channel from the consumer's, though both name the same module", () => {
    const ids = { channel_id: "channel-0", client_id: "07-tendermint-0", connection_id: "connection-0" };
    expect(parseCcvEvent(event("channel_established", { ...consumer, module: "ccvconsumer", ...ids }))).toEqual({
      kind: "providerChannelEstablished",
      ...of,
      channelId: "channel-0",
      clientId: "07-tendermint-0",
      connectionId: "connection-0",
    });
    const first = { module: "ccvconsumer", channel_id: "channel-0", port_id: "consumer" };
    expect(parseCcvEvent(event("channel_established", first))).toEqual({
      kind: "consumerChannelEstablished",
      channelId: "channel-0",
      portId: "consumer",
    });
  });
});

describe("parseCcvEvent, validators", () => {
  const validator = { ...consumer, provider_validator_address: operator, submitter_address: signer };
  const ofValidator = { ...of, providerOperatorAddress: operator, submitterAddress: signer };

  it("reads opting in, with and without a key, and out", () => {
    expect(parseCcvEvent(event("opt_in", { ...validator, consumer_consensus_pub_key: "" }))).toEqual({
      kind: "optedIn",
      ...ofValidator,
      consumerKey: undefined,
    });
    const withKey = parseCcvEvent(event("opt_in", { ...validator, consumer_consensus_pub_key: key }));
    expect(withKey).toMatchObject({ consumerKey: key });
    expect(parseCcvEvent(event("opt_out", validator))).toEqual({ kind: "optedOut", ...ofValidator });
  });

  it("reads a key assignment and a commission rate", () => {
    expect(parseCcvEvent(event("assign_consumer_key", { ...validator, consumer_consensus_pub_key: key }))).toEqual({
      kind: "consumerKeyAssigned",
      ...ofValidator,
      consumerKey: key,
    });
    const rate = { ...validator, consumer_commission_rate: "0.100000000000000000" };
    expect(parseCcvEvent(event("set_consumer_commission_rate", rate))).toEqual({
      kind: "consumerCommissionRateSet",
      ...ofValidator,
      commissionRate: "0.100000000000000000",
    });
  });

  it("reads an executed slash and a queued one, whose addresses differ in prefix and chain", () => {
    const infraction = { infraction_type: "INFRACTION_DOWNTIME", valset_update_id: "0" };
    const executed = { module: "provider", validator_address: valcons, infraction_height: "12", ...infraction };
    expect(parseCcvEvent(event("execute_consumer_chain_slash", executed))).toEqual({
      kind: "consumerSlashExecuted",
      providerConsensusAddress: valcons,
      infraction: "downtime",
      infractionHeight: 12n,
      valsetUpdateId: 0n,
    });
    const queued = { module: "ccvconsumer", validator_address: valcons, ...infraction, mode: "BeginBlock" };
    expect(parseCcvEvent(event("consumer_slash_request", queued))).toEqual({
      kind: "slashRequested",
      consumerConsensusAddress: valcons,
      infraction: "downtime",
      valsetUpdateId: 0n,
    });
  });

  it("reads evidence", () => {
    const voting = { ...consumer, consumer_double_voting: "vote_a:<>", submitter_address: signer };
    expect(parseCcvEvent(event("submit_consumer_double_voting", voting))).toMatchObject({
      kind: "consumerDoubleVotingSubmitted",
      evidence: "vote_a:<>",
    });
    const attack = {
      ...consumer,
      consumer_misbehaviour: "client_id:<>",
      misbehaviour_client_id: "07-tendermint-0",
      misbehaviour_height_1: "1-5",
      misbehaviour_height_2: "1-5",
      submitter_address: signer,
    };
    expect(parseCcvEvent(event("submit_consumer_misbehaviour", attack))).toEqual({
      kind: "consumerMisbehaviourSubmitted",
      ...of,
      misbehaviour: "client_id:<>",
      clientId: "07-tendermint-0",
      height1: "1-5",
      height2: "1-5",
      submitterAddress: signer,
    });
  });
});

describe("parseCcvEvent, money", () => {
  it("reads changed denoms, which come without a module", () => {
    const changed = {
      type: "change_consumer_reward_denom",
      attributes: [
        { key: "add_consumer_reward_denom", value: "ibc/A" },
        { key: "add_consumer_reward_denom", value: "ibc/B" },
      ],
    };
    expect(parseCcvEvent(changed)).toEqual({ kind: "rewardDenomsChanged", added: ["ibc/A", "ibc/B"], removed: [] });
  });

  it("reads distributions on both chains", () => {
    const rewards = {
      total_rewards: "25000ibc/A",
      distributed_rewards: "24500ibc/A",
      community_pool_rewards: "500ibc/A",
    };
    expect(parseCcvEvent(event("distributed_ics_rewards", { ...consumer, ...rewards }))).toEqual({
      kind: "rewardsDistributed",
      ...of,
      total: "25000ibc/A",
      distributed: "24500ibc/A",
      communityPool: "500ibc/A",
    });
    const fees = {
      module: "ccvconsumer",
      current_distribution_height: "10",
      next_distribution_height: "15",
      distribution_fraction: "0.75",
      total: "",
      provider_amount: "",
    };
    expect(parseCcvEvent(event("fee_distribution", fees))).toEqual({
      kind: "feesDistributed",
      currentHeight: 10n,
      nextHeight: 15n,
      fraction: "0.75",
      total: "",
      toProvider: "",
    });
  });

  it("names the channel of a new transfer channel for what it is", () => {
    const opened = { module: "ccvconsumer", channel_id: "channel-0", port_id: "transfer" };
    expect(parseCcvEvent(event("fee_transfer_channel_opened", opened))).toEqual({
      kind: "feeTransferChannelOpened",
      ccvChannelId: "channel-0",
    });
  });
});

describe("parseCcvEvent, packets", () => {
  it("reads a receipt on both chains, whatever the module calls itself", () => {
    const received = { valset_update_id: "4", success: "true" };
    expect(parseCcvEvent(event("ccv_packet", { module: "CCV", ...received }))).toEqual({
      kind: "ccvPacketReceived",
      module: "consumer",
      valsetUpdateId: 4n,
      success: true,
      error: undefined,
    });
    const refused = { module: "provider", success: "false", error: "cannot find infraction height" };
    expect(parseCcvEvent(event("ccv_packet", refused))).toEqual({
      kind: "ccvPacketReceived",
      module: "provider",
      valsetUpdateId: undefined,
      success: false,
      error: "cannot find infraction height",
    });
  });

  it("reads a refused receipt, which IBC core marks, and nothing else that is so marked", () => {
    const mark = (type: string, attributes: Record<string, string>) =>
      event(
        `ibccallbackerror-${type}`,
        Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`ibccallbackerror-${key}`, value])),
      );
    const refused = mark("ccv_packet", { module: "provider", success: "false", error: "no height" });
    expect(parseCcvEvent(refused)).toMatchObject({ kind: "ccvPacketReceived", success: false, error: "no height" });
    expect(parseCcvEvent(mark("remove_consumer", { ...consumer, submitter_address: signer }))).toBeUndefined();
  });

  it("reads the two events of an acknowledgement", () => {
    const first = { module: "ccvconsumer", acknowledgement: 'result:"\\002" ' };
    expect(parseCcvEvent(event("ccv_packet", first))).toMatchObject({
      kind: "ccvPacketAcknowledged",
      module: "consumer",
    });
    expect(parseCcvEvent(event("ccv_packet", { success: "\u0002" }))).toEqual({
      kind: "ccvAcknowledgementResult",
      result: Uint8Array.of(2),
    });
    expect(parseCcvEvent(event("ccv_packet", { error: "ABCI code: 1" }))).toEqual({
      kind: "ccvAcknowledgementError",
      error: "ABCI code: 1",
    });
  });

  it("reads a timeout of its own modules only", () => {
    expect(parseCcvEvent(event("timeout", { module: "provider" }))).toEqual({
      kind: "ccvPacketTimedOut",
      module: "provider",
    });
    expect(parseCcvEvent(event("timeout", { module: "transfer" }))).toBeUndefined();
  });
});

describe("parseCcvEvent, anything else", () => {
  it.each(["transfer", "message", "constructor", "__proto__", ""])("knows no type %p", (type) => {
    expect(parseCcvEvent(event(type, consumer))).toBeUndefined();
  });

  it("gives undefined where an attribute is missing or unreadable", () => {
    const executed = { validator_address: valcons, infraction_type: "INFRACTION_DOWNTIME", infraction_height: "1" };
    expect(parseCcvEvent(event("execute_consumer_chain_slash", executed))).toBeUndefined();
    const odd = { ...executed, valset_update_id: "-1" };
    expect(parseCcvEvent(event("execute_consumer_chain_slash", odd))).toBeUndefined();
    expect(parseCcvEvent(event("remove_consumer", {}))).toBeUndefined();
    expect(parseCcvEvent(event("ccv_packet", {}))).toBeUndefined();
  });
});
