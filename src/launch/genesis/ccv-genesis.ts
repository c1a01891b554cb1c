import { durationToJson } from "../../codec/duration-json.ts";
import type { ConsumerGenesisState } from "../../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { consumerGenesisJson, type JsonObject } from "../../consumer/consumer-genesis.ts";
import type { ConsumerSpec } from "../consumer-spec.ts";
import { mergePatch } from "./merge-patch.ts";

/**
 * The value of `app_state.ccvconsumer`: what the provider tells, with the denoms and the retry delay of the spec, which
 * a provider always leaves at their defaults and many consumers can never change later; in the form that consumers of
 * the spec's version read.
 * @see transformGenesis in app/consumer/genesis.go
 */
export function ccvGenesis(state: ConsumerGenesisState, { rewards, genesis }: ConsumerSpec): JsonObject {
  const { retryDelayPeriod, consumerVersion } = genesis;
  const patched = mergePatch(consumerGenesisJson(state), {
    params: {
      reward_denoms: rewards.denoms,
      provider_reward_denoms: rewards.providerDenoms,
      ...(retryDelayPeriod && { retry_delay_period: durationToJson(retryDelayPeriod) }),
    },
  });
  return mergePatch(patched, versionPatches[consumerVersion]);
}

const withoutConnection = { connection_id: null };
const withoutConsumerId = { ...withoutConnection, params: { consumer_id: null } };

/** What older consumer modules do not know, and refuse to read. */
const versionPatches: Readonly<Record<ConsumerSpec["genesis"]["consumerVersion"], JsonObject>> = {
  v7: {},
  "v6.4": {},
  v6: withoutConnection,
  v5: withoutConsumerId,
  "v4.5": withoutConnection,
  v4: withoutConsumerId,
};
