import { toHex } from "@cosmjs/encoding";
import { revisionNumber } from "../../chain/chain-id.ts";
import { textAt, valueAt } from "../genesis/merge-patch.ts";
import { failure, type Judgement, pass, type Rule, unknown, warning } from "../verdict.ts";
import type { NodeVersions, PreflightFacts } from "./facts.ts";

/** Everybody must speak of one chain: light clients are made for its id. */
export const chainIdRule: Rule<PreflightFacts> = {
  id: "chain-id",
  judge: ({ spec, consumer, node, genesis, provider }) => {
    const said = {
      "the provider": consumer?.chainId,
      "the node": node?.chainId,
      "the genesis file": launchedGenesisId(genesis, consumer?.phase),
    };
    const other = Object.entries(said).find(([, id]) => id !== undefined && id !== spec.chainId);
    if (other)
      return failure(`the spec says "${spec.chainId}", ${other[0]} "${other[1]}"`, "Use one chain id everywhere.");
    if (spec.chainId === provider.chainId)
      return failure(`the provider itself is "${spec.chainId}"`, "Give the consumer an id of its own.");
    return pass(`"${spec.chainId}" everywhere`);
  },
};

/** Before the launch the file is only a base, whose id does not matter. */
function launchedGenesisId(genesis: PreflightFacts["genesis"], phase: string | undefined): string | undefined {
  return phase === "LAUNCHED" ? textAt(genesis, "chain_id") : undefined;
}

/** IBC compares heights by the revision that the chain id ends with. */
export const revisionRule: Rule<PreflightFacts> = {
  id: "revision",
  judge: ({ spec, consumer, genesis }) => {
    const revision = revisionNumber(spec.chainId);
    const initial = consumer?.initializationParameters?.initialHeight;
    const wanted = `{${revision}, ${spec.initialization.initialHeight}}`;
    if (
      initial &&
      (initial.revisionNumber !== revision || initial.revisionHeight !== spec.initialization.initialHeight)
    ) {
      return failure(
        `the provider has initial height {${initial.revisionNumber}, ${initial.revisionHeight}}, "${spec.chainId}" needs ${wanted}`,
        "Update the consumer's initialization parameters: icskit consumer update.",
      );
    }
    const inFile = String(valueAt(genesis, "initial_height") ?? "");
    const isFinal = consumer?.phase === "LAUNCHED" && inFile !== "";
    if (isFinal && BigInt(inFile) !== spec.initialization.initialHeight) {
      return failure(
        `the genesis file begins at height ${inFile}, the provider's client at ${spec.initialization.initialHeight}`,
        "Make the file anew: icskit consumer genesis.",
      );
    }
    return pass(`initial height ${wanted}`);
  },
};

const hashRule = (name: "genesis" | "binary"): Rule<PreflightFacts> => ({
  id: `${name}-hash`,
  judge: ({ spec, consumer, hashes }) => {
    const written = spec.initialization[`${name}Hash`].toLowerCase();
    const onChain = consumer?.initializationParameters?.[`${name}Hash`];
    const told = onChain === undefined ? written : toHex(onChain);
    const remedy = `Set initialization.${name}Hash: validators check by it that they run what was agreed.`;
    if (told === "") return warning(`no hash of the ${name} is published`, remedy);
    if (written !== "" && written !== told)
      return failure(`the provider has ${told}, the spec ${written}`, "Update the consumer: icskit consumer update.");
    const actual = hashes[name];
    if (actual === undefined)
      return unknown(`the hash ${told} could not be compared: no ${name} file`, `Name the file in the spec.`);
    return actual === told
      ? pass(`SHA-256 ${told}`)
      : failure(`the file's SHA-256 is ${actual}, published is ${told}`, remedy);
  },
});

export const genesisHashRule = hashRule("genesis");
export const binaryHashRule = hashRule("binary");

/** A provider and a consumer of different majors disagree on packets or on the genesis. */
export const versionsRule: Rule<PreflightFacts> = {
  id: "versions",
  judge: ({ provider, node }) => {
    if (node === undefined)
      return unknown("no node of the consumer answers", "Start one, or give its address: consumer.rpc.");
    return compareVersions(provider.versions, node.versions);
  },
};

function compareVersions(provider: NodeVersions, consumer: NodeVersions): Judgement {
  const both = [
    ["interchain-security", provider.interchainSecurity, consumer.interchainSecurity],
    ["ibc-go", provider.ibcGo, consumer.ibcGo],
  ] as const;
  const known = both.filter(([, left, right]) => left !== undefined && right !== undefined);
  if (known.length === 0) return unknown("the nodes do not tell their versions", "Compare them by hand.");
  const apart = known.find(([, left, right]) => major(left) !== major(right));
  const text = known.map(([name, left, right]) => `${name} ${left} and ${right}`).join(", ");
  const remedy = "Set genesis.consumerVersion to the consumer's version, and test the pair: npm run icskit demo.";
  return apart ? warning(`provider and consumer run different majors: ${text}`, remedy) : pass(text);
}

function major(version: string | undefined): string | undefined {
  return /^v?(\d+)/.exec(version ?? "")?.[1];
}
