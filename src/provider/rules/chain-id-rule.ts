import type * as z from "zod";
import { MAX_UINT64 } from "../../ccv/rules/number-rules.ts";
import { textRule } from "../../ccv/rules/text-rules.ts";
import { revisionNumber } from "../../chain/chain-id.ts";
import type { Problem } from "../../errors.ts";
import type { InitializationParameters } from "../parameters.ts";

const reservedChainIds = ["neutron-1", "stride-1"];
/** Of the initial height that the provider takes where no parameters are given, for any chain id. */
const DEFAULT_REVISION = 1n;

/** @see ValidateChainId in x/ccv/provider/types/msg.go, ParseChainID in modules/core/02-client/types/height.go of ibc-go */
export const chainIdRule: z.ZodString = textRule(50)
  .refine((value) => !reservedChainIds.includes(value), { error: "a chain id that is not reserved" })
  .refine((value) => revisionNumber(value) <= MAX_UINT64, { error: "a chain id whose revision is a uint64" });

/**
 * What is wrong with the initial height of a consumer with this chain id.
 * @see ValidateInitialHeight in x/ccv/provider/types/msg.go
 */
export function initialHeightProblems(chainId: string, given: InitializationParameters | undefined): Problem[] {
  const revision = given?.initialHeight.revisionNumber;
  const wanted = revisionNumber(chainId);
  if (revision === undefined || revision === wanted) return [];
  const name = "initializationParameters.initialHeight.revisionNumber";
  return [{ name, got: `${revision}`, wanted: `${wanted}, the revision of chain id "${chainId}"` }];
}

/**
 * What is wrong with leaving the initialization parameters out.
 * @see DefaultConsumerInitializationParameters in x/ccv/provider/types/provider.go
 */
export function defaultHeightProblems(chainId: string, given: InitializationParameters | undefined): Problem[] {
  const revision = revisionNumber(chainId);
  if (given !== undefined || revision === DEFAULT_REVISION) return [];
  const wanted = `parameters with revision number ${revision}: the provider's own begin at revision ${DEFAULT_REVISION}`;
  return [{ name: "initializationParameters", got: "nothing", wanted }];
}
