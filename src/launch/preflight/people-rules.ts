import { isActivePhase } from "../../ccv/phase.ts";
import { predictConsumerSet } from "../../ccv/power-shaping.ts";
import type { ConsumerOverview } from "../../provider/consumer-overview.ts";
import { textAt, valueAt } from "../genesis/merge-patch.ts";
import { failure, type Judgement, pass, type Rule, unknown, warning } from "../verdict.ts";
import type { PayingAccount, PreflightFacts } from "./facts.ts";

const fundedRule = (id: string, isMeant: (name: string) => boolean): Rule<PreflightFacts> => ({
  id,
  judge: ({ accounts }) => {
    const meant = accounts.filter(({ name }) => isMeant(name));
    if (meant.length === 0) return unknown("no account is named", "Name its key in the spec.");
    const judged = meant.map(judgeAccount);
    return (
      judged.find(({ verdict }) => verdict === "failure") ??
      judged.find(({ verdict }) => verdict !== "pass") ??
      pass(judged.map(({ reason }) => reason).join("; "))
    );
  },
});

function judgeAccount({ name, address, denom, balance, wanted }: PayingAccount): Judgement {
  if (balance === undefined)
    return unknown(`the balance of ${name} (${address}) could not be read`, "Start the chain's node.");
  const has = `${name} (${address}) has ${balance}${denom}`;
  return balance >= wanted
    ? pass(has)
    : failure(`${has}, too little: about ${wanted}${denom} is needed`, `Send ${denom} to ${address}.`);
}

export const ownerFundedRule = fundedRule("owner-funded", (name) => name === "owner");
export const relayerFundedRule = fundedRule("relayer-funded", (name) => name.startsWith("relayer"));

/** Nobody active opted in means that the launch fails, without any event. */
export const optedInRule: Rule<PreflightFacts> = {
  id: "opted-in",
  judge: ({ consumer, provider }) => {
    const remedy = consumer
      ? `Have an active validator opt in: MsgOptIn for consumer ${consumer.consumerId}.`
      : "Once the consumer is created, have active validators opt in.";
    if (consumer === undefined) return warning("the consumer is not created yet, so nobody has opted in", remedy);
    const ready = consumer.validators.filter(({ isInSet }) => isInSet).map(({ consumerPower }) => consumerPower);
    const total = sum(provider.activePowers.values());
    const text = `${ready.length} validators with power ${sum(ready)} of the provider's ${total}`;
    if (consumer.phase === "LAUNCHED") {
      if (ready.length > 0) return judgeShares(`${text} are leased to it`, ready);
      return failure("nobody is in the set that is leased to it", remedy);
    }
    const { powers, isStarted } = setAtSpawn(consumer, provider);
    if (isStarted && isActivePhase(consumer.phase))
      return judgeShares(`${text} would start now, at the spawn ${sum(powers)} if nothing changes`, powers);
    const opted = consumer.validators.filter(({ isOptedIn }) => isOptedIn).length;
    return failure(
      opted === 0
        ? "nobody has opted in: the launch would fail"
        : `none of the ${opted} validators that opted in is active and passes the power shaping: the launch would fail`,
      remedy,
    );
  },
};

/**
 * The powers that a launch would give, and whether anybody active gets some.
 * @see LaunchConsumer in x/ccv/provider/keeper/consumer_lifecycle.go
 */
function setAtSpawn(
  { validators, powerShapingParameters }: ConsumerOverview,
  { validators: staked }: PreflightFacts["provider"],
): { readonly powers: readonly bigint[]; readonly isStarted: boolean } {
  const optedIn = validators.filter(({ isOptedIn }) => isOptedIn).map((each) => each.providerConsensusAddress);
  const { powers } = predictConsumerSet(staked, powerShapingParameters, optedIn);
  const isStarted = staked.active.some(({ providerConsensusAddress: address }) => powers.has(address));
  return { powers: [...powers.values()], isStarted };
}

/** One validator of a third or more stops the chain alone. */
function judgeShares(text: string, powers: readonly bigint[]): Judgement {
  const total = sum(powers);
  if (!powers.some((power) => power * 3n >= total)) return pass(text);
  return warning(
    `${text}; one of them has a third or more of the power and can stop the chain alone`,
    "Have more validators opt in, or cap the power: powerShaping.validatorsPowerCap.",
  );
}

function sum(powers: Iterable<bigint>): bigint {
  return [...powers].reduce((total, power) => total + power, 0n);
}

/** Rewards are paid in denoms that the consumer sends and the provider takes, under the name that its channel gives them. */
export const rewardDenomsRule: Rule<PreflightFacts> = {
  id: "reward-denoms",
  judge: ({ spec, consumer, genesis }) => {
    const inFile =
      consumer?.phase === "LAUNCHED"
        ? valueAt(genesis, "app_state", "ccvconsumer", "params", "reward_denoms")
        : undefined;
    const denoms = Array.isArray(inFile) ? inFile.map(String) : spec.rewards.denoms;
    if (denoms.length === 0 && spec.rewards.providerDenoms.length === 0) {
      return warning(
        "no reward denom: validators would get nothing from this consumer",
        "Set rewards.denoms; many consumers can never change it after the launch.",
      );
    }
    const missing = denoms.filter((denom) => !spec.rewards.denoms.includes(denom) && Array.isArray(inFile));
    if (missing.length > 0)
      return failure(
        `the genesis file sends ${missing.join(", ")}, which the spec does not name`,
        "Make the file anew: icskit consumer genesis.",
      );
    const supply = textAt(genesis, "app_state", "mint", "params", "mint_denom");
    const taken = consumer?.allowlistedRewardDenoms ?? spec.rewards.allowlist;
    const registered = consumer?.provider.registeredRewardDenoms ?? [];
    if (taken.length === 0 && registered.length === 0) {
      return warning(
        `the provider takes no denom of this consumer yet (${denoms.join(", ")}${supply ? `; minted: ${supply}` : ""})`,
        `Once the transfer channel is open, add ibc/… to rewards.allowlist and update; for transfer/channel-N/${denoms[0] ?? "denom"} that is its SHA-256.`,
      );
    }
    return pass(`${denoms.join(", ")} sent; taken: ${[...taken, ...registered].join(", ")}`);
  },
};
