import { fromBech32, toHex } from "@cosmjs/encoding";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { QueryParamsResponse, QueryValidatorsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { BondStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { alice, bob, overviewAnswers, overviewChain } from "../provider/overview-chain.ts";
import { valoper } from "./plan-fixtures.ts";

const phases = { 0: "REGISTERED", 1: "LAUNCHED", 2: "STOPPED" };
/** A query of the provider module. */
export const path = (name: string): string => `/interchain_security.ccv.provider.v1.Query/Query${name}`;
/** A stored value of the provider module. */
export const stored = (key: Uint8Array): string => `/store/provider/key ${toHex(key)}`;
/** The first validator's address. */
export const aliceBytes = fromBech32(alice.address, 1023).data;
/** Of every block. */
export const time = new Date("2026-01-01T00:00:00Z");

function validator(seed: number, key: Uint8Array, power: number) {
  return {
    operatorAddress: valoper(seed),
    consensusPubkey: { typeUrl: PubKey.typeUrl, value: PubKey.encode({ key }).finish() },
    commission: { commissionRates: { rate: "50000000000000000" } },
    tokens: `${power * 1_000_000}`,
    status: BondStatus.BOND_STATUS_BONDED,
  };
}

/** A provider of two validators, with consumers in three phases. */
export function plannedChain(more: Readonly<Record<string, Uint8Array>> = {}) {
  const params = { maxValidators: 100, minCommissionRate: "10000000000000000", unbondingTime: { seconds: 99n } };
  const validators = [validator(1, alice.key, 100), validator(2, bob.key, 5)];
  const { connection, asked } = overviewChain({
    ...overviewAnswers(phases),
    [path("Params")]: q.QueryParamsResponse.encode(
      q.QueryParamsResponse.fromPartial({ params: { blocksPerEpoch: 5n, maxProviderConsensusValidators: 1n } }),
    ).finish(),
    "/cosmos.staking.v1beta1.Query/Params": QueryParamsResponse.encode(
      QueryParamsResponse.fromPartial({ params }),
    ).finish(),
    "/cosmos.staking.v1beta1.Query/Validators": QueryValidatorsResponse.encode(
      QueryValidatorsResponse.fromPartial({ validators }),
    ).finish(),
    ...more,
  });
  Object.assign(connection.batch, { block: async () => ({ block: { header: { time } } }) });
  return { connection, asked };
}
