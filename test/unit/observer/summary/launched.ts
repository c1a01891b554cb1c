import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import type { ConsumerReading, ProviderReading } from "../../../../src/observer/readings.ts";
import type { SummaryInput } from "../../../../src/observer/summary/consumer-summary.ts";
import { consumerReading, providerReading } from "../made-readings.ts";
import { at, setRead } from "../observed.ts";
import { launchSet } from "../pair-history.ts";
import { genesisMs } from "../wire-blocks.ts";

/** The time of a height of the made-up chains. */
export function timeAt(height: number): Date {
  return new Date(genesisMs + height * 1_000);
}

export const ends = {
  provider: { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0", connectionId: "c" },
  consumer: { portId: "consumer", channelId: "channel-0", counterpartyChannelId: "channel-4", connectionId: "c" },
};

export function phase(height: bigint, to: "INITIALIZED" | "REGISTERED" | "LAUNCHED" | "STOPPED"): ObserverEvent {
  return at("provider", height, { kind: "consumerPhaseChanged", from: undefined, to, spawnTime: undefined });
}

export function providerRead(height: bigint, change: Partial<ProviderReading> = {}): ObserverEvent {
  return at("provider", height, { kind: "providerStateRead", ...providerReading(change) });
}

export function consumerRead(height: bigint, change: Partial<ConsumerReading> = {}): ObserverEvent {
  return at("consumer", height, { kind: "consumerStateRead", ...consumerReading(change) });
}

export function closed(chain: "provider" | "consumer", height: bigint): ObserverEvent {
  const cause = chain === "provider" ? "timeout" : "counterparty";
  return at(chain, height, { kind: "channelClosed", cause, ...ends[chain] });
}

/** A consumer that is launched with an open channel. */
export const launched: readonly ObserverEvent[] = [
  phase(3n, "LAUNCHED"),
  at("provider", 3n, { kind: "initialValidatorsRead", validators: launchSet }),
  setRead(1n, launchSet),
  at("consumer", 4n, { kind: "channelOpened", ...ends.consumer }),
  at("provider", 6n, { kind: "channelOpened", ...ends.provider }),
];

/** Both chains were just read up to this height. */
export function input(height: number, change: Partial<SummaryInput> = {}): SummaryInput {
  const time = timeAt(height);
  const progress = { height: BigInt(height), time, seenAt: time };
  return {
    consumerId: "0",
    now: time,
    progress: { provider: { chainId: "provider-1", ...progress }, consumer: { chainId: "consumer-1", ...progress } },
    ...change,
  };
}
