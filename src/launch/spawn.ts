import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import type { Block } from "../chain/block.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { IcsError, type IcsErrorContexts } from "../errors.ts";
import type { ConsumerChain } from "../provider/consumer-chain.ts";
import type { ProviderExtension } from "../provider/queries.ts";

/** A consumer that its provider has launched. */
export interface SpawnedConsumer {
  readonly chain: ConsumerChain;
  /** Provider height of the launch, and the time of that block. */
  readonly height: bigint;
  readonly time: Date;
}

/** The provider, as the wait for a spawn needs it. */
export interface SpawnSource {
  readonly connection: ChainConnection;
  readonly queries: ProviderExtension["provider"];
}

/**
 * Follows the provider block by block until it launches the consumer. A failed launch makes no event on the chain:
 * it shows in the first block at or after the spawn time, as a consumer back in REGISTERED.
 * @throws CCV_LAUNCH_FAILED with the reason, CCV_PHASE_FORBIDS for a consumer that has no spawn time or is gone,
 * CCV_CONSUMER_NOT_FOUND, POLL_TIMEOUT
 * @see BeginBlockLaunchConsumers in x/ccv/provider/keeper/consumer_lifecycle.go
 */
export function waitForSpawn(
  source: SpawnSource,
  consumerId: string,
  options: WaitOptions = {},
): Promise<SpawnedConsumer> {
  return withDeadline(`consumer ${consumerId} to spawn`, options, (signal) => follow(source, consumerId, signal));
}

async function follow(source: SpawnSource, consumerId: string, signal: AbortSignal): Promise<SpawnedConsumer> {
  const { connection, queries } = source;
  let spawnTime: Date | undefined;
  for await (const block of connection.blocks({ from: await connection.latestHeight(), signal })) {
    const chain = await queries.consumerChain(consumerId, { height: block.height });
    if (chain.phase === "LAUNCHED") return { chain, height: block.height, time: block.time };
    if (chain.phase === "INITIALIZED") {
      spawnTime = chain.initializationParameters?.spawnTime;
      continue;
    }
    if (chain.phase === "REGISTERED" && spawnTime !== undefined && block.time >= spawnTime) {
      throw await launchFailed(source, chain, block, spawnTime);
    }
    throw willNotSpawn(chain, spawnTime);
  }
  throw signal.reason;
}

function willNotSpawn(
  { consumerId, chainId, phase }: ConsumerChain,
  withdrawn: Date | undefined,
): IcsError<"CCV_PHASE_FORBIDS"> {
  const why =
    phase !== "REGISTERED"
      ? "A consumer launches once: create a new one."
      : withdrawn === undefined
        ? "Either it never had a spawn time, or its launch had failed before this wait began: the chain does not tell them apart, as a failed launch clears the spawn time and makes no event.\n" +
          "Have an active validator opt in, then give it initialization parameters with a spawn time ahead (updateConsumer)."
        : `Its owner withdrew the spawn time ${withdrawn.toISOString()}; updateConsumer sets a new one.`;
  return new IcsError(
    "CCV_PHASE_FORBIDS",
    `Consumer ${consumerId} ("${chainId}") is ${phase} and will not spawn\n${why}`,
    { consumerId, phase, wanted: "INITIALIZED" },
  );
}

async function launchFailed(
  { queries }: SpawnSource,
  chain: ConsumerChain,
  block: Block,
  spawnTime: Date,
): Promise<IcsError<"CCV_LAUNCH_FAILED">> {
  const { consumerId, chainId } = chain;
  // The launch is tried at the block's begin, on the state of the block before: later transactions do not count.
  const before = { height: block.height - 1n };
  const [optedIn, eligible] = await Promise.all([
    queries.consumerChainOptedInValidators(consumerId, before),
    queries.consumerValidators(consumerId, before),
  ]);
  const [reason, why] = reasonOf(optedIn, eligible.length);
  return new IcsError(
    "CCV_LAUNCH_FAILED",
    `Consumer ${consumerId} ("${chainId}") did not launch at its spawn time ${spawnTime.toISOString()}: ${why}\n` +
      `The provider put it back to REGISTERED and cleared its spawn time (height ${block.height}), without any event.\n` +
      `To retry: have an active validator opt in (optIn("${consumerId}")), then have the owner set a new spawn time ` +
      `(updateConsumer({ consumerId: "${consumerId}", initializationParameters: … })).`,
    { consumerId, chainId, reason, spawnTime, providerHeight: block.height, optedIn },
  );
}

function reasonOf(
  optedIn: readonly string[],
  eligible: number,
): [IcsErrorContexts["CCV_LAUNCH_FAILED"]["reason"], string] {
  if (optedIn.length === 0) return ["nobody-opted-in", "no validator had opted in"];
  const who = `${optedIn.length} validators that had opted in (${optedIn.join(", ")})`;
  if (eligible === 0) {
    return ["nobody-active-opted-in", `none of the ${who} is in the provider's active set or passes the power shaping`];
  }
  return [
    "unknown",
    `${eligible} of the ${who} pass the power shaping, so that either none of them is active or its light client could not be made; the provider's log says which ("could not launch chain")`,
  ];
}
