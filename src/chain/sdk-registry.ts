import type { GeneratedType } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { MsgRecoverClient } from "cosmjs-types/ibc/core/client/v1/tx";

/** Messages of the SDK and of IBC by type URL: CosmJS's own (bank, staking, gov, IBC, …), MsgUnjail and MsgRecoverClient. */
export const sdkRegistryTypes: ReadonlyArray<[string, GeneratedType]> = [
  ...defaultRegistryTypes,
  [MsgUnjail.typeUrl, MsgUnjail],
  [MsgRecoverClient.typeUrl, MsgRecoverClient],
];
