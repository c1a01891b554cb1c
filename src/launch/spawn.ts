import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import type { Block } from "../chain/block.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { IcsError } from "../errors.ts";
import type { ConsumerChain, ProviderExtension } from "../provider/queries.ts";

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
    throw new IcsError(
      "CCV_PHASE_FORBIDS",
      `Consumer ${consumerId} ("${chain.chainId}") is ${chain.phase} and will not spawn\nOnly an INITIALIZED consumer does: give it initialization parameters with a spawn time ahead (updateConsumer).`,
      { consumerId, phase: chain.phase, wanted: "INITIALIZED" },
    );
  }
  throw signal.reason;
}

async function launchFailed(
  { queries }: SpawnSource,
  chain: ConsumerChain,
  block: Block,
  spawnTime: Date,
): Promise<IcsError<"CCV_LAUNCH_FAILED">> {
  const { consumerId, chainId } = chain;
  const optedIn = await queries.consumerChainOptedInValidators(consumerId, { height: block.height });
  const reason = optedIn.length === 0 ? "nobody-opted-in" : "nobody-active-opted-in";
  const why =
    optedIn.length === 0
      ? "no validator had opted in"
      : `none of the ${optedIn.length} validators that had opted in (${optedIn.join(", ")}) is in the provider's active set or passes the power shaping`;
  return new IcsError(
    "CCV_LAUNCH_FAILED",
    `Consumer ${consumerId} ("${chainId}") did not launch at its spawn time ${spawnTime.toISOString()}: ${why}\n` +
      `The provider put it back to REGISTERED and cleared its spawn time (height ${block.height}), without any event.\n` +
      `To retry: have an active validator opt in (optIn("${consumerId}")), then have the owner set a new spawn time ` +
      `(updateConsumer({ consumerId: "${consumerId}", initializationParameters: … })).`,
    { consumerId, chainId, reason, spawnTime, providerHeight: block.height, optedIn },
  );
}
