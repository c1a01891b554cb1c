import { ibcSentinelName } from "./ibc-errors.ts";
import { sdkSentinelName } from "./sdk-errors.ts";

/** Sentinel errors of interchain-security v7.0.1, by codespace and ABCI code, as its `errors.go` files register them. */
const ccvSentinels: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  CCV: {
    1: "ErrInvalidPacketData",
    2: "ErrInvalidVersion",
    3: "ErrInvalidChannelFlow",
    4: "ErrInvalidGenesis",
    5: "ErrDuplicateChannel",
    6: "ErrInvalidVSCMaturedId",
    7: "ErrInvalidVSCMaturedTime",
    8: "ErrInvalidHandshakeMetadata",
    9: "ErrChannelNotFound",
    10: "ErrClientNotFound",
    11: "ErrInvalidConsumerState",
    12: "ErrInvalidConsumerClient",
    13: "ErrInvalidProposal",
    14: "ErrDuplicateConsumerChain",
    15: "ErrConsumerChainNotFound",
    16: "ErrInvalidDoubleVotingEvidence",
    17: "ErrStoreKeyNotFound",
    18: "ErrStoreUnmarshal",
    19: "ErrInvalidConsumerId",
  },
  provider: {
    3: "ErrUnknownConsumerId",
    4: "ErrUnknownConsumerChannelId",
    10: "ErrConsumerKeyInUse",
    11: "ErrCannotAssignDefaultKeyAssignment",
    14: "ErrInvalidConsumerRewardDenom",
    16: "ErrInvalidConsumerClient",
    20: "ErrCannotOptOutFromTopN",
    23: "ErrNoUnbondingTime",
    25: "ErrUnauthorized",
    27: "ErrInvalidPhase",
    28: "ErrInvalidConsumerMetadata",
    29: "ErrInvalidPowerShapingParameters",
    30: "ErrInvalidConsumerInitializationParameters",
    31: "ErrCannotUpdateMinimumPowerInTopN",
    33: "ErrNoConsumerGenesis",
    34: "ErrInvalidConsumerGenesis",
    35: "ErrNoConsumerId",
    36: "ErrAlreadyOptedIn",
    37: "ErrNoOwnerAddress",
    38: "ErrInvalidNewOwnerAddress",
    39: "ErrInvalidTransformToTopN",
    40: "ErrInvalidTransformToOptIn",
    41: "ErrCannotCreateTopNChain",
    43: "ErrInvalidRemovalTime",
    44: "ErrInvalidMsgCreateConsumer",
    45: "ErrInvalidMsgUpdateConsumer",
    46: "ErrInvalidMsgAssignConsumerKey",
    47: "ErrInvalidMsgSubmitConsumerMisbehaviour",
    48: "ErrInvalidMsgSubmitConsumerDoubleVoting",
    49: "ErrInvalidMsgOptIn",
    50: "ErrInvalidMsgOptOut",
    51: "ErrInvalidMsgSetConsumerCommissionRate",
    52: "ErrInvalidMsgChangeRewardDenoms",
    53: "ErrInvalidAllowlistedRewardDenoms",
    54: "ErrInvalidConsumerInfractionParameters",
  },
  ccvconsumer: {
    1: "ErrNoProposerChannelId",
    2: "ErrConsumerRewardDenomAlreadyRegistered",
  },
};

/**
 * The Go name of the sentinel error behind a codespace and ABCI code, such as "ErrUnknownConsumerId": those of
 * Interchain Security, of IBC and of the Cosmos SDK's standard modules. Undefined for any other.
 * @see x/ccv/types/errors.go, x/ccv/provider/types/errors.go, x/ccv/consumer/types/errors.go
 */
export function sentinelName(codespace: string, code: number): string | undefined {
  return ccvSentinels[codespace]?.[code] ?? ibcSentinelName(codespace, code) ?? sdkSentinelName(codespace, code);
}
