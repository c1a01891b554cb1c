import { ibcSentinelName } from "./ibc-errors.ts";
import { sdkSentinelName } from "./sdk-errors.ts";

/** A registered error of a chain's module. */
export interface Sentinel {
  /** Its Go name, such as "ErrUnknownConsumerId". */
  readonly name: string;
  readonly meaning: string;
}

type Sentinels = Readonly<Record<string, Readonly<Record<number, readonly [name: string, meaning: string]>>>>;

/** Sentinel errors of interchain-security v7.0.1, by codespace and ABCI code, as its `errors.go` files register them. */
const ccvSentinels: Sentinels = {
  CCV: {
    1: ["ErrInvalidPacketData", "the data of a CCV packet cannot be read or is not valid"],
    2: ["ErrInvalidVersion", "the channel's version is not the one of CCV"],
    3: ["ErrInvalidChannelFlow", "this end of the CCV channel does not take this handshake message"],
    4: ["ErrInvalidGenesis", "the module's genesis state is not valid"],
    5: ["ErrDuplicateChannel", "the consumer has a CCV channel already"],
    6: ["ErrInvalidVSCMaturedId", "a VSCMatured packet carries an unusable validator-set update id"],
    7: ["ErrInvalidVSCMaturedTime", "a validator-set update carries an unusable maturity time"],
    8: ["ErrInvalidHandshakeMetadata", "the version that the provider answered with cannot be read"],
    9: ["ErrChannelNotFound", "the chain knows no such channel"],
    10: ["ErrClientNotFound", "the chain knows no such light client"],
    11: ["ErrInvalidConsumerState", "what the provider holds of the consumer does not fit together"],
    12: ["ErrInvalidConsumerClient", "the channel lies on another client than the launch made"],
    13: ["ErrInvalidProposal", "the governance proposal is not valid"],
    14: ["ErrDuplicateConsumerChain", "the provider has this consumer chain already"],
    15: ["ErrConsumerChainNotFound", "the provider has no such consumer chain"],
    16: ["ErrInvalidDoubleVotingEvidence", "the evidence does not prove a double vote on the consumer"],
    17: ["ErrStoreKeyNotFound", "the state has no such key"],
    18: ["ErrStoreUnmarshal", "a value in the state cannot be read"],
    19: ["ErrInvalidConsumerId", "the consumer id is not a number from 0 to 2^64 - 1"],
  },
  provider: {
    3: ["ErrUnknownConsumerId", "the provider has no such consumer, or no such state of it"],
    4: ["ErrUnknownConsumerChannelId", "no consumer has this channel"],
    10: ["ErrConsumerKeyInUse", "a validator uses this key already, or did until recently"],
    11: ["ErrCannotAssignDefaultKeyAssignment", "a validator cannot assign its own provider key unless it had another"],
    14: ["ErrInvalidConsumerRewardDenom", "a reward denom is not valid"],
    16: ["ErrInvalidConsumerClient", "the channel lies on another client than the launch made"],
    20: ["ErrCannotOptOutFromTopN", "a validator in the Top N cannot opt out"],
    23: ["ErrNoUnbondingTime", "the provider's unbonding time is not known"],
    25: ["ErrUnauthorized", "the signer is not who may do this"],
    27: ["ErrInvalidPhase", "the consumer's phase does not allow this"],
    28: ["ErrInvalidConsumerMetadata", "the consumer's metadata is empty or too long"],
    29: ["ErrInvalidPowerShapingParameters", "the power shaping parameters are not valid"],
    30: ["ErrInvalidConsumerInitializationParameters", "the initialization parameters are not valid"],
    31: ["ErrCannotUpdateMinimumPowerInTopN", "the least power of the Top N could not be computed"],
    33: ["ErrNoConsumerGenesis", "the provider has made no genesis state for the consumer"],
    34: ["ErrInvalidConsumerGenesis", "the consumer's genesis state is not valid"],
    35: ["ErrNoConsumerId", "no consumer belongs to what was asked for"],
    36: ["ErrAlreadyOptedIn", "the validator has opted in to another consumer of the same chain id"],
    37: ["ErrNoOwnerAddress", "the consumer has no owner"],
    38: ["ErrInvalidNewOwnerAddress", "the new owner is no valid account address"],
    39: ["ErrInvalidTransformToTopN", "only a consumer that governance owns can become a Top N chain"],
    40: ["ErrInvalidTransformToOptIn", "a Top N chain cannot leave governance without becoming an opt-in chain"],
    41: ["ErrCannotCreateTopNChain", "a consumer is created as an opt-in chain; governance makes it Top N later"],
    43: ["ErrInvalidRemovalTime", "the removal time is not valid"],
    44: ["ErrInvalidMsgCreateConsumer", "a field of MsgCreateConsumer is not valid"],
    45: ["ErrInvalidMsgUpdateConsumer", "a field of MsgUpdateConsumer is not valid"],
    46: ["ErrInvalidMsgAssignConsumerKey", "a field of MsgAssignConsumerKey is not valid"],
    47: ["ErrInvalidMsgSubmitConsumerMisbehaviour", "a field of MsgSubmitConsumerMisbehaviour is not valid"],
    48: ["ErrInvalidMsgSubmitConsumerDoubleVoting", "a field of MsgSubmitConsumerDoubleVoting is not valid"],
    49: ["ErrInvalidMsgOptIn", "a field of MsgOptIn is not valid"],
    50: ["ErrInvalidMsgOptOut", "a field of MsgOptOut is not valid"],
    51: ["ErrInvalidMsgSetConsumerCommissionRate", "a field of MsgSetConsumerCommissionRate is not valid"],
    52: ["ErrInvalidMsgChangeRewardDenoms", "a field of MsgChangeRewardDenoms is not valid"],
    53: ["ErrInvalidAllowlistedRewardDenoms", "the consumer's reward denoms are not valid, or more than three"],
    54: ["ErrInvalidConsumerInfractionParameters", "the infraction parameters are not valid"],
  },
  ccvconsumer: {
    1: ["ErrNoProposerChannelId", "the consumer has no CCV channel yet"],
    2: ["ErrConsumerRewardDenomAlreadyRegistered", "the reward denom is registered already"],
  },
};

/**
 * The sentinel error behind a codespace and ABCI code: those of Interchain Security, of IBC and of the Cosmos SDK's
 * standard modules, whose meaning is no more than their name. Undefined for any other.
 * @see x/ccv/types/errors.go, x/ccv/provider/types/errors.go, x/ccv/consumer/types/errors.go
 */
export function describeSentinel(codespace: string, code: number): Sentinel | undefined {
  const known = Object.hasOwn(ccvSentinels, codespace) ? ccvSentinels[codespace]?.[code] : undefined;
  if (known) return { name: known[0], meaning: known[1] };
  const name = ibcSentinelName(codespace, code) ?? sdkSentinelName(codespace, code);
  return name === undefined ? undefined : { name, meaning: words(name) };
}

/** The Go name of the sentinel error behind a codespace and ABCI code, as `describeSentinel` has it. */
export function sentinelName(codespace: string, code: number): string | undefined {
  return describeSentinel(codespace, code)?.name;
}

/** "ErrWrongSequence" as "wrong sequence". */
function words(name: string): string {
  return name
    .replace(/^Err(or)?(?=[A-Z])/, "")
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((word) => (/^[A-Z]+$/.test(word) ? word : word.toLowerCase()))
    .join(" ");
}
