import { milliseconds } from "../../ibc/client-state.ts";
import { textAt } from "../genesis/merge-patch.ts";
import { spawnTimeOf } from "../spec-messages.ts";
import { failure, pass, type Rule, unknown, warning } from "../verdict.ts";
import type { PreflightFacts } from "./facts.ts";

/** The parameters in force: the provider's once it has them. */
function initialization({ spec, consumer }: PreflightFacts) {
  return consumer?.initializationParameters ?? spec.initialization;
}

const days = (ms: number): string => (ms >= 86_400_000 ? `${round(ms / 86_400_000)} d` : `${round(ms / 1000)} s`);
const round = (value: number): number => Math.round(value * 100) / 100;

/** A packet that times out closes the channel for good: longer than anything that can be mended. */
export const ccvTimeoutRule: Rule<PreflightFacts> = {
  id: "ccv-timeout",
  judge: (facts) => {
    const { ccvTimeoutPeriod, unbondingPeriod } = initialization(facts);
    const [timeout, consumer, provider] = [
      milliseconds(ccvTimeoutPeriod),
      milliseconds(unbondingPeriod),
      facts.provider.unbondingMs,
    ];
    const longest = Math.max(consumer, provider);
    return timeout > longest
      ? pass(`${days(timeout)}, longer than any unbonding period (${days(longest)})`)
      : failure(
          `the CCV timeout ${days(timeout)} is not longer than the unbonding period ${days(longest)}`,
          "Raise initialization.ccvTimeoutPeriod.",
        );
  },
};

/** Validators may leave the consumer's security with what they have on the provider. @see ValidateInitializationParameters */
export const unbondingRule: Rule<PreflightFacts> = {
  id: "unbonding",
  judge: (facts) => {
    const [consumer, provider] = [milliseconds(initialization(facts).unbondingPeriod), facts.provider.unbondingMs];
    return consumer < provider
      ? pass(`${days(consumer)}, shorter than the provider's ${days(provider)}`)
      : warning(
          `the consumer's unbonding period ${days(consumer)} is not shorter than the provider's ${days(provider)}: evidence may come when the stake has left`,
          "Lower initialization.unbondingPeriod.",
        );
  },
};

/** About a block of most chains, where the consumer's own is not known yet. */
const USUAL_BLOCK_MS = 5_000;

/** Rewards that are not received before the next are sent pile up. */
export const transferTimeoutRule: Rule<PreflightFacts> = {
  id: "transfer-timeout",
  judge: (facts) => {
    const { transferTimeoutPeriod, blocksPerDistributionTransmission: blocks } = initialization(facts);
    const blockMs = facts.node?.blockTimeMs ?? USUAL_BLOCK_MS;
    const [timeout, every] = [milliseconds(transferTimeoutPeriod), Number(blocks) * blockMs];
    return timeout <= every
      ? pass(
          `${days(timeout)}, within the ${blocks} blocks (about ${days(every)}) from one transfer of rewards to the next`,
        )
      : warning(
          `rewards are sent every ${blocks} blocks (about ${days(every)}), and a transfer times out only after ${days(timeout)}`,
          "Lower initialization.transferTimeoutPeriod, or raise blocksPerDistributionTransmission.",
        );
  },
};

const LEAST_WINDOW_MS = 10 * 60_000;

/** A window of few blocks jails validators for a restart; one longer than unbonding lets them go unpunished. */
export const signingWindowRule: Rule<PreflightFacts> = {
  id: "signing-window",
  judge: (facts) => {
    const window = textAt(facts.genesis, "app_state", "slashing", "params", "signed_blocks_window");
    if (window === undefined) return unknown("the genesis file is not known", "Name it in the spec: genesis.base.");
    const ms = Number(window) * (facts.node?.blockTimeMs ?? USUAL_BLOCK_MS);
    const unbonding = milliseconds(initialization(facts).unbondingPeriod);
    const change = "Set app_state.slashing.params.signed_blocks_window with genesis.changes.";
    if (ms >= unbonding)
      return failure(
        `the signing window of ${window} blocks (about ${days(ms)}) is longer than the unbonding period`,
        change,
      );
    if (ms < LEAST_WINDOW_MS)
      return warning(`${window} blocks are about ${days(ms)}: a validator that restarts may be jailed`, change);
    return pass(`${window} blocks, about ${days(ms)}`);
  },
};

export const spawnTimeRule: Rule<PreflightFacts> = {
  id: "spawn-time",
  judge: ({ spec, consumer, provider }) => {
    const { phase } = consumer ?? {};
    if (phase === "LAUNCHED") return pass("it has spawned");
    const remedy = "Set initialization.spawnTime, then icskit consumer update.";
    if (phase === "STOPPED" || phase === "DELETED") return failure(`the consumer is ${phase}`, "Create a new one.");
    const set = consumer?.initializationParameters?.spawnTime;
    if (phase === "REGISTERED")
      return warning(
        "the consumer has no spawn time: none was set, or its launch failed",
        "icskit consumer launch sets one.",
      );
    const spawn = set ?? spawnTimeOf(spec, provider.time);
    const ahead = spawn.getTime() - provider.time.getTime();
    return ahead > 0
      ? pass(`${spawn.toISOString()}, ${days(ahead)} ahead`)
      : failure(`the spawn time ${spawn.toISOString()} has passed`, remedy);
  },
};

/** The provider's client must see a header within the trusting period of its first consensus state. */
export const trustingPeriodRule: Rule<PreflightFacts> = {
  id: "trusting-period",
  judge: (facts) => {
    const { spec, provider, consumer } = facts;
    const trusting = milliseconds(initialization(facts).unbondingPeriod) * Number(provider.trustingPeriodFraction);
    const { status } = consumer?.client ?? {};
    if (status !== undefined && status !== "Active") {
      return failure(
        `the provider's light client of the consumer is ${status}`,
        "Governance must recover it (MsgRecoverClient), or launch a new consumer.",
      );
    }
    const genesis =
      spec.genesis.time ?? textAt(consumer?.phase === "LAUNCHED" ? facts.genesis : undefined, "genesis_time");
    const at = genesis === undefined ? provider.time.getTime() : Date.parse(genesis);
    const start = consumer?.initializationParameters?.spawnTime ?? spawnTimeOf(spec, provider.time);
    if (at - start.getTime() >= trusting) {
      return failure(
        `the genesis time is ${days(at - start.getTime())} after the spawn, the client trusts for ${days(trusting)}`,
        "Begin nearer to the spawn time, or raise initialization.unbondingPeriod.",
      );
    }
    if (spec.genesis.time !== undefined && at <= start.getTime()) {
      return failure(
        `the genesis time ${spec.genesis.time} is not after the spawn time ${start.toISOString()}`,
        "Leave genesis.time out, or set a later one.",
      );
    }
    return pass(`the client trusts for ${days(trusting)} from the spawn on`);
  },
};

const FEW_ENTRIES = 100n;

/** Headers of the past that x/ccv keeps for its host. */
export const historicalEntriesRule: Rule<PreflightFacts> = {
  id: "historical-entries",
  judge: (facts) => {
    const { historicalEntries } = initialization(facts);
    return historicalEntries >= FEW_ENTRIES
      ? pass(`${historicalEntries}`)
      : warning(
          `only ${historicalEntries} historical headers are kept`,
          "Raise initialization.historicalEntries; 10000 is usual.",
        );
  },
};
