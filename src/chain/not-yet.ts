import { jsonText } from "../errors.ts";

/**
 * What a node says of a height that it does not have yet: another one behind the same address has it already, or this
 * one is between storing a block and its results.
 * @see getHeight in rpc/core/env.go and LoadFinalizeBlockResponse in state/store.go of CometBFT 0.38,
 * CreateQueryContext in baseapp/abci.go of the Cosmos SDK
 */
const NOT_YET =
  /must be less than or equal to the current blockchain height|could not find results for height|cannot query with height in the future|please wait for first block/;

/**
 * A store without the height says no more than this, whether it is still to come or was pruned.
 * @see Query in store/iavl/store.go and store/rootmulti/store.go of the Cosmos SDK
 */
const NOT_THERE = /version does not exist|ensure height has not been pruned/;

/** True for a refusal that says that the node does not have a height yet. */
export function isNotYet(refusal: string): boolean {
  return NOT_YET.test(refusal);
}

/** True for a node's answer without the height asked for, where that height is a recent one. */
export function lacksRecentHeight(answer: { readonly error?: unknown; readonly result?: unknown }): boolean {
  if (answer.error !== undefined) return isNotYet(jsonText(answer.error) ?? "");
  const log = (answer.result as { response?: { log?: unknown } } | null | undefined)?.response?.log;
  return typeof log === "string" && (isNotYet(log) || NOT_THERE.test(log));
}
