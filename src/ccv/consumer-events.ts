import type { AttributeReader } from "./event-attributes.ts";
import { type Infraction, parseInfraction } from "./slash-packet.ts";

/** A module event of a consumer. */
export type ConsumerModuleEvent =
  | ConsumerChannelEstablished
  | SlashRequested
  | FeesDistributed
  | FeeTransferChannelOpened;

/** The first VSC packet has arrived: from now on the consumer takes ordinary transactions. */
export interface ConsumerChannelEstablished {
  readonly kind: "consumerChannelEstablished";
  readonly channelId: string;
  readonly portId: string;
}

/** A slash packet was queued on the consumer; it leaves once the channel and the throttle allow. */
export interface SlashRequested {
  readonly kind: "slashRequested";
  /** Printed under the consumer's own prefix. */
  readonly consumerConsensusAddress: string;
  readonly infraction: Infraction;
  readonly valsetUpdateId: bigint;
}

/**
 * The provider's part of the fees was sent off. Amounts are coins as text, empty for none: `total` is what waited for the
 * provider in denoms that may be sent, `toProvider` what was sent of it; what the consumer keeps is in neither.
 */
export interface FeesDistributed {
  readonly kind: "feesDistributed";
  readonly currentHeight: bigint;
  readonly nextHeight: bigint;
  /** The part that the consumer keeps, a decimal such as "0.75". */
  readonly fraction: string;
  readonly total: string;
  readonly toProvider: string;
}

/** The consumer began a transfer channel for rewards. The id is the CCV channel's, not the new channel's. */
export interface FeeTransferChannelOpened {
  readonly kind: "feeTransferChannelOpened";
  readonly ccvChannelId: string;
}

type Decoders = Readonly<Record<string, (read: AttributeReader) => ConsumerModuleEvent | undefined>>;

/** By event type. */
export const consumerEventDecoders: Decoders = {
  channel_established: (read) => ({
    kind: "consumerChannelEstablished",
    channelId: read.text("channel_id"),
    portId: read.text("port_id"),
  }),
  consumer_slash_request: (read) => ({
    kind: "slashRequested",
    consumerConsensusAddress: read.text("validator_address"),
    infraction: read.parsed("infraction_type", parseInfraction),
    valsetUpdateId: read.integer("valset_update_id"),
  }),
  fee_distribution: (read) => ({
    kind: "feesDistributed",
    currentHeight: read.integer("current_distribution_height"),
    nextHeight: read.integer("next_distribution_height"),
    fraction: read.text("distribution_fraction"),
    total: read.text("total"),
    toProvider: read.text("provider_amount"),
  }),
  fee_transfer_channel_opened: (read) => ({
    kind: "feeTransferChannelOpened",
    ccvChannelId: read.text("channel_id"),
  }),
};
