import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type ConsumerSpec, consumerSpecFields } from "../../launch/consumer-spec.ts";
import { refusedFields } from "../../launch/spec-messages.ts";
import { chainFields, consumerId, type KeySource, key } from "../relay/config-schema.ts";
import { keySourceFrom } from "../relay/relay-keys.ts";
import { type Environment, type FieldProblem, parseSpecText, readSpecFile } from "../spec-text.ts";

const isObject = (wanted: string) => ({
  error: (issue: { code?: string | undefined }) => (issue.code === "invalid_type" ? wanted : undefined),
});

/** A spec file: what the consumer is to be, and with which nodes and keys it is launched. Unknown fields are refused. */
export const launchFileSchema = z.strictObject(
  {
    $schema: z.string({ error: "a schema's address" }).optional(),
    consumerId: consumerId.optional(),
    provider: z.strictObject({ ...chainFields, key }, isObject("an object: the provider's rpc, gasPrice and key")),
    consumer: z
      .strictObject({ ...chainFields, key: key.optional() }, isObject("an object: the consumer's rpc and gasPrice"))
      .optional(),
    voters: z.array(key, { error: "a list of keys" }).default([]),
    ...consumerSpecFields,
  },
  isObject("an object with provider, chainId, metadata and initialization"),
);

/** A spec file, checked; paths in it are absolute. */
export type LaunchFile = z.output<typeof launchFileSchema>;

const options = (environment: Environment) => ({
  environment,
  schema: launchFileSchema,
  check: refused,
  advice: '"icskit consumer init" writes a spec with every field explained.',
});

/** Reads the text of a spec file. @throws CONFIG_INVALID with every problem at once */
export function parseLaunchFile(source: string, fileName: string, environment: Environment): LaunchFile {
  return withPaths(parseSpecText(source, { ...options(environment), fileName }), fileName);
}

/** Reads and checks a spec file. @throws CONFIG_INVALID with every problem at once */
export async function readLaunchFile(path: string, environment: Environment): Promise<LaunchFile> {
  return withPaths(await readSpecFile(path, options(environment)), path);
}

/** What the provider would refuse. */
function refused(file: ConsumerSpec): FieldProblem[] {
  return refusedFields(file).map(({ name, wanted, got }) => {
    const path = name.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    return { path, got, wanted };
  });
}

/** Paths of files, those of keys too, are those from the spec's folder, wherever the command is called. */
function withPaths(file: LaunchFile, fileName: string): LaunchFile {
  const at = (path: string): string => resolve(dirname(fileName), path);
  const keyAt = (source: KeySource): KeySource => keySourceFrom(fileName, source);
  const { provider, consumer, voters, binary } = file;
  const { base, out, ...genesis } = file.genesis;
  return {
    ...file,
    provider: { ...provider, key: keyAt(provider.key) },
    ...(consumer && { consumer: { ...consumer, ...(consumer.key && { key: keyAt(consumer.key) }) } }),
    voters: voters.map(keyAt),
    genesis: { ...genesis, out: at(out), ...(base !== undefined && { base: at(base) }) },
    ...(binary !== undefined && { binary: at(binary) }),
  };
}
