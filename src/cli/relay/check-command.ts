import { errorMessage, isIcsError } from "../../errors.ts";
import { exitCodeOf } from "../failure.ts";
import type { PreparedChains } from "./prepare-chains.ts";
import type { RelayConfig } from "./relay-config.ts";
import type { RelayOutput } from "./relay-output.ts";
import { type PathPlan, planPath } from "./relay-plan.ts";

/**
 * Prints what a relayer would do, path by path. Resolves with the exit code: 0, or that of the gravest problem.
 * @throws as `connectRelayerChain` for the provider
 */
export async function checkCommand(
  chains: PreparedChains,
  config: RelayConfig,
  output: RelayOutput,
  signal: AbortSignal,
): Promise<number> {
  const provider = await chains.provider(signal);
  const plans = await Promise.all(chains.consumers.map((consumer) => planPath({ provider, consumer, config, signal })));
  signal.throwIfAborted();
  for (const plan of plans) tellPlan(plan, output);
  const problems = plans.flatMap((plan) => plan.problems);
  if (problems.length === 0) output.say("info", "checked", `${plans.length} paths can be relayed; nothing was sent`);
  return Math.max(0, ...problems.map((problem) => exitCodeOf(problem, signal)));
}

function tellPlan(plan: PathPlan, output: RelayOutput): void {
  const { name, actions, problems, ...facts } = plan;
  const { consumerId = "of unknown id", chainId = "not known", phase = "of unknown phase" } = plan;
  output.say("info", "facts", `consumer ${consumerId} (${chainId}) is ${phase}`, { path: name, ...facts });
  for (const action of actions) output.say("info", "plan", `would ${action}`, { path: name });
  for (const problem of problems) {
    const [first = "", ...advice] = errorMessage(problem).split("\n");
    const code = isIcsError(problem) ? problem.code : "INTERNAL";
    output.say("error", "problem", first, { path: name, code, advice: advice.join(" ") });
  }
}
