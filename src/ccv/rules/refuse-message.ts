import type * as z from "zod";
import { IcsError, jsonText, type Problem, problemLines } from "../../errors.ts";

/** Everything that a schema finds wrong, by field path; `[]` where it finds nothing. */
export function problemsOf(schema: z.ZodType, input: unknown): Problem[] {
  const verdict = schema.safeParse(input);
  return (verdict.error?.issues ?? []).map((issue) => ({
    name: issue.path.join("."),
    got: describe(issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], input)),
    wanted: issue.message,
  }));
}

/** As `problemsOf`, of what stands at a path of the message. */
export function problemsAt(path: string, schema: z.ZodType, input: unknown): Problem[] {
  return problemsOf(schema, input).map((problem) => ({
    ...problem,
    name: problem.name === "" ? path : `${path}.${problem.name}`,
  }));
}

/** Throws where there are problems. @throws TX_MESSAGE_INVALID with every one of them */
export function refuseMessage(typeUrl: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const chain = typeUrl.includes(".ccv.consumer.") ? "consumer" : "provider";
  throw new IcsError(
    "TX_MESSAGE_INVALID",
    `The ${chain} would refuse this ${typeUrl.split(".").at(-1)}; nothing was sent\n${problemLines(problems)}`,
    { typeUrl, problems },
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 80)}"`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return jsonText(value) ?? "nothing";
}
