import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { queryClientState, queryConsensusHeights, queryConsensusState } from "../../ibc/client-state.ts";
import { headerSource, lightClientHeader, type SignedBlock } from "../../ibc/header.ts";
import { msgSubmitConsumerDoubleVoting } from "../../provider/evidence-messages.ts";
import { isTrusted, type TrustLevel } from "../clients/header-path.ts";
import type { ConflictingHeader, DoubleVote } from "./evidence.ts";

/** The chains and ids that evidence is proven with. */
export interface EvidenceScene {
  readonly provider: ChainConnection;
  readonly consumer: ChainConnection;
  readonly consumerId: string;
  /** The provider's client of the consumer. */
  readonly clientId: string;
}

/**
 * The message that has a double voter punished. Of the header the provider reads only the validator set.
 * @throws TX_MESSAGE_INVALID, RPC_QUERY_FAILED where the consumer's node no longer has the height, RPC_UNREACHABLE
 */
export async function doubleVoteMessage(
  { consumer, consumerId }: EvidenceScene,
  submitter: string,
  { evidence, height }: DoubleVote,
): Promise<EncodeObject> {
  const source = headerSource(consumer);
  const block = await source.block(height);
  const validators = await source.validators(height, block.validatorsHash);
  const infractionBlockHeader = lightClientHeader(consumer.chainId, block, validators, height - 1n, validators);
  return msgSubmitConsumerDoubleVoting({
    submitter,
    consumerId,
    duplicateVoteEvidence: evidence,
    infractionBlockHeader,
  });
}

/** How many heights are tried as the one from which the consumer's own header is proven. */
const MAX_TRUSTED_HEIGHTS = 50;

/**
 * A conflicting header beside the consumer's own, each verifiable by the provider's client. The client may have been
 * led astray further: the own header is proven from a height of which it still holds the truth.
 * @throws CCV_EVIDENCE_UNPROVABLE where there is none, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function createMisbehaviour(scene: EvidenceScene, conflict: ConflictingHeader): Promise<Misbehaviour> {
  const { provider, consumer, clientId } = scene;
  const state = await queryClientState(provider, clientId);
  const block = await headerSource(consumer).block(conflict.height);
  for await (const trustedHeight of trustedHeights(scene, conflict)) {
    const trusted = state && (await trustedValidators(scene, trustedHeight, block, state.trustLevel));
    if (trusted === undefined) continue;
    const validators = await headerSource(consumer).validators(conflict.height, block.validatorsHash);
    const header2 = lightClientHeader(consumer.chainId, block, validators, trustedHeight, trusted);
    return { clientId, header1: conflict.header, header2 };
  }
  throw new IcsError(
    "CCV_EVIDENCE_UNPROVABLE",
    `Client ${clientId} on ${provider.chainId} was shown a header of ${consumer.chainId} at height ${conflict.height} that the chain does not have, and holds no height from which the chain's own can be proven\nUse a node of ${consumer.chainId} that has kept the validators of the heights that the client trusts.`,
    { consumerId: scene.consumerId, height: conflict.height },
  );
}

/** Heights below the conflict of which the client has consensus states: first the one that the header names, then downwards. */
async function* trustedHeights(
  { provider, clientId }: EvidenceScene,
  conflict: ConflictingHeader,
): AsyncGenerator<bigint> {
  const named = conflict.header.trustedHeight?.revisionHeight ?? 0n;
  if (named > 0n) yield named;
  const heights = await queryConsensusHeights(provider, clientId);
  const below = heights.filter((height) => height < conflict.height && height !== named);
  yield* below.reverse().slice(0, MAX_TRUSTED_HEIGHTS);
}

/** The validators after a height, where the client holds the truth of it and trusts the block from there; else undefined. */
async function trustedValidators(
  { provider, consumer, clientId }: EvidenceScene,
  height: bigint,
  block: SignedBlock,
  trustLevel: TrustLevel,
): Promise<Parameters<typeof lightClientHeader>[4] | undefined> {
  const source = headerSource(consumer);
  const consensus = await queryConsensusState(provider, clientId, consumer.chainId, height);
  if (consensus === undefined) return undefined;
  try {
    const { nextValidatorsHash } = await source.block(height);
    if (Buffer.compare(nextValidatorsHash, consensus.nextValidatorsHash) !== 0) return undefined;
    const validators = await source.validators(height + 1n, nextValidatorsHash);
    const { commit } = block.signedHeader;
    return commit !== undefined && isTrusted(commit, validators, trustLevel) ? validators : undefined;
  } catch (error) {
    if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined; // Pruned: another height may do.
    throw error;
  }
}
