import { toBase64 } from "@cosmjs/encoding";
import { isMissingBetween } from "../missing.ts";
import type { Timeline } from "../timeline.ts";
import type { Invariant } from "./invariant.ts";

/** No two validators have the same key on a consumer. @see AssignConsumerKey in x/ccv/provider/keeper/key_assignment.go */
export const oneValidatorPerKey: Invariant = {
  name: "one-validator-per-key",
  check: (timeline, event) => {
    switch (event.kind) {
      case "consumerKeyAssigned":
      case "optedIn": {
        const { consumerKey, providerOperatorAddress } = event;
        if (consumerKey === undefined) return undefined;
        const other = otherHolder(timeline, event.height, consumerKey, providerOperatorAddress);
        return other && `${providerOperatorAddress} was given the consumer key of ${other}`;
      }
      case "providerStateRead": {
        const keys = event.validators.map(({ pubkey }) => toBase64(pubkey));
        const twice = keys.find((key, index) => keys.indexOf(key) !== index);
        return twice && `two validators have the key ${twice} in the consumer's set at height ${event.height}`;
      }
      default:
        return undefined;
    }
  },
};

/** Who may have changed its key in a gap is not counted. */
function otherHolder(
  { validators, missing }: Timeline,
  height: bigint,
  consumerKey: string,
  address: string,
): string | undefined {
  const holder = [...validators.values()].find(
    ({ key, providerOperatorAddress }) =>
      providerOperatorAddress !== address &&
      key !== undefined &&
      keyOf(key.consumerKey) === keyOf(consumerKey) &&
      !isMissingBetween(missing.provider, key.height, height),
  );
  return holder?.providerOperatorAddress;
}

/** The key itself: messages may write the JSON around it in several ways. */
function keyOf(json: string): string {
  return /"key"\s*:\s*"([^"]*)"/.exec(json)?.[1] ?? json;
}
