import type { IcsError } from "../../errors.ts";
import type { NotSubmittedReason } from "./evidence.ts";

/**
 * The words by which a provider refuses evidence for good; a refusal in simulation has no code.
 * @see x/ccv/provider/keeper/consumer_equivocation.go and msg_server.go of interchain-security v7.0.1,
 * modules/light-clients/07-tendermint/misbehaviour_handle.go of ibc-go v10
 */
const refusals: ReadonlyArray<readonly [RegExp, NotSubmittedReason]> = [
  [/validator is tombstoned/, "already-punished"],
  [/failed to slash, jail, or tombstone all validators: \[\]/, "nobody-to-punish"],
  [/failed to slash, jail, or tombstone all validators/, "already-punished"],
  [/with status Frozen/, "already-punished"],
  [/validator is unbonded|address is not associated with any known validator/, "validator-gone"],
  [/is too old - evidence height|could not get trusted consensus state|trusting period|with status Expired/, "too-old"],
  [
    /cannot find consumer chain|non-existent consumer chain|no consumer chain with this consumer id/,
    "consumer-unknown",
  ],
  [
    /infraction block header validator set|invalid double voting|verifying Vote|invalid (ibc )?misbehaviour|conflicting headers|too much change/i,
    "not-provable",
  ],
];

/** Why the provider will never take the evidence; undefined for a failure that is no verdict on it. */
export function refusalReason(error: IcsError): NotSubmittedReason | undefined {
  if (error.code === "CCV_EVIDENCE_UNPROVABLE" || error.code === "TX_MESSAGE_INVALID") return "not-provable";
  if (error.code !== "TX_REFUSED" && error.code !== "TX_FAILED") return undefined;
  const { log } = (error as IcsError<"TX_REFUSED" | "TX_FAILED">).context;
  return refusals.find(([words]) => words.test(log))?.[1];
}
