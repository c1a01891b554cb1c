import { consensusAddress } from "../../src/index.ts";
import { type ConsensusKey, createConsensusKey } from "../node/consensus-key.ts";

/**
 * A trace tells public keys only: each gets a key of ours in its place on one chain, so that nodes can sign with it.
 */
export class TraceKeys {
  readonly #byAddress = new Map<string, ConsensusKey>();

  /** Has a key of the trace stand for one that a node was given. */
  stand(traceKey: string, key: ConsensusKey): void {
    this.#byAddress.set(addressOf(traceKey), key);
  }

  /** Our key for one of the trace's, written as `MsgAssignConsumerKey` takes it. */
  ours(traceKey: string): ConsensusKey {
    const known = this.#byAddress.get(addressOf(traceKey));
    if (known !== undefined) return known;
    const key = createConsensusKey();
    this.stand(traceKey, key);
    return key;
  }

  /** Our key for the trace's `cosmosvalcons…` address; undefined where no action of the trace had its key. */
  ofAddress(address: string): ConsensusKey | undefined {
    return this.#byAddress.get(address);
  }

  has(traceKey: string): boolean {
    return this.#byAddress.has(addressOf(traceKey));
  }
}

function addressOf(traceKey: string): string {
  const { key } = JSON.parse(traceKey) as { readonly key: string };
  return consensusAddress(new Uint8Array(Buffer.from(key, "base64")), "cosmos");
}
