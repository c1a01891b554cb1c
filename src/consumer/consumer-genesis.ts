import { toHex } from "@cosmjs/encoding";
import type { Duration } from "cosmjs-types/google/protobuf/duration";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { durationToJson } from "../codec/duration-json.ts";
import { ConsumerGenesisState } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";

/** A JSON object as genesis files hold it. */
export type JsonObject = { readonly [key: string]: unknown };

/**
 * The value of `app_state.ccvconsumer` in a consumer's genesis file, from the provider's `consumerGenesis` query.
 * Lossless: durations keep their nanoseconds, and so does the consensus state's time, which the chain hashes.
 */
export function consumerGenesisJson(state: ConsumerGenesisState): JsonObject {
  const json = ConsumerGenesisState.toJSON(state) as JsonObject;
  const { clientState, consensusState } = state.provider ?? {};
  const provider: Record<string, unknown> = { ...(json.provider as JsonObject | undefined) };
  if (clientState !== undefined) provider.clientState = clientStateJson(clientState);
  if (consensusState !== undefined) provider.consensusState = consensusStateJson(consensusState);
  return protoNames({ ...json, provider }) as JsonObject;
}

/** The names of the proto fields, as the binary itself writes them: `ccv_timeout_period`; `preCCV` is so named there. */
function protoNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(protoNames);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [protoName(key), protoNames(field)]));
}

function protoName(key: string): string {
  return key === "preCCV" ? key : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function clientStateJson(state: ClientState): JsonObject {
  return {
    ...(ClientState.toJSON(state) as object),
    trustingPeriod: durationToJson(state.trustingPeriod as Duration),
    unbondingPeriod: durationToJson(state.unbondingPeriod as Duration),
    maxClockDrift: durationToJson(state.maxClockDrift as Duration),
  };
}

function consensusStateJson(state: ConsensusState): JsonObject {
  return {
    ...(ConsensusState.toJSON(state) as object),
    timestamp: timestampJson(state.timestamp as Timestamp),
    // CometBFT's HexBytes, unlike every other bytes field.
    nextValidatorsHash: toHex(state.nextValidatorsHash).toUpperCase(),
  };
}

/** RFC 3339 with all nine digits of nanoseconds. */
function timestampJson({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${nanos.toString().padStart(9, "0")}Z`;
}
