import type { z } from "zod";
import { type Environment, type FieldProblem, parseSpecText, readSpecFile } from "../spec-text.ts";
import { relayConfigSchema } from "./config-schema.ts";

/** A relayer's configuration, checked. */
export type RelayConfig = z.output<typeof relayConfigSchema>;

const options = (environment: Environment) => ({
  environment,
  schema: relayConfigSchema,
  check: duplicates,
  advice: '"icskit relay init" writes a configuration with every field explained.',
});

/** Reads a configuration in YAML or JSON. @throws CONFIG_INVALID with every problem at once, as `parseSpecText` */
export function parseRelayConfig(source: string, fileName: string, environment: Environment): RelayConfig {
  return parseSpecText(source, { ...options(environment), fileName });
}

/** Reads and checks a configuration file. @throws CONFIG_INVALID */
export function readRelayConfig(path: string, environment: Environment): Promise<RelayConfig> {
  return readSpecFile(path, options(environment));
}

/** The same consumer twice would be relayed twice, at double cost. */
function duplicates({ consumers }: RelayConfig): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of ["consumerId", "rpc"] as const) {
    const seen = new Map<string, number>();
    consumers.forEach((consumer, index) => {
      const value = consumer[field];
      const first = value === undefined ? undefined : seen.get(value);
      if (value === undefined) return;
      if (first === undefined) seen.set(value, index);
      else {
        const got = `the same as consumers[${first}].${field}`;
        problems.push({ path: ["consumers", index, field], got, wanted: "each consumer once" });
      }
    });
  }
  return problems;
}
