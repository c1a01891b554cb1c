import { sha256 } from "@cosmjs/crypto";
import { toHex, toUtf8 } from "@cosmjs/encoding";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import { type Problem, problemLines } from "../../errors.ts";
import type { ConsumerSpec } from "../consumer-spec.ts";
import { specInvalid } from "../spec-messages.ts";
import { withAccounts } from "./genesis-accounts.ts";
import { isJsonObject, mergePatch, valueAt } from "./merge-patch.ts";

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
    initial_height: heightAs(base.initial_height, initialization.initialHeight),
    app_state: { ccvconsumer: null },
  });
  return mergePatch(mergePatch(file, { app_state: { ccvconsumer: ccv } }), genesis.changes);
}

/**
 * A height as the base's binary writes it. An SDK of 0.50 or later that finds a text there takes the file for one of
 * CometBFT's, and leaves out `consensus`; an older one refuses a number.
 * @see AppGenesisFromReader in x/genutil/types/genesis.go of the Cosmos SDK
 */
function heightAs(present: unknown, height: bigint): number | string {
  return typeof present === "number" ? Number(height) : height.toString();
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

/**
 * Where a file differs from what the provider and the spec make of it; `[]` where nodes that run it can be secured, and
 * agree with all others. Everything counts but what means the same to a node, or nothing, as binaries write files anew:
 * order and spaces; `app_name` and `app_version`; an `app_hash` that is empty, null or not there; other digits of the same
 * `genesis_time`. A text for a number counts: by that of `initial_height` a node takes or leaves `consensus`.
 * @see AppGenesis in x/genutil/types/genesis.go of the Cosmos SDK
 */
export function genesisDifferences(file: JsonObject, expected: JsonObject): Problem[] {
  return differences("", comparable(file), comparable(expected));
}

/** The same for files that say the same to a node. */
function comparable(genesis: JsonObject): JsonObject {
  const { app_name: _name, app_version: _version, app_hash, genesis_time, ...rest } = genesis;
  return {
    ...(genesis_time !== undefined && { genesis_time: instant(genesis_time) }),
    ...(app_hash !== undefined && app_hash !== null && app_hash !== "" && { app_hash }),
    ...rest,
  };
}

/** A time in UTC, to the last digit that it has: a date would drop those below the millisecond. */
function instant(time: unknown): unknown {
  const [, seconds, digits = "", zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(String(time)) ?? [];
  const at = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(at)) return time;
  const fraction = digits.replace(/0+$/, "");
  return `${new Date(at).toISOString().slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/** Values that differ, by path. */
function differences(path: string, got: unknown, wanted: unknown): Problem[] {
  if (isJsonObject(got) && isJsonObject(wanted)) {
    const keys = new Set([...Object.keys(got), ...Object.keys(wanted)]);
    const name = (key: string): string => (path === "" ? key : `${path}.${key}`);
    return [...keys].flatMap((key) => differences(name(key), got[key], wanted[key]));
  }
  if (Array.isArray(got) && Array.isArray(wanted)) {
    const all = got.length > wanted.length ? got : wanted;
    return all.flatMap((_, index) => differences(`${path}[${index}]`, got[index], wanted[index]));
  }
  const [left, right] = [jsonOf(got), jsonOf(wanted)];
  return left === right ? [] : [{ name: path, got: left.slice(0, 200), wanted: right.slice(0, 200) }];
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
