import type { ConsumerValidator } from "../provider/consumer-validator.ts";
import type { LaunchRun } from "./launch-consumer.ts";

/** Tells who would validate, block by block, where it changed; ends once `enough` says so, or the signal aborts. */
async function followValidators(
  { provider, tell }: Pick<LaunchRun, "provider" | "tell">,
  consumerId: string,
  options: { readonly signal: AbortSignal; readonly enough: (power: bigint) => boolean },
): Promise<void> {
  const { connection } = provider.sender;
  let before: string | undefined;
  for await (const { height } of connection.blocks({ from: await connection.latestHeight(), signal: options.signal })) {
    const set = await provider.queries.consumerValidators(consumerId, { height });
    const validators = set.map(readyValidator);
    const power = validators.reduce((sum, each) => sum + each.power, 0n);
    const now = validators.map((each) => `${each.providerOperatorAddress}=${each.power}`).join();
    if (now !== before) tell({ kind: "ready", height, validators, power });
    before = now;
    if (options.enough(power)) return;
  }
}

function readyValidator(validator: ConsumerValidator) {
  const { moniker, providerOperatorAddress, consumerPower: power } = validator;
  return { moniker, providerOperatorAddress, power };
}

/** Resolves once a launch would find somebody to validate. */
export async function waitForValidators(run: LaunchRun, consumerId: string): Promise<void> {
  run.tell({ kind: "waiting", what: "an active validator to opt in" });
  await followValidators(run, consumerId, { signal: run.signal, enough: (power) => power > 0n });
}

/** Tells who would validate until the signal aborts. */
export function tellValidators(run: LaunchRun, consumerId: string, signal: AbortSignal): Promise<void> {
  return followValidators(run, consumerId, { signal, enough: () => false });
}
