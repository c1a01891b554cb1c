import type { EncodeObject } from "@cosmjs/proto-signing";
import { type ConsumerPhase, isActivePhase } from "../../ccv/phase.ts";
import { accountPrefix, governanceAddress } from "../../ccv/rules/address-rules.ts";
import { isBlank } from "../../ccv/rules/text-rules.ts";
import { revisionNumber } from "../../chain/chain-id.ts";
import * as tx from "../../codec/interchain_security/ccv/provider/v1/tx.ts";
import type { Problem } from "../../errors.ts";
import type { ConsumerChain } from "../consumer-chain.ts";
import { decimalToAtomics } from "../parameters.ts";
import type { ProviderReading } from "./provider-reading.ts";

type StateRule = (message: EncodeObject, reading: ProviderReading) => readonly Problem[];

const ACTIVE = "a consumer that is registered, initialized or launched";
const LAUNCHED = "a launched consumer";

const stateRules: ReadonlyMap<string, StateRule> = new Map<string, StateRule>([
  [
    tx.MsgOptIn.typeUrl,
    ({ value }, reading) => [...active(reading, value), ...validator(reading, value), ...key(reading, value)],
  ],
  [
    tx.MsgAssignConsumerKey.typeUrl,
    ({ value }, reading) => [...active(reading, value), ...validator(reading, value), ...key(reading, value)],
  ],
  [
    tx.MsgOptOut.typeUrl,
    ({ value }, reading) => [
      ...launched(reading, value),
      ...validator(reading, value),
      ...notCompelled(reading, value),
    ],
  ],
  [
    tx.MsgSetConsumerCommissionRate.typeUrl,
    ({ value }, reading) => [...active(reading, value), ...validator(reading, value), ...leastRate(reading, value)],
  ],
  [
    tx.MsgUpdateConsumer.typeUrl,
    ({ value }, reading) => [...active(reading, value), ...owner(reading, value), ...update(reading, value)],
  ],
  [tx.MsgRemoveConsumer.typeUrl, ({ value }, reading) => [...launched(reading, value), ...owner(reading, value)]],
  [
    tx.MsgSubmitConsumerDoubleVoting.typeUrl,
    ({ value }, reading) => [...withClient(reading, value), ...voteAge(reading, value)],
  ],
  [
    tx.MsgSubmitConsumerMisbehaviour.typeUrl,
    ({ value }, reading) => [...withClient(reading, value), ...misbehaviour(reading, value)],
  ],
]);

/** What the provider would find wrong with a message of its module, given its state; `[]` for any other message. */
export function stateProblems(message: EncodeObject, reading: ProviderReading): readonly Problem[] {
  return stateRules.get(message.typeUrl)?.(message, reading) ?? [];
}

interface OfConsumer {
  readonly consumerId: string;
}

function inPhase(
  { consumer }: ProviderReading,
  { consumerId }: OfConsumer,
  wanted: string,
  isWanted: (phase: ConsumerPhase) => boolean,
): Problem[] {
  if (consumer === undefined)
    return [{ name: "consumerId", got: `"${consumerId}"`, wanted: "a consumer that the provider knows" }];
  if (isWanted(consumer.phase)) return [];
  return [{ name: "consumerId", got: `"${consumerId}", which is ${consumer.phase}`, wanted }];
}

/** @see IsConsumerActive in x/ccv/provider/keeper/permissionless.go */
function active(reading: ProviderReading, of: OfConsumer): Problem[] {
  return inPhase(reading, of, ACTIVE, isActivePhase);
}

/** @see HandleOptOut in x/ccv/provider/keeper/partial_set_security.go, RemoveConsumer in keeper/msg_server.go */
function launched(reading: ProviderReading, of: OfConsumer): Problem[] {
  return inPhase(reading, of, LAUNCHED, (phase) => phase === "LAUNCHED");
}

/** @see GetConsumerClientId, as HandleConsumerDoubleVoting and CheckMisbehaviour in consumer_equivocation.go ask it */
function withClient(reading: ProviderReading, of: OfConsumer): Problem[] {
  return inPhase(reading, of, "a consumer that has launched", () => reading.consumer?.clientId !== "");
}

function validator({ validator }: ProviderReading, { providerAddr }: { readonly providerAddr: string }): Problem[] {
  return validator
    ? []
    : [{ name: "providerOperatorAddress", got: providerAddr, wanted: "a validator of the provider" }];
}

/** @see AssignConsumerKey in x/ccv/provider/keeper/key_assignment.go */
function key({ key, validator }: ProviderReading, { consumerKey }: { readonly consumerKey: string }): Problem[] {
  if (consumerKey === "" || validator === undefined) return [];
  const wrong = (got: string, wanted: string): Problem[] => [{ name: "consumerKey", got, wanted }];
  if (key.assignedBy !== "")
    return wrong(`the key that ${key.assignedBy} has or had assigned`, "a key never assigned for it");
  if (key.operatorAddress === undefined) return [];
  if (key.operatorAddress !== validator.operatorAddress) {
    return wrong(`the provider key of ${key.operatorAddress}`, "a key of no other validator");
  }
  return key.hasAssigned ? [] : wrong("the validator's own provider key", "another key, since none is assigned so far");
}

