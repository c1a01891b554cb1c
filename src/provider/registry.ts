import { type GeneratedType, Registry } from "@cosmjs/proto-signing";
import { sdkRegistryTypes } from "../chain/sdk-registry.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";

/** The provider module's messages by type URL, for a CosmJS `Registry`. */
export const providerRegistryTypes: ReadonlyArray<[string, GeneratedType]> = [
  tx.MsgAssignConsumerKey,
  tx.MsgChangeRewardDenoms,
  tx.MsgCreateConsumer,
  tx.MsgOptIn,
  tx.MsgOptOut,
  tx.MsgRemoveConsumer,
  tx.MsgSetConsumerCommissionRate,
  tx.MsgSubmitConsumerDoubleVoting,
  tx.MsgSubmitConsumerMisbehaviour,
  tx.MsgUpdateConsumer,
  tx.MsgUpdateParams,
].map((type): [string, GeneratedType] => [type.typeUrl, type]);

/** A CosmJS registry with CosmJS's own types (bank, staking, gov, IBC, …), MsgUnjail, MsgRecoverClient and the provider's. */
export function createProviderRegistry(): Registry {
  return new Registry([...sdkRegistryTypes, ...providerRegistryTypes]);
}
