import { fromBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryParamsRequest, QueryParamsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { consensusAddress } from "../../ccv/consensus-address.ts";
import { parseAddress } from "../../ccv/rules/address-rules.ts";
import type { QueryMethod } from "../../chain/query.ts";
import { isIcsError } from "../../errors.ts";
import type { ConsumerChain } from "../consumer-chain.ts";
import type { OverviewReader, StakingValidator } from "../consumer-overview-reader.ts";
import { atomicsToDecimal } from "../parameters.ts";
import { providerStoreKey } from "../store-keys.ts";

/** What the provider's state says of one message. */
export interface ProviderReading {
  /** Undefined where the provider knows no consumer of this id. */
  readonly consumer: ConsumerChain | undefined;
  /** Evidence of the consumer from lower heights is too old. */
  readonly minEvidenceHeight: bigint;
  /** Least voting power that is compelled; undefined for an opt-in consumer. */
  readonly minPowerInTopN: bigint | undefined;
  /** Undefined where the operator address is no validator's. */
  readonly validator: StakingValidator | undefined;
  readonly key: KeyReading;
  /** Decimal; the least commission rate that the provider allows. */
  readonly minCommissionRate: string;
}

/** Who uses the consumer key that a message assigns. */
export interface KeyReading {
  /** `…valoper…` of the validator that signs the provider's blocks with it. */
  readonly operatorAddress: string | undefined;
  /** `…valcons…` of the validator that has assigned it for this consumer, or had and may be slashed for it still; "" for none. */
  readonly assignedBy: string;
  /** True where the message's validator has any key assigned for this consumer. */
  readonly hasAssigned: boolean;
}

/** The fields by which messages of the provider name what they are about. */
interface Subject {
  readonly consumerId?: string;
  readonly providerAddr?: string;
  readonly consumerKey?: string;
  readonly rate?: string;
}

const stakingParams: QueryMethod<QueryParamsRequest, QueryParamsResponse> = {
  path: "/cosmos.staking.v1beta1.Query/Params",
  request: QueryParamsRequest,
  response: QueryParamsResponse,
};

/** Reads what decides about a message; undefined for one that is about no consumer. */
export async function readProvider(
  reader: OverviewReader,
  message: EncodeObject,
): Promise<ProviderReading | undefined> {
  const subject: Subject = message.value;
  const { consumerId, providerAddr = "" } = subject;
  if (consumerId === undefined) return undefined;
  const [consumer, minEvidenceHeight, validators, minCommissionRate] = await Promise.all([
    readConsumer(reader, consumerId),
    reader.store("provider", providerStoreKey.minEvidenceHeight(consumerId)).then(toUint64),
    providerAddr === "" ? new Map<string, StakingValidator>() : reader.validators(),
    subject.rate === undefined ? "0" : readMinCommissionRate(reader),
  ]);
  const isTopN = (consumer?.powerShapingParameters?.topN ?? 0) > 0;
  const operator = providerAddr.toLowerCase();
  const [address, validator] = [...validators].find(([, each]) => each.operatorAddress === operator) ?? [];
  const [minPowerInTopN, key] = await Promise.all([
    isTopN ? reader.summary(consumerId).then((summary) => summary.minPowerInTopN) : undefined,
    readKey(reader, subject, address ?? "", validators),
  ]);
  return { consumer, minEvidenceHeight, minPowerInTopN, validator, key, minCommissionRate };
}

async function readConsumer(reader: OverviewReader, consumerId: string): Promise<ConsumerChain | undefined> {
  try {
    return await reader.queries.consumerChain(consumerId, reader.at);
  } catch (error) {
    if (isIcsError(error, "CCV_CONSUMER_NOT_FOUND")) return undefined;
    throw error;
  }
}

async function readMinCommissionRate(reader: OverviewReader): Promise<string> {
  const { params } = await reader.ask(stakingParams, {});
  return atomicsToDecimal(params.minCommissionRate || "0");
}

async function readKey(
  reader: OverviewReader,
  { consumerId = "", consumerKey = "" }: Subject,
  validatorAddress: string,
  validators: ReadonlyMap<string, StakingValidator>,
): Promise<KeyReading> {
  const prefix = parseAddress(validatorAddress)?.prefix.replace(/valcons$/, "");
  if (consumerKey === "" || prefix === undefined)
    return { operatorAddress: undefined, assignedBy: "", hasAssigned: false };
  const { key }: { readonly key: string } = JSON.parse(consumerKey);
  const address = consensusAddress(fromBase64(key), prefix);
  const [assignedBy, assigned] = await Promise.all([
    reader.queries.validatorProviderAddr(address, consumerId, reader.at),
    reader.queries.validatorConsumerAddr(validatorAddress, consumerId, reader.at),
  ]);
  return { operatorAddress: validators.get(address)?.operatorAddress, assignedBy, hasAssigned: assigned !== "" };
}

/** Of the eight bytes, big endian, that the provider stores; 0 where it stores nothing. */
function toUint64(bytes: Uint8Array): bigint {
  return bytes.length === 8 ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) : 0n;
}