/** @see HandleOptOut in x/ccv/provider/keeper/partial_set_security.go */
function notCompelled({ minPowerInTopN, validator }: ProviderReading, { consumerId }: OfConsumer): Problem[] {
  if (minPowerInTopN === undefined || validator === undefined || validator.power < minPowerInTopN) return [];
  const got = `${validator.operatorAddress} with a power of ${validator.power}`;
  const wanted = `less than ${minPowerInTopN}: consumer ${consumerId} compels the Top N`;
  return [{ name: "providerOperatorAddress", got, wanted }];
}

/** @see HandleSetConsumerCommissionRate in x/ccv/provider/keeper/distribution.go */
function leastRate({ minCommissionRate }: ProviderReading, { rate }: tx.MsgSetConsumerCommissionRate): Problem[] {
  if (BigInt(rate) >= BigInt(decimalToAtomics(minCommissionRate))) return [];
  return [{ name: "rate", got: `${rate}e-18`, wanted: `at least ${minCommissionRate}, as on the provider` }];
}

function owner({ consumer }: ProviderReading, { owner }: { readonly owner: string }): Problem[] {
  if (consumer === undefined || !isActivePhase(consumer.phase) || consumer.ownerAddress === owner) return [];
  return [{ name: "owner", got: owner, wanted: `${consumer.ownerAddress}, the owner` }];
}

/** @see UpdateConsumer in x/ccv/provider/keeper/msg_server.go */
function update({ consumer }: ProviderReading, message: tx.MsgUpdateConsumer): Problem[] {
  if (consumer === undefined || !isActivePhase(consumer.phase)) return [];
  const { newChainId, initializationParameters } = message;
  const problems: Problem[] = [];
  const newId = isBlank(newChainId) || newChainId === consumer.chainId ? undefined : newChainId;
  const given = [
    { name: "newChainId", isGiven: newId !== undefined, got: `"${newChainId}"` },
    { name: "initializationParameters", isGiven: initializationParameters !== undefined, got: "parameters" },
  ];
  if (consumer.phase === "LAUNCHED") {
    const wanted = "nothing, since the consumer has launched";
    problems.push(...given.filter(({ isGiven }) => isGiven).map(({ name, got }) => ({ name, got, wanted })));
  } else {
    problems.push(...revision(newId ?? consumer.chainId, message));
  }
  return [...problems, ...topNOwner(consumer, message)];
}

function revision(chainId: string, { initializationParameters }: tx.MsgUpdateConsumer): Problem[] {
  const given = initializationParameters?.initialHeight?.revisionNumber;
  const wanted = revisionNumber(chainId);
  if (given === undefined || given === wanted) return [];
  const name = "initializationParameters.initialHeight.revisionNumber";
  return [{ name, got: `${given}`, wanted: `${wanted}, the revision of chain id "${chainId}"` }];
}

/** What stays a Top N consumer stays governance's. */
function topNOwner(consumer: ConsumerChain, message: tx.MsgUpdateConsumer): Problem[] {
  const topN = message.powerShapingParameters?.topN ?? consumer.powerShapingParameters?.topN ?? 0;
  const newOwner = isBlank(message.newOwnerAddress) ? consumer.ownerAddress : message.newOwnerAddress;
  const governance = governanceAddress(accountPrefix(consumer.ownerAddress) ?? "");
  if (topN === 0 || newOwner === governance) return [];
  const wanted = `${governance}, the governance account, which alone may own a Top N consumer`;
  return [{ name: "newOwnerAddress", got: newOwner, wanted }];
}

/** @see HandleConsumerDoubleVoting in x/ccv/provider/keeper/consumer_equivocation.go */
function voteAge({ minEvidenceHeight }: ProviderReading, message: tx.MsgSubmitConsumerDoubleVoting): Problem[] {
  return tooOld("duplicateVoteEvidence.voteA.height", message.duplicateVoteEvidence?.voteA?.height, minEvidenceHeight);
}

/** @see CheckMisbehaviour in x/ccv/provider/keeper/consumer_equivocation.go */
function misbehaviour(
  { consumer, minEvidenceHeight }: ProviderReading,
  message: tx.MsgSubmitConsumerMisbehaviour,
): Problem[] {
  const { clientId, header1 } = message.misbehaviour ?? {};
  const header = header1?.signedHeader?.header;
  const path = "misbehaviour.header1.signedHeader.header";
  const problems = tooOld(`${path}.height`, header?.height, minEvidenceHeight);
  if (consumer !== undefined && header?.chainId !== consumer.chainId) {
    problems.push({
      name: `${path}.chainId`,
      got: `"${header?.chainId}"`,
      wanted: `"${consumer.chainId}", the consumer`,
    });
  }
  if (consumer !== undefined && consumer.clientId !== "" && clientId !== consumer.clientId) {
    problems.push({
      name: "misbehaviour.clientId",
      got: `"${clientId}"`,
      wanted: `"${consumer.clientId}", the consumer's`,
    });
  }
  return problems;
}

function tooOld(name: string, height: bigint | undefined, least: bigint): Problem[] {
  if (height === undefined || BigInt.asUintN(64, height) >= least) return [];
  return [{ name, got: `${height}`, wanted: `at least ${least}: what is older is no longer punished` }];
}
