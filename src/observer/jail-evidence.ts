import { fromBech32, toBech32 } from "@cosmjs/encoding";
import { consensusAddress, isSameAddress } from "../ccv/consensus-address.ts";
import { type Block, type ChainEvent, eventAttribute } from "../chain/block.ts";
import type { ValidatorJailed, ValidatorUnjailed } from "./observer-event.ts";

const unjailAction = "/cosmos.slashing.v1beta1.MsgUnjail";

/**
 * A jailing that x/slashing tells of: for downtime and double signing on the provider itself, never for a consumer's
 * packets, which jail through staking.
 * @see x/slashing/keeper/infractions.go and keeper.go in the Cosmos SDK
 */
export function parseJailEvent(event: ChainEvent): ValidatorJailed | undefined {
  const providerConsensusAddress = event.type === "slash" ? eventAttribute(event, "jailed") : undefined;
  if (!providerConsensusAddress) return undefined;
  const isDowntime = eventAttribute(event, "reason") === "missing_signature";
  const reason = isDowntime ? "provider-downtime" : "provider-double-sign";
  return { kind: "validatorJailed", providerConsensusAddress, evidence: "slash-event", reason };
}

/** An accepted `MsgUnjail`; its sender and the validator's operator address are the same bytes. */
export function parseUnjailEvent(event: ChainEvent): ValidatorUnjailed | undefined {
  if (event.type !== "message" || eventAttribute(event, "action") !== unjailAction) return undefined;
  try {
    const { prefix, data } = fromBech32(eventAttribute(event, "sender") ?? "", 1023);
    return { kind: "validatorUnjailed", providerOperatorAddress: toBech32(`${prefix}valoper`, data) };
  } catch {
    return undefined;
  }
}

/**
 * The jailing behind an executed slash packet: the block in which it was executed takes the validator's power.
 * Undefined where it does not: then the validator was jailed before, or was not in the provider's set.
 */
export function jailedForConsumer(block: Block, providerConsensusAddress: string): ValidatorJailed | undefined {
  const hasLostPower = block.validatorUpdates.some(
    ({ pubkey, power }) => power === 0n && isSameAddress(consensusAddress(pubkey, "cosmos"), providerConsensusAddress),
  );
  if (!hasLostPower) return undefined;
  const [evidence, reason] = ["validator-update", "consumer-downtime"] as const;
  return { kind: "validatorJailed", providerConsensusAddress, evidence, reason };
}
