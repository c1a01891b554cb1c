import { readFile, writeFile } from "node:fs/promises";
import * as z from "zod";
import { consumerPhases } from "../../ccv/phase.ts";
import { IcsError, jsonText, problemLines } from "../../errors.ts";
import { changedConsumers, type Plan, type PlannedChanges } from "../../validator/plan/plan.ts";

const key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, { error: "an ed25519 key in base64" });
const change = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("opt-in"), key: key.exactOptional() }),
  z.strictObject({ kind: z.literal("opt-out") }),
  z.strictObject({ kind: z.literal("assign-key"), key }),
  z.strictObject({ kind: z.literal("set-commission"), rate: z.string() }),
]);

const planFileSchema = z.strictObject({
  version: z.literal(1),
  providerChainId: z.string(),
  operatorAddress: z.string(),
  height: z.string().regex(/^\d+$/),
  consumers: z.array(
    z.strictObject({
      consumerId: z.string().regex(/^\d+$/),
      chainId: z.string(),
      changes: z.array(change).min(1),
      basis: z.strictObject({
        phase: z.enum(consumerPhases),
        chainId: z.string(),
        isOptedIn: z.boolean(),
        assignedKey: key.optional(),
        commissionRate: z.string().optional(),
      }),
    }),
  ),
});

/** The changes that somebody has seen, and that `apply` is to send. */
export interface PlanFile {
  readonly providerChainId: string;
  readonly operatorAddress: string;
  readonly consumers: readonly PlannedChanges[];
}

/** Writes what a plan changes, for `apply`. @throws CONFIG_INVALID where it cannot be written */
export async function writePlanFile(path: string, plan: Plan): Promise<void> {
  const { providerChainId, operatorAddress, height } = plan;
  const consumers = changedConsumers(plan, true).map(({ consumerId, chainId, changes, basis }) => {
    return { consumerId, chainId, changes, basis };
  });
  const text = `${jsonText({ version: 1, providerChainId, operatorAddress, height, consumers })}\n`;
  await writeFile(path, text).catch((error: NodeJS.ErrnoException) => {
    const got = `${path}, which cannot be written (${error.code ?? "unknown"})`;
    throw new IcsError("CONFIG_INVALID", `--out: got ${got}\nGive a path in a folder that there is.`, {
      problems: [{ name: "--out", got, wanted: "a path in a folder that there is" }],
    });
  });
}

/** @throws CONFIG_INVALID with every problem */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw invalid(path, [{ name: "file", got: error.code ?? "unknown", wanted: "a file that this user can read" }]);
  });
  return parsePlanFile(text, path);
}

/** @throws CONFIG_INVALID with every problem */
export function parsePlanFile(text: string, path: string): PlanFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw invalid(path, [{ name: "the file", got: "no JSON", wanted: "what `plan --out` has written" }]);
  }
  const parsed = planFileSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      return { name: issue.path.join(".") || "the file", got: "something else", wanted: issue.message };
    });
    throw invalid(path, problems);
  }
  const { consumers, ...rest } = parsed.data;
  return {
    ...rest,
    consumers: consumers.map(({ basis, ...consumer }) => {
      const { assignedKey, commissionRate } = basis;
      return { ...consumer, basis: { ...basis, assignedKey, commissionRate } };
    }),
  };
}

function invalid(path: string, problems: readonly { name: string; got: string; wanted: string }[]) {
  return new IcsError("CONFIG_INVALID", `${path} is no plan\n${problemLines(problems)}`, { problems });
}
