import * as z from "zod";
import { policySchema } from "../../validator/policy/policy-schema.ts";
import { chainFields, consumerId, key, listenAddress } from "../relay/config-schema.ts";
import {
  type Environment,
  type FieldProblem,
  parseSpecText,
  readSpecFile,
  type SpecTextOptions,
} from "../spec-text.ts";

const path = z.string({ error: "a path" }).min(1, { error: "a path" });
const variable = z
  .string({ error: "the name of an environment variable" })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "the name of an environment variable, not its value" });

const provider = z.strictObject(
  { ...chainFields, key: key.describe("Where the mnemonic of the validator's own account comes from.") },
  { error: "an object: the provider's rpc, gasPrice and key" },
);

const node = z.strictObject(
  {
    consumerId: consumerId.optional(),
    chainId: z.string({ error: "a chain id" }).optional(),
    rpc: chainFields.rpc.describe("RPC address of the validator's node there."),
    otherRpc: chainFields.rpc
      .optional()
      .describe("Another node of that chain, asked for missed blocks while the own one does not answer."),
  },
  { error: "an object with consumerId or chainId, and rpc" },
);

/** What a validator's file may hold; unknown fields are refused. */
export const validatorConfigSchema = z.strictObject(
  {
    provider,
    policy: policySchema,
    state: path.optional().describe("SQLite file of the transactions that were signed. Default validator.sqlite."),
    keys: z
      .strictObject(
        {
          folder: path.describe("Consensus keys for consumers, encrypted."),
          passwordEnv: variable.optional(),
          passwordFile: path.optional(),
        },
        { error: "an object with folder, and passwordEnv or passwordFile" },
      )
      .optional(),
    nodes: z.array(node, { error: "a list of nodes" }).optional(),
    webhook: chainFields.rpc.optional().describe("Each event of `watch` is posted there as JSON."),
    listen: listenAddress.optional(),
    allowedHosts: z.array(z.string({ error: "a host name" }), { error: "a list of host names" }).optional(),
  },
  { error: "an object with provider and policy" },
);

/** A validator's file, checked. */
export type ValidatorConfig = z.output<typeof validatorConfigSchema>;

const options = (environment: Environment): Omit<SpecTextOptions<typeof validatorConfigSchema>, "fileName"> => ({
  environment,
  schema: validatorConfigSchema,
  check: beyondSchema,
  advice: '"icskit validator init" writes a file with every field explained.',
});

/** Reads a validator's file in YAML or JSON. @throws CONFIG_INVALID with every problem, as `parseSpecText` */
export function parseValidatorConfig(source: string, fileName: string, environment: Environment): ValidatorConfig {
  return parseSpecText(source, { ...options(environment), fileName });
}

/** As `parseValidatorConfig`, of a file. @throws CONFIG_INVALID, also where it cannot be read */
export function readValidatorConfig(file: string, environment: Environment): Promise<ValidatorConfig> {
  return readSpecFile(file, options(environment));
}

/** JSON Schema of a validator's file, for editors. */
export function validatorConfigJsonSchema(): object {
  const schema = z.toJSONSchema(validatorConfigSchema, { io: "input", unrepresentable: "any" });
  return { title: "icskit validator", ...schema };
}

function beyondSchema({ keys, nodes = [], policy }: ValidatorConfig): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (keys && (keys.passwordEnv === undefined) === (keys.passwordFile === undefined)) {
    problems.push({ path: ["keys"], wanted: "exactly one of passwordEnv and passwordFile" });
  }
  const seen = new Set<string>();
  nodes.forEach((each, index) => {
    if ((each.consumerId === undefined) === (each.chainId === undefined)) {
      problems.push({ path: ["nodes", index], wanted: "exactly one of consumerId and chainId" });
    }
    const name = `${each.consumerId ?? ""} ${each.chainId ?? ""}`;
    if (seen.has(name)) problems.push({ path: ["nodes", index], got: "a consumer named before", wanted: "each once" });
    seen.add(name);
  });
  const names = new Set<string>();
  policy.rules.forEach((rule, index) => {
    const at = ["policy", "rules", index] as const;
    if (names.has(rule.name)) problems.push({ path: [...at, "name"], wanted: "a name of its own for each rule" });
    names.add(rule.name);
    if (rule.key === "generated" && keys === undefined) {
      problems.push({ path: [...at, "key"], got: '"generated"', wanted: "keys.folder, where generated keys are kept" });
    }
    if (rule.action !== "opt-in" && (rule.key ?? rule.commission) !== undefined) {
      problems.push({ path: at, wanted: "key and commission in rules that opt in only" });
    }
  });
  return problems;
}
