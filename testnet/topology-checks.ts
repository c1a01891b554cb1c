import { isTwoThirds, type Problem, revisionNumber } from "../src/index.ts";
import { standardAccountNames } from "./accounts.ts";
import { fixedRange, type PortRange } from "./fixed-ports.ts";
import type { ResolvedValidator } from "./topology.ts";
import { findValidator, resolveInitialHeight, resolveRunner, resolveValidators } from "./topology-resolve.ts";
import type { ParsedTopology } from "./topology-schema.ts";

type ParsedConsumer = ParsedTopology["consumers"][number];

/** Chain ids that the provider module keeps for the first two consumers of the Cosmos Hub. */
const reservedChainIds = ["neutron-1", "stride-1"];

/** What the parts of a topology say against one another, and against the protocol and the clock. */
export function findTopologyProblems(topology: ParsedTopology, now: Date): Problem[] {
  const validators = resolveValidators(topology.provider.validators);
  return [
    ...mnemonicProblems(topology),
    ...nameProblems(validators),
    ...providerPowerProblems(topology, validators),
    ...portProblems(topology),
    ...runnerProblems(topology),
    ...topology.consumers.flatMap((consumer, index) =>
      consumerProblems(consumer, `consumers[${index}]`, { topology, validators, now }),
    ),
  ];
}

interface Surroundings {
  readonly topology: ParsedTopology;
  readonly validators: readonly ResolvedValidator[];
  readonly now: Date;
}

function mnemonicProblems({ mnemonic }: ParsedTopology): Problem[] {
  const words = mnemonic?.trim().split(/\s+/).length ?? 24;
  if ([12, 15, 18, 21, 24].includes(words)) return [];
  return [{ name: "mnemonic", got: `${words} words`, wanted: "12, 15, 18, 21 or 24 BIP-39 words" }];
}

function nameProblems(validators: readonly ResolvedValidator[]): Problem[] {
  return validators.flatMap(({ name }, index) => {
    const field = { name: `provider.validators[${index}].name`, got: JSON.stringify(name) };
    const first = validators.findIndex((other) => other.name === name);
    if (first !== index) return [{ ...field, wanted: `a name that provider.validators[${first}] does not have` }];
    const reserved = standardAccountNames.some((account) => account === name) || /^user-\d+$/.test(name);
    return reserved ? [{ ...field, wanted: "a name that no account of the testnet has" }] : [];
  });
}

function providerPowerProblems({ provider }: ParsedTopology, validators: readonly ResolvedValidator[]): Problem[] {
  const seats = Math.min(provider.maxValidators, provider.maxProviderConsensusValidators);
  const active = validators.toSorted((a, b) => Number(b.stake - a.stake)).slice(0, seats);
  return runningProblems("provider.validators", active);
}

/** CometBFT makes no block unless more than two thirds of the power sign it. */
function runningProblems(
  name: string,
  members: readonly { readonly stake: bigint; readonly running: boolean }[],
): Problem[] {
  const power = (some: typeof members) => some.reduce((sum, { stake }) => sum + stake / 1_000_000n, 0n);
  const total = power(members);
  const running = power(members.filter((member) => member.running));
  // Without any power there is a problem already: no validators, or no stake.
  if (total === 0n || isTwoThirds(running, total)) return [];
  const got = `nodes for ${running} of ${total} voting power`;
  return [{ name, got, wanted: "nodes for more than two thirds, or there are no blocks" }];
}

function portProblems({ apiServers, provider, consumers }: ParsedTopology): Problem[] {
  const chains = [
    { field: "provider", range: fixedRange(provider, apiServers) },
    ...consumers.map((consumer, index) => ({ field: `consumers[${index}]`, range: fixedRange(consumer, apiServers) })),
  ];
  return chains.flatMap(({ field, range }, index) => {
    if (!range) return [];
    const problem = { name: `${field}.firstPort`, got: `${range.first}, so ports ${range.first} to ${range.last}` };
    if (range.last > 65_535) return [{ ...problem, wanted: "ports up to 65535" }];
    const other = chains.slice(0, index).find((earlier) => earlier.range && overlap(earlier.range, range));
    return other ? [{ ...problem, wanted: `ports that ${other.field} does not take` }] : [];
  });
}

/** Images cannot run as processes, and processes have no limits. */
function runnerProblems(topology: ParsedTopology): Problem[] {
  const chains = [
    { field: "provider", chain: topology.provider },
    ...topology.consumers.map((chain, index) => ({ field: `consumers[${index}]`, chain })),
  ];
  return chains.flatMap(({ field, chain }): Problem[] => {
    if (resolveRunner(topology.runner, chain) === "container") return [];
    const problems: Problem[] = [];
    if (chain.binary.image !== undefined) {
      const wanted = '"container", since its binary is in an image';
      problems.push({ name: `${field}.runner`, got: '"native"', wanted });
    }
    if (chain.limits !== undefined) {
      const got = JSON.stringify(chain.limits);
      problems.push({
        name: `${field}.limits`,
        got,
        wanted: 'none, or the runner "container": processes have no limits',
      });
    }
    return problems;
  });
}

