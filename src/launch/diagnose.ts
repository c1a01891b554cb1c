import { toBase64 } from "@cosmjs/encoding";
import { isTwoThirds, twoThirds } from "../ccv/validator-set.ts";

/** A validator of a genesis file: its key in base64. */
export interface GenesisValidator {
  readonly key: string;
  readonly power: bigint;
  /** What the provider calls it; "" where that is not known. */
  readonly moniker: string;
  readonly providerOperatorAddress: string | undefined;
}

/** A node and the key that it signs with. */
export interface NodeKey {
  /** A node's home, or its RPC address. */
  readonly node: string;
  /** Raw ed25519 public key. */
  readonly key: Uint8Array;
  readonly catchingUp?: boolean;
  readonly height?: bigint;
}

/** Whose key is run where. */
export interface DiagnosedValidator extends GenesisValidator {
  readonly nodes: readonly string[];
}

/** Why a consumer makes no blocks, as far as keys tell. */
export interface Diagnosis {
  readonly validators: readonly DiagnosedValidator[];
  readonly missing: readonly DiagnosedValidator[];
  /** Nodes that sign with a key of no validator. */
  readonly strangers: readonly NodeKey[];
  /** Keys that more than one node signs with: each is a double sign in waiting. */
  readonly doubled: readonly DiagnosedValidator[];
  readonly presentPower: bigint;
  readonly totalPower: bigint;
  /** The least power that makes blocks. */
  readonly neededPower: bigint;
  readonly canMakeBlocks: boolean;
}

/** Compares the keys of a genesis file with those that nodes sign with: only more than two thirds of the power make blocks. */
export function diagnoseKeys(validators: readonly GenesisValidator[], nodes: readonly NodeKey[]): Diagnosis {
  const nodesOf = Map.groupBy(nodes, ({ key }) => toBase64(key));
  const all = validators.map((validator) => ({
    ...validator,
    nodes: (nodesOf.get(validator.key) ?? []).map(({ node }) => node),
  }));
  const known = new Set(validators.map(({ key }) => key));
  const sum = (some: readonly GenesisValidator[]): bigint => some.reduce((total, { power }) => total + power, 0n);
  const [totalPower, presentPower] = [sum(all), sum(all.filter((validator) => validator.nodes.length > 0))];
  return {
    validators: all,
    missing: all.filter((validator) => validator.nodes.length === 0),
    strangers: nodes.filter(({ key }) => !known.has(toBase64(key))),
    doubled: all.filter((validator) => validator.nodes.length > 1),
    presentPower,
    totalPower,
    neededPower: twoThirds(totalPower),
    canMakeBlocks: isTwoThirds(presentPower, totalPower),
  };
}
