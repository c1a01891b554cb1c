import { type GeneratedType, Registry } from "@cosmjs/proto-signing";
import { sdkRegistryTypes } from "../chain/sdk-registry.ts";
import { MsgUpdateParams } from "../codec/interchain_security/ccv/consumer/v1/tx.ts";

/** The consumer module's message by type URL, for a CosmJS `Registry`. */
export const consumerRegistryTypes: ReadonlyArray<[string, GeneratedType]> = [
  [MsgUpdateParams.typeUrl, MsgUpdateParams],
];

/** A CosmJS registry with CosmJS's own types (bank, staking, gov, IBC, …), MsgUnjail, MsgRecoverClient and the consumer's. */
export function createConsumerRegistry(): Registry {
  return new Registry([...sdkRegistryTypes, ...consumerRegistryTypes]);
}