function overlap(one: PortRange, other: PortRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

function consumerProblems(consumer: ParsedConsumer, field: string, surroundings: Surroundings): Problem[] {
  return [
    ...chainIdProblems(consumer, field, surroundings),
    ...heightProblems(consumer, field),
    ...spawnProblems(consumer, field, surroundings.now),
    ...flagProblems(consumer, field),
    ...membershipProblems(consumer, field, surroundings.validators),
    ...powerShapingProblems(consumer, field, surroundings.validators),
  ];
}

function chainIdProblems({ chainId }: ParsedConsumer, field: string, { topology }: Surroundings): Problem[] {
  const problem = { name: `${field}.chainId`, got: JSON.stringify(chainId) };
  if (reservedChainIds.includes(chainId)) {
    return [{ ...problem, wanted: `none of the ids that the provider reserves (${reservedChainIds.join(", ")})` }];
  }
  if (chainId === topology.provider.chainId) return [{ ...problem, wanted: "an id other than the provider's" }];
  return [];
}

function heightProblems(consumer: ParsedConsumer, field: string): Problem[] {
  const given = resolveInitialHeight(consumer);
  const problems: Problem[] = [];
  const revision = revisionNumber(consumer.chainId);
  if (given.revisionNumber !== revision) {
    problems.push({
      name: `${field}.initialHeight.revisionNumber`,
      got: given.revisionNumber.toString(),
      wanted: `${revision}, the revision of the chain id ${JSON.stringify(consumer.chainId)}`,
    });
  }
  if (given.revisionHeight < 1n) {
    const got = given.revisionHeight.toString();
    problems.push({ name: `${field}.initialHeight`, got, wanted: "a height of 1 or more" });
  }
  return problems;
}

function spawnProblems({ spawnTime, spawnDelayMs }: ParsedConsumer, field: string, now: Date): Problem[] {
  if (spawnTime === undefined) return [];
  const problem = { name: `${field}.spawnTime`, got: spawnTime.toISOString() };
  if (spawnDelayMs !== undefined) return [{ ...problem, wanted: "either spawnTime or spawnDelayMs, not both" }];
  if (spawnTime.getTime() > now.getTime()) return [];
  return [{ ...problem, wanted: `a time in the future (now is ${now.toISOString()})` }];
}

/** What the harness must decide itself, since nodes and their readers rely on it. */
const OWN_FLAGS = [
  "home",
  "rpc.laddr",
  "p2p.laddr",
  "p2p.persistent_peers",
  "p2p.seeds",
  "grpc.address",
  "grpc.enable",
  "api.address",
  "api.enable",
  "transport",
  "with-comet",
];

function flagProblems({ startFlags }: ParsedConsumer, field: string): Problem[] {
  return startFlags.flatMap((flag, index) => {
    const name = /^--([^=]+)/.exec(flag)?.[1];
    if (name === undefined || !OWN_FLAGS.includes(name)) return [];
    const wanted = "a flag other than those that the testnet sets: home, addresses, peers and servers";
    return [{ name: `${field}.startFlags[${index}]`, got: JSON.stringify(flag), wanted }];
  });
}

function membershipProblems(
  consumer: ParsedConsumer,
  field: string,
  validators: readonly ResolvedValidator[],
): Problem[] {
  const members: { stake: bigint; running: boolean }[] = [];
  const seen = new Set<string>();
  const problems = consumer.validators.flatMap((entry, index) => {
    const problem = { name: `${field}.validators[${index}].validator`, got: JSON.stringify(entry.validator) };
    const found = findValidator(validators, entry.validator);
    if (!found) return [{ ...problem, wanted: knownNames(validators) }];
    if (seen.has(found.name)) return [{ ...problem, wanted: "each validator once" }];
    seen.add(found.name);
    members.push({ stake: found.stake, running: entry.running });
    return [];
  });
  if (problems.length > 0 || members.length === 0) return problems;
  // A power cap moves power between validators in ways that only the provider computes.
  return consumer.powerShaping.validatorsPowerCap > 0 ? [] : runningProblems(`${field}.validators`, members);
}

function powerShapingProblems(
  { powerShaping }: ParsedConsumer,
  field: string,
  validators: readonly ResolvedValidator[],
): Problem[] {
  return (["allowlist", "denylist", "prioritylist"] as const).flatMap((list) =>
    powerShaping[list].flatMap((name, index) => {
      if (findValidator(validators, name)) return [];
      const problem = { name: `${field}.powerShaping.${list}[${index}]`, got: JSON.stringify(name) };
      return [{ ...problem, wanted: knownNames(validators) }];
    }),
  );
}

function knownNames(validators: readonly ResolvedValidator[]): string {
  const names = validators.slice(0, 10).map(({ name }) => name);
  return `one of the provider's validators: ${names.join(", ")}${validators.length > 10 ? ", …" : ""}`;
}
