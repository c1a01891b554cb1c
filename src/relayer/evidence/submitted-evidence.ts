import type { Block } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { txMessages } from "../../chain/tx-messages.ts";
import {
  MsgSubmitConsumerDoubleVoting,
  MsgSubmitConsumerMisbehaviour,
} from "../../codec/interchain_security/ccv/provider/v1/tx.ts";
import { isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { committedHash, conflictKey, doubleVoteKey, upperHex } from "./evidence.ts";

/** The accepted transaction that brought evidence to the provider. */
export interface SubmittedBefore {
  /** Upper-case hex. */
  readonly txHash: string;
  readonly height: bigint;
}

const eventTypes = ["submit_consumer_double_voting", "submit_consumer_misbehaviour"] as const;

/**
 * What the provider has accepted of one consumer's evidence, from whomever: read from its blocks as they come, and from
 * its index of transactions for what was before. The index may be some blocks late, hence both.
 */
export class EvidenceRecord {
  readonly #provider: ChainConnection;
  readonly #consumerId: string;
  readonly #logger: Logger;
  readonly #known = new Map<string, SubmittedBefore>();

  constructor(provider: ChainConnection, consumerId: string, logger: Logger) {
    this.#provider = provider;
    this.#consumerId = consumerId;
    this.#logger = logger;
  }

  /** Takes in the evidence that a block of the provider accepted. */
  read({ txs, height }: Pick<Block, "txs" | "height">): void {
    for (const tx of txs) {
      const isEvidence =
        tx.code === 0 && tx.events.some(({ type }) => (eventTypes as readonly string[]).includes(type));
      if (isEvidence) this.#take(tx.bytes, { txHash: tx.hash, height });
    }
  }

  /**
   * The transaction that brought this evidence; undefined for none. Where the provider's node keeps no index, only what
   * came since the watch began is known.
   * @throws RPC_UNREACHABLE, RPC_RESPONSE_INVALID
   */
  async find(key: string): Promise<SubmittedBefore | undefined> {
    if (!this.#known.has(key)) await Promise.all(eventTypes.map((type) => this.#search(type)));
    return this.#known.get(key);
  }

  async #search(eventType: string): Promise<void> {
    const query = `${eventType}.consumer_id='${this.#consumerId}'`;
    try {
      const { txs } = await this.#provider.comet.txSearchAll({ query });
      for (const { tx, hash, height } of txs) this.#take(tx, { txHash: upperHex(hash), height: BigInt(height) });
    } catch (error) {
      if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
      this.#logger.warn("the provider's node does not tell which evidence it has had", { error: error.message });
    }
  }

  #take(tx: Uint8Array, where: SubmittedBefore): void {
    for (const key of submittedKeys(tx, this.#consumerId)) if (!this.#known.has(key)) this.#known.set(key, where);
  }
}

/** The keys of the evidence of one consumer in an encoded transaction. */
export function submittedKeys(tx: Uint8Array, consumerId: string): readonly string[] {
  return txMessages(tx).flatMap(({ typeUrl, value }) => {
    if (typeUrl === MsgSubmitConsumerDoubleVoting.typeUrl) {
      const message = MsgSubmitConsumerDoubleVoting.decode(value);
      const vote = message.duplicateVoteEvidence?.voteA;
      if (vote === undefined || message.consumerId !== consumerId) return [];
      return [doubleVoteKey(upperHex(vote.validatorAddress), vote.height)];
    }
    if (typeUrl === MsgSubmitConsumerMisbehaviour.typeUrl) {
      const { misbehaviour, consumerId: ofConsumer } = MsgSubmitConsumerMisbehaviour.decode(value);
      const { header1, header2 } = misbehaviour ?? {};
      const height = header1?.signedHeader?.header?.height;
      if (!header1 || !header2 || height === undefined || ofConsumer !== consumerId) return [];
      return [conflictKey(height, [committedHash(header1), committedHash(header2)])];
    }
    return [];
  });
}
