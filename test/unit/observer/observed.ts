import type { SlashVerdict } from "../../../src/ccv/acknowledgement.ts";
import type { SlashPacket } from "../../../src/ccv/slash-packet.ts";
import type { ValidatorUpdate } from "../../../src/ccv/validator-set.ts";
import type { VscPacket } from "../../../src/ccv/vsc-packet.ts";
import type { ChainRole, Observation, ObserverEvent } from "../../../src/observer/observer-event.ts";
import { reduceTimeline } from "../../../src/observer/reduce-timeline.ts";
import { createTimeline, type Timeline } from "../../../src/observer/timeline.ts";
import { block } from "./wire-blocks.ts";

/** An observation at a height of one of the made-up chains; a block takes a second. */
export function at(chain: ChainRole, height: bigint, observation: Observation): ObserverEvent {
  const { chainId, time } = block(`${chain}-1`, height);
  return { ...observation, chain, chainId, height, time, txHash: undefined };
}

export const channelIds = { providerChannelId: "channel-4", consumerChannelId: "channel-0" };
const later = new Date("2026-03-01T00:00:00Z");

export function vscData(valsetUpdateId: bigint, validatorUpdates: readonly ValidatorUpdate[] = []): VscPacket {
  return { valsetUpdateId, validatorUpdates, slashAcknowledgements: [] };
}

export function vscSent(
  height: bigint,
  sequence: bigint,
  packet = vscData(sequence),
  timeoutTime = later,
): ObserverEvent {
  return at("provider", height, { kind: "vscPacketSent", sequence, ...channelIds, packet, timeoutTime });
}

export function vscReceived(
  height: bigint,
  sequence: bigint,
  packet = vscData(sequence),
  timeoutTime = later,
): ObserverEvent {
  const verdict = { kind: "accepted" as const };
  return at("consumer", height, { kind: "vscPacketReceived", sequence, ...channelIds, packet, verdict, timeoutTime });
}

export function vscAcknowledged(height: bigint, sequence: bigint): ObserverEvent {
  const verdict = { kind: "accepted" as const };
  return at("provider", height, { kind: "vscPacketAcknowledged", sequence, ...channelIds, verdict });
}

export function vscTimedOut(height: bigint, sequence: bigint): ObserverEvent {
  return at("provider", height, { kind: "vscPacketTimedOut", sequence, ...channelIds });
}

export function applied(
  height: bigint,
  updates: readonly ValidatorUpdate[],
  sequences: readonly bigint[],
): ObserverEvent {
  return at("consumer", height, { kind: "validatorSetApplied", updates, sequences, effectiveHeight: height + 2n });
}

export function setRead(height: bigint, validators: readonly ValidatorUpdate[]): ObserverEvent {
  return at("consumer", height, { kind: "validatorSetRead", validators });
}

export const slashData: SlashPacket = {
  kind: "slash",
  consumerAddressBytes: new Uint8Array(20).fill(1),
  power: 1n,
  valsetUpdateId: 0n,
  infraction: "downtime",
};

export function slashSent(height: bigint, sequence: bigint, packet = slashData): ObserverEvent {
  return at("consumer", height, { kind: "slashPacketSent", sequence, ...channelIds, packet, timeoutTime: later });
}

export function slashReceived(
  height: bigint,
  sequence: bigint,
  verdict: SlashVerdict,
  options: { readonly executedOn?: string; readonly packet?: SlashPacket; readonly timeoutTime?: Date } = {},
): ObserverEvent {
  const { executedOn, packet = slashData, timeoutTime = later } = options;
  const ids = { sequence, ...channelIds };
  return at("provider", height, { kind: "slashPacketReceived", ...ids, packet, verdict, executedOn, timeoutTime });
}

export function slashAcknowledged(height: bigint, sequence: bigint, verdict: SlashVerdict): ObserverEvent {
  return at("consumer", height, { kind: "slashPacketAcknowledged", sequence, ...channelIds, verdict });
}

export function slashTimedOut(height: bigint, sequence: bigint): ObserverEvent {
  return at("consumer", height, { kind: "slashPacketTimedOut", sequence, ...channelIds });
}

/** The timeline after these events. */
export function timelineOf(...events: readonly ObserverEvent[]): Timeline {
  return events.reduce(reduceTimeline, createTimeline());
}
