import type { QueryOptions } from "../chain/query.ts";
import { IcsError } from "../errors.ts";
import type { ConsumerChain } from "../provider/consumer-chain.ts";
import type { ProviderExtension } from "../provider/queries.ts";
import type { ConsumerSpec } from "./consumer-spec.ts";

/** By what a consumer is found on its provider. */
export interface WantedConsumer {
  readonly spec: Pick<ConsumerSpec, "chainId" | "metadata">;
  readonly owner: string;
  /** Known from an earlier run, or given by the user. */
  readonly consumerId?: string | undefined;
}

type Queries = ProviderExtension["provider"];

/**
 * The consumer that a spec made, found by its id or else by owner, chain id and metadata; undefined where there is none
 * yet. One that was stopped or deleted is found only by its id.
 * @throws CCV_CONSUMER_NOT_FOUND for an id that does not exist, CONFIG_INVALID for one of another chain, or where
 * several fit
 */
export async function findSpecConsumer(
  queries: Queries,
  wanted: WantedConsumer,
  options: QueryOptions = {},
): Promise<ConsumerChain | undefined> {
  const { spec, owner, consumerId } = wanted;
  if (consumerId !== undefined) {
    const chain = await queries.consumerChain(consumerId, options);
    if (chain.chainId === spec.chainId) return chain;
    throw ambiguous(
      `Consumer ${consumerId} is "${chain.chainId}", and the spec is of "${spec.chainId}"`,
      chain.chainId,
      `a consumer of chain id "${spec.chainId}"; remove the id to create or find one`,
    );
  }
  const candidates: string[] = [];
  for await (const summary of queries.consumerChains(undefined, options)) {
    const isAlive = summary.phase !== "STOPPED" && summary.phase !== "DELETED";
    if (isAlive && summary.chainId === spec.chainId && sameMetadata(summary.metadata, spec.metadata)) {
      candidates.push(summary.consumerId);
    }
  }
  const chains = await Promise.all(candidates.map((id) => queries.consumerChain(id, options)));
  const own = chains.filter(({ ownerAddress }) => ownerAddress === owner);
  if (own.length > 1) {
    const ids = own.map((chain) => chain.consumerId).join(", ");
    throw ambiguous(`${owner} owns ${own.length} consumers like this spec: ${ids}`, ids, "the id of one of them");
  }
  return own[0];
}

function sameMetadata(left: ConsumerChain["metadata"], right: ConsumerSpec["metadata"]): boolean {
  return left?.name === right.name && left.description === right.description && left.metadata === right.metadata;
}

function ambiguous(firstLine: string, got: string, wanted: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `${firstLine}\nGive ${wanted} as consumerId.`, {
    problems: [{ name: "consumerId", got, wanted }],
  });
}
