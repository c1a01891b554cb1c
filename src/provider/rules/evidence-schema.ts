import type { Validator, ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import * as z from "zod";
import { consensusAddressBytes } from "../../ccv/consensus-address.ts";
import { MAX_INT64 } from "../../ccv/rules/number-rules.ts";

const [PREVOTE, PRECOMMIT] = [1, 2];
const HASH_LENGTH = 32;
const LONGEST_SIGNATURE = 64;
/** @see MaxTotalVotingPower in types/validator_set.go of CometBFT */
const LARGEST_POWER = MAX_INT64 / 8n;

const bytes = z.instanceof(Uint8Array);
const isHashOrNone = ({ length }: Uint8Array): boolean => length === 0 || length === HASH_LENGTH;
const hash = bytes.refine(isHashOrNone, { error: `${HASH_LENGTH} bytes, or none` });

/** Of a block, or all empty for none. @see ValidateBasic of BlockID and of Vote */
const blockId = z.object({ hash, partSetHeader: z.object({ total: z.int().min(0), hash }) }).refine(
  ({ hash: block, partSetHeader: { total, hash: parts } }) => {
    const isEmpty = [block.length, total, parts.length].every((length) => length === 0);
    return isEmpty || (block.length > 0 && total > 0 && parts.length > 0);
  },
  { error: "the id of a block, or of none" },
);

/** @see ValidateBasic of Vote in types/vote.go of CometBFT 0.38 */
export const voteSchema = z
  .object({
    type: z.union([z.literal(PREVOTE), z.literal(PRECOMMIT)], { error: "1, a prevote, or 2, a precommit" }),
    height: z.bigint().min(1n, { error: "a height above 0" }),
    round: z.int().min(0, { error: "0 or more" }),
    blockId,
    validatorAddress: bytes.refine(({ length }) => length === 20, { error: "20 bytes" }),
    validatorIndex: z.int().min(0, { error: "0 or more" }),
    signature: bytes.refine(({ length }) => length > 0 && length <= LONGEST_SIGNATURE, { error: "1 to 64 bytes" }),
    extension: bytes,
    extensionSignature: bytes.refine(({ length }) => length <= LONGEST_SIGNATURE, { error: "at most 64 bytes" }),
  })
  .refine(
    ({ type, blockId: { hash: block }, extension, extensionSignature }) =>
      (type === PRECOMMIT && block.length > 0) || extension.length + extensionSignature.length === 0,
    { error: "no extension, but in a precommit for a block", path: ["extension"] },
  )
  .refine(({ extension, extensionSignature }) => extension.length === 0 || extensionSignature.length > 0, {
    error: "a signature for the extension",
    path: ["extensionSignature"],
  });

/** Undefined for a key of another kind than ed25519, whose address is made otherwise. */
function addressOf({ pubKey }: Partial<Validator>): Uint8Array | undefined {
  return pubKey?.ed25519 && consensusAddressBytes(pubKey.ed25519);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

const validator = z
  .object({
    address: bytes,
    pubKey: z.object({
      ed25519: bytes.refine(({ length }) => length === 32, { error: "32 bytes" }).optional(),
      secp256k1: bytes.refine(({ length }) => length === 33, { error: "33 bytes" }).optional(),
    }),
    votingPower: z.bigint().min(0n, { error: "0 or more" }),
  })
  .refine(({ pubKey }) => pubKey.ed25519 ?? pubKey.secp256k1, { error: "a validator with a key", path: ["pubKey"] })
  .refine((value) => isSame(value.address, addressOf(value as Partial<Validator>) ?? value.address), {
    error: "the address of the key",
    path: ["address"],
  });

/** @see ValidatorSetFromProto in types/validator_set.go of CometBFT 0.38 */
export const validatorSetSchema = z
  .object({
    validators: z.array(validator).min(1, { error: "a validator at least" }),
    proposer: validator,
  })
  .refine(({ validators }) => validators.reduce((sum, each) => sum + each.votingPower, 0n) <= LARGEST_POWER, {
    error: `powers of ${LARGEST_POWER} together at most`,
    path: ["validators"],
  })
  .refine(({ validators, proposer }) => validators.some(({ address }) => isSame(address, proposer.address)), {
    error: "a validator of the set",
    path: ["proposer"],
  });

/** True where the set has a validator with this address. */
export function hasMember({ validators }: ValidatorSet, address: Uint8Array): boolean {
  return validators.some((each) => isSame(each.address, address));
}
