import { revisionNumber } from "../src/index.ts";
import type { ResolvedConsumer, ResolvedValidator, RunnerName } from "./topology.ts";
import type { ParsedTopology } from "./topology-schema.ts";

type ParsedConsumer = ParsedTopology["consumers"][number];
type ParsedValidator = ParsedTopology["provider"]["validators"][number];

/** Gives each validator without a name one by its place: `validator-0` and so on. */
export function resolveValidators(validators: readonly ParsedValidator[]): ResolvedValidator[] {
  return validators.map((validator, index) => ({ ...validator, name: validator.name ?? `validator-${index}` }));
}

/** The provider validator that a consumer means by a name or a place; undefined where there is none. */
export function findValidator(
  validators: readonly ResolvedValidator[],
  wanted: string | number,
): ResolvedValidator | undefined {
  return typeof wanted === "number" ? validators[wanted] : validators.find(({ name }) => name === wanted);
}

/** A consumer's initial height; a plain number is in the revision of the chain id. */
export function resolveInitialHeight(consumer: ParsedConsumer): ResolvedConsumer["initialHeight"] {
  const { initialHeight, chainId } = consumer;
  if (typeof initialHeight !== "bigint") return initialHeight;
  return { revisionNumber: revisionNumber(chainId), revisionHeight: initialHeight };
}

/** A chain's own runner, else a container for an image, else the topology's. */
export function resolveRunner(runner: RunnerName, chain: Pick<ParsedConsumer, "runner" | "binary">): RunnerName {
  return chain.runner ?? (chain.binary.image === undefined ? runner : "container");
}

/** What a consumer's defaults depend on: its place among the consumers, and the provider's validators. */
export function resolveConsumer(
  consumers: readonly ParsedConsumer[],
  index: number,
  validators: readonly ResolvedValidator[],
): Pick<ResolvedConsumer, "name" | "validators" | "initialHeight"> {
  const consumer = consumers[index] as ParsedConsumer;
  const earlier = consumers.slice(0, index).filter(({ chainId }) => chainId === consumer.chainId).length;
  return {
    name: earlier === 0 ? consumer.chainId : `${consumer.chainId}.${earlier + 1}`,
    initialHeight: resolveInitialHeight(consumer),
    validators: consumer.validators.map((entry) => ({
      ...entry,
      validator: findValidator(validators, entry.validator)?.name ?? String(entry.validator),
    })),
  };
}
