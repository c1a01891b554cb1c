import type { ConsumerPhase } from "../ccv/phase.ts";
import type { Infraction } from "../ccv/slash-packet.ts";
import type { ValidatorUpdate } from "../ccv/validator-set.ts";

/** A chain's light client of the other one. */
export interface LightClientReading {
  readonly clientId: string;
  /** As ibc-go says it: Active, Expired, Frozen, Unauthorized or Unknown. */
  readonly status: string;
  /** The highest height of the other chain that the client knows. */
  readonly latestHeight: bigint;
  readonly trustingPeriodSeconds: number;
  /** When it expires unless it is updated; undefined where its newest header is unknown. */
  readonly expiresAt: Date | undefined;
}

/** One end of the CCV channel. */
export interface ChannelReading {
  readonly channelId: string;
  readonly state: "init" | "try" | "open" | "closed" | "unknown";
}

/** A validator in the set that the provider holds for a consumer. */
export interface LeasedValidator extends ValidatorUpdate {
  readonly providerConsensusAddress: string;
}

/** What the provider's state says of a consumer. */
export interface ProviderReading {
  readonly phase: ConsumerPhase;
  readonly blocksPerEpoch: bigint;
  /** In voting power; negative: slash packets of every consumer bounce. */
  readonly slashMeter: bigint;
  readonly slashMeterAllowance: bigint;
  /** When the meter next gains the allowance. */
  readonly nextReplenishTime: Date | undefined;
  readonly client: LightClientReading | undefined;
  readonly channel: ChannelReading | undefined;
  /** VSC packets not yet sent: the channel is not open, or the client has expired. Ascending. */
  readonly pendingValsetUpdateIds: readonly bigint[];
  /** Sequences of VSC packets sent and neither acknowledged nor timed out, ascending; absent where it was not read. */
  readonly unacknowledgedSequences?: readonly bigint[] | undefined;
  /** [] once stopped. */
  readonly validators: readonly LeasedValidator[];
  /** Provider consensus addresses; [] once stopped. */
  readonly optedIn: readonly string[];
}

/** A slash packet that waits on the consumer. */
export interface QueuedSlash {
  readonly consumerAddressBytes: Uint8Array;
  readonly infraction: Infraction | undefined;
  readonly valsetUpdateId: bigint;
}

/** What a consumer's state says. */
export interface ConsumerReading {
  /** The CometBFT set that signs the block. */
  readonly validators: readonly ValidatorUpdate[];
  readonly client: LightClientReading | undefined;
  /** Undefined before the first VSC packet. */
  readonly channel: ChannelReading | undefined;
  /** The head of the queue was sent and its verdict is not known. */
  readonly isWaitingForVerdict: boolean;
  /** When it was sent last; undefined where none waits or bounced. */
  readonly slashSendTime: Date | undefined;
  /** In order; the head stays until its verdict. */
  readonly slashQueue: readonly QueuedSlash[];
}
