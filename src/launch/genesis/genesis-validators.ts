import { toBase64 } from "@cosmjs/encoding";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import type { OverviewValidator } from "../../provider/consumer-overview-validators.ts";
import type { GenesisValidator } from "../diagnose.ts";
import { specInvalid } from "../spec-messages.ts";
import { textAt, valueAt } from "./merge-patch.ts";

/**
 * The first validator set of a consumer's genesis file, with what the provider calls each, where that is known.
 * @throws CONFIG_INVALID for a file without one
 */
export function genesisValidators(
  genesis: JsonObject,
  known: readonly OverviewValidator[] = [],
): readonly GenesisValidator[] {
  const set = valueAt(genesis, "app_state", "ccvconsumer", "provider", "initial_val_set");
  if (!Array.isArray(set) || set.length === 0) {
    throw specInvalid(
      "The genesis file has no validators\nMake it with icskit consumer genesis, once the consumer has launched.",
      [
        {
          name: "app_state.ccvconsumer.provider.initial_val_set",
          got: "nothing",
          wanted: "the validators that the provider leased",
        },
      ],
    );
  }
  const byKey = new Map(
    known.flatMap((each) => (each.consumerKey ? [[toBase64(each.consumerKey), each] as const] : [])),
  );
  return set.map((each: unknown) => {
    const key = textAt(each, "pub_key", "ed25519") ?? "";
    const power = BigInt(String(valueAt(each, "power") ?? 0));
    const validator = byKey.get(key);
    return {
      key,
      power,
      moniker: validator?.moniker ?? "",
      providerOperatorAddress: validator?.providerOperatorAddress,
    };
  });
}
