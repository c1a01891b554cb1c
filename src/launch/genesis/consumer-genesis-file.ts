import { sha256 } from "@cosmjs/crypto";
import { toHex, toUtf8 } from "@cosmjs/encoding";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import { type Problem, problemLines } from "../../errors.ts";
import type { ConsumerSpec } from "../consumer-spec.ts";
import { specInvalid } from "../spec-messages.ts";
import { withAccounts } from "./genesis-accounts.ts";
import { isJsonObject, mergePatch, textAt, valueAt } from "./merge-patch.ts";

/** What a consumer's genesis file is made of. */
export interface GenesisInput {
  readonly spec: ConsumerSpec;
  /** The file that the consumer's binary wrote with `init`, or one of the team's own. */
  readonly base: JsonObject;
  /** `ccvGenesis` of what the provider told. */
  readonly ccv: JsonObject;
  /** Time of the provider's launch block: the first consensus state of its client. */
  readonly launchedAt: Date;
}

/**
 * The genesis file of a launched consumer: the same for everybody who makes it from the same base, spec and provider.
 * @throws CONFIG_INVALID for a base without `app_state.ccvconsumer`, or a genesis time before the launch
 */
export function makeConsumerGenesis({ spec, base, ccv, launchedAt }: GenesisInput): JsonObject {
  const { chainId, initialization, genesis } = spec;
  const problems = baseProblems(base);
  // The first header must be later than the client's first consensus state.
  const time = genesis.time ?? new Date(launchedAt.getTime() + 1).toISOString();
  if (Date.parse(time) <= launchedAt.getTime()) {
    const wanted = `a time after ${launchedAt.toISOString()}, when the provider launched the consumer; or leave it out`;
    problems.push({ name: "genesis.time", got: time, wanted });
  }
  if (problems.length > 0) {
    throw specInvalid(`No genesis file can be made of this spec\n${problemLines(problems)}`, problems);
  }
  const file = mergePatch(withAccounts(base, genesis.accounts), {
    chain_id: chainId,
    genesis_time: time,
    initial_height: initialization.initialHeight.toString(),
    app_state: { ccvconsumer: null },
  });
  return mergePatch(mergePatch(file, { app_state: { ccvconsumer: ccv } }), genesis.changes);
}

function baseProblems(base: JsonObject): Problem[] {
  return ["ccvconsumer", "auth", "bank"]
    .filter((module) => !isJsonObject(valueAt(base, "app_state", module)))
    .map((module) => ({
      name: "genesis.base",
      got: `no app_state.${module}`,
      wanted: "a genesis file that a consumer's binary wrote with init",
    }));
}

/** The text of a genesis file: what is hashed, written and handed on. */
export function genesisText(genesis: JsonObject): string {
  return `${JSON.stringify(genesis, undefined, 2)}\n`;
}

/** SHA-256 in lower-case hex, as `sha256sum` prints it. */
export function hashOf(content: string | Uint8Array): string {
  return toHex(sha256(typeof content === "string" ? toUtf8(content) : content));
}

/** Where a file differs from what the provider and the spec make of it; `[]` where nodes that run it can be secured. */
export function genesisDifferences(file: JsonObject, expected: JsonObject): Problem[] {
  const heads = ["chain_id", "initial_height"].flatMap((key) =>
    difference(key, textAt(file, key) ?? valueAt(file, key), valueAt(expected, key)),
  );
  const [time, earliest] = [textAt(file, "genesis_time") ?? "", textAt(expected, "genesis_time") ?? ""];
  const early = Date.parse(time) >= Date.parse(earliest) ? [] : difference("genesis_time", time, earliest);
  const ccv = (genesis: JsonObject) => valueAt(genesis, "app_state", "ccvconsumer");
  return [...heads, ...early, ...deepDifferences("app_state.ccvconsumer", ccv(file), ccv(expected))];
}

/** Values that differ, by path; of lists the shorter text of the whole. */
function deepDifferences(path: string, got: unknown, wanted: unknown): Problem[] {
  if (!isJsonObject(got) || !isJsonObject(wanted)) return difference(path, got, wanted);
  return [...new Set([...Object.keys(got), ...Object.keys(wanted)])].flatMap((key) =>
    deepDifferences(`${path}.${key}`, got[key], wanted[key]),
  );
}

function difference(name: string, got: unknown, wanted: unknown): Problem[] {
  const [left, right] = [canonical(got), canonical(wanted)];
  return left === right ? [] : [{ name, got: left.slice(0, 200), wanted: right.slice(0, 200) }];
}

/** JSON with sorted keys; a number is as good as its digits in a text. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      isJsonObject(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
        : item,
    ) ?? "nothing"
  );
}
