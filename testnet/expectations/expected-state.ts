import type { ConsumerMetadata, ConsumerPhase, PowerShapingParameters, SlashJailParameters } from "../../src/index.ts";

/** Something said of some validators, by their names. */
export type ByValidator<T> = Readonly<Record<string, T>>;

/** What is expected of the provider; what is left out may be anything. */
export interface ExpectedProvider {
  /** Voting powers in CometBFT's set; 0 for a validator that is not in it. */
  readonly powers?: ByValidator<number | bigint>;
  /** Bonded or not, in base units. */
  readonly tokens?: ByValidator<number | bigint>;
  readonly jailed?: ByValidator<boolean>;
  readonly tombstoned?: ByValidator<boolean>;
  /**
   * Which way the inflation of x/mint has moved in the latest block: up while less than its `goal_bonded` of the tokens
   * is bonded to active validators.
   */
  readonly inflation?: "rising" | "steady" | "falling";
}

/** What is expected of a consumer; what is left out may be anything. */
export interface ExpectedConsumer {
  readonly phase?: ConsumerPhase;
  readonly chainId?: string;
  /** The name of an account, or `governance`. */
  readonly owner?: string;
  readonly metadata?: Partial<ConsumerMetadata>;
  /** `none`: it was reset, or never set. */
  readonly spawnTime?: Date | "none";
  readonly topN?: number;
  readonly powerShaping?: Partial<
    Pick<PowerShapingParameters, "validatorsPowerCap" | "validatorSetCap" | "minStake" | "allowInactiveValidators">
  >;
  /** Validators that have opted in, in any order. */
  readonly optedIn?: readonly string[];
  /** Whether a validator must validate it, by the provider's answer. */
  readonly hasToValidate?: ByValidator<boolean>;
  /** Voting powers that the provider has sent, or will send: 0 for a validator outside. */
  readonly sentPowers?: ByValidator<number | bigint>;
  /** Voting powers in the consumer's own CometBFT set; 0 for a validator that is not in it. */
  readonly powers?: ByValidator<number | bigint>;
  /** The same, also of those whose assigned key the consumer does not know yet: theirs is the power of their provider key. */
  readonly powersUnderAnyKey?: ByValidator<number | bigint>;
  /** Raw public keys that were assigned; `none` where the provider's own key is used. */
  readonly keys?: ByValidator<Uint8Array | "none">;
  /** Decimals. */
  readonly commission?: ByValidator<string>;
  readonly downtime?: Partial<Pick<SlashJailParameters, "slashFraction" | "tombstone">>;
  readonly doubleSign?: Partial<Pick<SlashJailParameters, "slashFraction" | "tombstone">>;
  /** The ends of the CCV channel; `none` before the handshake. */
  readonly channel?: { readonly provider?: ChannelEnd; readonly consumer?: ChannelEnd };
  /** Slash packets that the consumer keeps: not sent yet, or without a final verdict. */
  readonly queuedSlashPackets?: number;
}

/** An end of a channel that has been open. */
export type ChannelEnd = "OPEN" | "CLOSED" | "none";

/** A part of a testnet's state. */
export interface ExpectedState {
  readonly provider?: ExpectedProvider;
  /** By the consumers' names: their chain ids, or `id.2` for the second of the same chain id. */
  readonly consumers?: Readonly<Record<string, ExpectedConsumer>>;
}
