import { IcsError, type IcsErrorContexts } from "../../errors.ts";

/** Why a key was refused. */
export type KeyRefusal = IcsErrorContexts["VALIDATOR_KEY_REFUSED"]["reason"];

const advice: Readonly<Record<KeyRefusal, string>> = {
  "in-use": "One key must never sign for two chains: generate one for each.",
  "signs-already": "Two nodes with one key sign twice, and are punished for it: stop that node for good first.",
  "other-key": "Move the other key away yourself, once its node has stopped for good and nothing expects it.",
  "state-missing": "What the key has signed is not known there: bring its priv_validator_state.json along.",
  exists: "Nothing was changed.",
  missing: 'See "icskit validator keys list".',
  locked: "Nothing was changed.",
};

/** The error of a key that cannot be used so; never holds anything of its private half. */
export function keyRefused(publicKey: string, reason: KeyRefusal, what: string): IcsError<"VALIDATOR_KEY_REFUSED"> {
  const name = publicKey === "" ? "The key" : `The key ${publicKey}`;
  return new IcsError("VALIDATOR_KEY_REFUSED", `${name} is refused: ${what}\n${advice[reason]}`, { publicKey, reason });
}
