/**
 * The two JSON forms of the Cosmos SDK: `amino` is what Ledgers and multisig members sign, `proto` what transaction
 * files and REST hold.
 * @see x/tx/signing/aminojson of the Cosmos SDK, jsonpb of gogoproto
 */
export type JsonForm = "amino" | "proto";

/** How the values of one protobuf type stand in JSON. Both directions lose nothing. */
export interface JsonType<T> {
  /** @throws JsonProblem where the form cannot say the value */
  toJson(value: T, form: JsonForm): unknown;
  /** @throws JsonProblem where the JSON is not of this type */
  fromJson(json: unknown, form: JsonForm): T;
  /** True for what is not on the wire: amino leaves it out too. */
  isAbsent(value: T): boolean;
  /** What a missing field stands for. */
  absent(): T;
}

/** A value that one of the forms cannot say, or JSON that says something else; `path` leads to it. */
export class JsonProblem extends Error {
  readonly path: readonly string[];
  readonly got: string;
  readonly wanted: string;

  constructor(got: string, wanted: string, path: readonly string[] = []) {
    super(`got ${got}, wanted ${wanted}`);
    this.got = got;
    this.wanted = wanted;
    this.path = path;
  }
}

/** Adds where it happened to the problem that `work` throws. */
export function inField<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new JsonProblem(error.got, error.wanted, [name, ...error.path]);
  }
}

/** JSON as text for messages, cut where it is long. */
export function shown(json: unknown): string {
  return (JSON.stringify(json) ?? "nothing").slice(0, 80);
}

/** The fields of a JSON object. @throws JsonProblem for anything else */
export function jsonObject(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new JsonProblem(shown(json), "an object");
}
