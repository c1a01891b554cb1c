import { consensusAddress, consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import type { ChainRole, Observation, ObserverEvent } from "../../../src/observer/observer-event.ts";
import type { LightClientReading } from "../../../src/observer/readings.ts";
import { channelIds, vscData } from "../../unit/observer/observed.ts";

const BLOCK_MS = 6000;
const pubkeys = [1, 2, 3, 4, 5].map((seed) => new Uint8Array(32).fill(seed));
const powers = [5_120_004n, 3_400_210n, 1_200_000n, 640_500n, 98_000n];
const validators = pubkeys.map((pubkey, index) => ({ pubkey, power: powers[index] ?? 1n }));
const accepted = { kind: "accepted" as const };

/** Makes events whose block times count from a moment; one block takes six seconds on both chains. */
export function eventsSince(startMs: number) {
  return (chain: ChainRole, height: number, observation: Observation): ObserverEvent => ({
    ...observation,
    chain,
    chainId: chain === "provider" ? "provider-1" : "neighbour-1",
    height: BigInt(height),
    time: new Date(startMs + height * BLOCK_MS),
    txHash: undefined,
  });
}

/** What the state readings say: a healthy pair unless changed. */
export function readings(
  nowMs: number,
  change: { readonly slashMeter?: bigint; readonly clientSeconds?: number } = {},
) {
  const { slashMeter = 6_200_000n, clientSeconds = 11 * 86_400 } = change;
  const client = (clientId: string, seconds: number): LightClientReading => ({
    clientId,
    status: seconds > 0 ? "Active" : "Expired",
    latestHeight: 1_204n,
    trustingPeriodSeconds: 14 * 86_400,
    expiresAt: new Date(nowMs + seconds * 1000),
  });
  const provider: Observation = {
    kind: "providerStateRead",
    phase: "LAUNCHED",
    blocksPerEpoch: 600n,
    slashMeter,
    slashMeterAllowance: 10_458_714n,
    nextReplenishTime: new Date(nowMs + 1_430_000),
    client: client("07-tendermint-12", clientSeconds),
    channel: { channelId: "channel-4", state: "open" },
    pendingValsetUpdateIds: [],
    validators: validators.map((each) => ({
      ...each,
      providerConsensusAddress: consensusAddress(each.pubkey, "cosmos"),
    })),
    optedIn: [],
  };
  const consumer: Observation = {
    kind: "consumerStateRead",
    validators,
    client: client("07-tendermint-0", 13 * 86_400),
    channel: { channelId: "channel-0", state: "open" },
    isWaitingForVerdict: false,
    slashSendTime: undefined,
    slashQueue: [],
  };
  return { provider, consumer };
}

/** One VSC packet from sent to acknowledged, sent at a provider's height. */
export function vscPacket(at: ReturnType<typeof eventsSince>, sequence: bigint, height: number, delay = 1) {
  const packet = vscData(sequence * 3n, validators.slice(0, Number(sequence % 4n) + 1));
  const sent = at("provider", height, {
    ...{ kind: "vscPacketSent", sequence, ...channelIds, packet },
    timeoutTime: new Date(
      at("provider", height, { kind: "unreadable", eventType: "", reason: "" }).time.getTime() + 86_400_000,
    ),
  });
  const { timeoutTime } = sent as Extract<ObserverEvent, { kind: "vscPacketSent" }>;
  const ids = { sequence, ...channelIds };
  const received = at("consumer", height + delay, {
    kind: "vscPacketReceived",
    ...ids,
    packet,
    verdict: accepted,
    timeoutTime,
  });
  const acknowledged = at("provider", height + delay + 1, { kind: "vscPacketAcknowledged", ...ids, verdict: accepted });
  return { sent, received, acknowledged };
}

function slashPacket(
  at: ReturnType<typeof eventsSince>,
  sequence: bigint,
  height: number,
  index: number,
  isBounced: boolean,
) {
  const pubkey = pubkeys[index] ?? new Uint8Array(32);
  const packet = {
    kind: "slash" as const,
    consumerAddressBytes: consensusAddressBytes(pubkey),
    power: 1_200n,
    valsetUpdateId: 9n,
    infraction: "downtime" as const,
  };
  const ids = { sequence, ...channelIds };
  const timeoutTime = new Date(Date.UTC(2030, 0));
  const verdict = isBounced ? { kind: "bounced" as const } : { kind: "handled" as const };
  const executedOn = isBounced ? undefined : consensusAddress(pubkey, "cosmos");
  return [
    at("consumer", height, { kind: "slashPacketSent", ...ids, packet, timeoutTime }),
    at("provider", height + 1, { kind: "slashPacketReceived", ...ids, packet, verdict, executedOn, timeoutTime }),
    at("consumer", height + 2, { kind: "slashPacketAcknowledged", ...ids, verdict }),
  ];
}

function slashRequested(at: ReturnType<typeof eventsSince>, height: number, index: number): ObserverEvent {
  const consumerConsensusAddress = consensusAddress(pubkeys[index] ?? new Uint8Array(32), "consumer");
  return at("consumer", height, {
    kind: "slashRequested",
    consumerConsensusAddress,
    infraction: "downtime",
    valsetUpdateId: 9n,
  });
}

/** Sent once, and distributed once from what had arrived before. */
function rewardsOf(at: ReturnType<typeof eventsSince>): ObserverEvent[] {
  return [
    at("consumer", 1_000, {
      kind: "feesDistributed",
      currentHeight: 1_000n,
      nextHeight: 1_020n,
      fraction: "0.75",
      total: "98000stake",
      toProvider: "24500stake",
    }),
    at("provider", 1_100, {
      kind: "rewardsDistributed",
      consumerChainId: "neighbour-1",
      consumerId: "0",
      total: "24010.5ibc/0A1B",
      distributed: "24010.5ibc/0A1B",
      communityPool: "",
    }),
  ];
}

/** A consumer with all that a page can show: sixteen packets, slashes of two fates, an open channel, a full set. */
export function fullHistory(nowMs: number): {
  at: ReturnType<typeof eventsSince>;
  events: ObserverEvent[];
  height: number;
} {
  const height = 1_205;
  const at = eventsSince(nowMs - height * BLOCK_MS);
  const opened = { connectionId: "connection-3", kind: "channelOpened" as const };
  const events: ObserverEvent[] = [
    at("provider", 3, { kind: "consumerPhaseChanged", from: undefined, to: "LAUNCHED", spawnTime: undefined }),
    at("provider", 3, { kind: "initialValidatorsRead", validators }),
    at("consumer", 9, { ...opened, portId: "consumer", channelId: "channel-0", counterpartyChannelId: "channel-4" }),
    at("provider", 10, { ...opened, portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0" }),
  ];
  for (let sequence = 1; sequence <= 16; sequence += 1) {
    const delay = 1 + ((sequence * 7) % 4);
    events.push(...Object.values(vscPacket(at, BigInt(sequence), sequence * 72, delay)));
  }
  events.push(
    slashRequested(at, 800, 3),
    ...slashPacket(at, 1n, 800, 3, false),
    at("provider", 801, {
      kind: "validatorJailed",
      providerConsensusAddress: consensusAddress(pubkeys[3] ?? new Uint8Array(32), "cosmos"),
      evidence: "validator-update",
      reason: "consumer-downtime",
    }),
    slashRequested(at, 1_190, 4),
    ...slashPacket(at, 2n, 1_190, 4, true),
    ...rewardsOf(at),
    at("provider", height, readings(nowMs).provider),
    at("consumer", height, readings(nowMs).consumer),
  );
  return { at, events, height };
}
