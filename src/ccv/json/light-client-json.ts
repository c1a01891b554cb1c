import { HashOp, type InnerSpec, type LeafOp, LengthOp, type ProofSpec } from "cosmjs-types/cosmos/ics23/v1/proofs";
import type { Height } from "cosmjs-types/ibc/core/client/v1/client";
import type {
  ClientState,
  Fraction,
  Header,
  Misbehaviour,
} from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { listOf, messageOf, optional, required } from "./message-type.ts";
import { bytes, duration, enumeration, flag, int32, int64, text } from "./scalars.ts";
import { signedHeader, validatorSet } from "./tendermint-json.ts";

/** ibc.core.client.v1.Height */
export const height = messageOf<Height>({ revisionNumber: int64, revisionHeight: int64 });

const hashOp = enumeration<HashOp>(HashOp);

const leafOp = messageOf<LeafOp>({
  hash: hashOp,
  prehashKey: hashOp,
  prehashValue: hashOp,
  length: enumeration<LengthOp>(LengthOp),
  prefix: bytes,
});

const innerSpec = messageOf<InnerSpec>({
  childOrder: listOf(int32),
  childSize: int32,
  minPrefixLength: int32,
  maxPrefixLength: int32,
  emptyChild: bytes,
  hash: hashOp,
});

const proofSpec = messageOf<ProofSpec>({
  leafSpec: optional(leafOp),
  innerSpec: optional(innerSpec),
  maxDepth: int32,
  minDepth: int32,
});

const givenDuration = required(duration, () => ({ seconds: 0n, nanos: 0 }));

/** ibc.lightclients.tendermint.v1.ClientState */
export const clientState = messageOf<ClientState>({
  chainId: text,
  trustLevel: messageOf<Fraction>({ numerator: int64, denominator: int64 }),
  trustingPeriod: givenDuration,
  unbondingPeriod: givenDuration,
  maxClockDrift: givenDuration,
  frozenHeight: height,
  latestHeight: height,
  proofSpecs: listOf(proofSpec),
  upgradePath: listOf(text),
  allowUpdateAfterExpiry: flag,
  allowUpdateAfterMisbehaviour: flag,
});

/** ibc.lightclients.tendermint.v1.Header */
export const header = messageOf<Header>({
  signedHeader: optional(signedHeader),
  validatorSet: optional(validatorSet),
  trustedHeight: height,
  trustedValidators: optional(validatorSet),
});

/** ibc.lightclients.tendermint.v1.Misbehaviour */
export const misbehaviour = messageOf<Misbehaviour>({
  clientId: text,
  header1: { type: optional(header), name: "header_1" },
  header2: { type: optional(header), name: "header_2" },
});
