import type { ConsumerReading, LightClientReading, ProviderReading } from "../../../src/observer/readings.ts";

export const activeClient: LightClientReading = {
  clientId: "07-tendermint-2",
  status: "Active",
  latestHeight: 9n,
  trustingPeriodSeconds: 600,
  expiresAt: new Date("2026-01-31T12:10:00Z"),
};

/** A launched consumer with an open channel and nothing to do. */
export function providerReading(change: Partial<ProviderReading> = {}): ProviderReading {
  return {
    phase: "LAUNCHED",
    blocksPerEpoch: 3n,
    slashMeter: 100n,
    slashMeterAllowance: 100n,
    nextReplenishTime: undefined,
    client: activeClient,
    channel: { channelId: "channel-4", state: "open" },
    pendingValsetUpdateIds: [],
    validators: [],
    optedIn: [],
    ...change,
  };
}

/** A consumer with an open channel and nothing to do. */
export function consumerReading(change: Partial<ConsumerReading> = {}): ConsumerReading {
  return {
    validators: [],
    client: { ...activeClient, clientId: "07-tendermint-0" },
    channel: { channelId: "channel-0", state: "open" },
    isWaitingForVerdict: false,
    slashSendTime: undefined,
    slashQueue: [],
    ...change,
  };
}
