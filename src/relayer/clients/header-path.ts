import { toHex } from "@cosmjs/encoding";
import type { Commit } from "cosmjs-types/tendermint/types/types";
import { BlockIDFlag, type Validator } from "cosmjs-types/tendermint/types/validator";

/** A part of the trusted power, as a light client's state has it; mostly one third. */
export interface TrustLevel {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * True where a client that trusts these validators accepts a later block, not the very next, with this commit: more than
 * the trust level of their power has signed it.
 * @see VerifyCommitLightTrusting in types/validation.go of CometBFT
 */
export function isTrusted(
  commit: Pick<Commit, "signatures">,
  trustedValidators: readonly Pick<Validator, "address" | "votingPower">[],
  { numerator, denominator }: TrustLevel,
): boolean {
  const total = trustedValidators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
  const powers = new Map(trustedValidators.map(({ address, votingPower }) => [toHex(address), votingPower]));
  let signed = 0n;
  for (const { blockIdFlag, validatorAddress } of commit.signatures) {
    if (blockIdFlag !== BlockIDFlag.BLOCK_ID_FLAG_COMMIT) continue;
    signed += powers.get(toHex(validatorAddress)) ?? 0n;
  }
  return denominator > 0n && signed > (total * numerator) / denominator;
}

/**
 * The heights that lead a client from what it trusts to `target`, ascending, `target` last. Each is the farthest that
 * halving the way finds, since every header costs the host gas and bytes. `reaches` tells whether a header can be
 * verified from another one below it; it is not asked of neighbours: the next block's validators are always known.
 * @see verifySkipping in light/client.go of CometBFT, which takes nearer steps
 */
export async function headerPath(
  trusted: bigint,
  target: bigint,
  reaches: (from: bigint, to: bigint) => Promise<boolean>,
): Promise<readonly bigint[]> {
  const path: bigint[] = [];
  let from = trusted;
  while (from + 1n < target && !(await reaches(from, target))) {
    let near = from + 1n;
    for (let far = target; far - near > 1n; ) {
      const middle = (near + far) / 2n;
      if (await reaches(from, middle)) near = middle;
      else far = middle;
    }
    path.push(near);
    from = near;
  }
  return [...path, target];
}
