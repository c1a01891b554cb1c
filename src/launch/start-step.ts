import { pollUntil } from "../async/poll-until.ts";
import { together, togetherUntil } from "../async/together.ts";
import { isIcsError } from "../errors.ts";
import { type ConsumerOverview, queryConsumerOverview } from "../provider/consumer-overview.ts";
import { consumerHeight } from "./consumer-height.ts";
import { firstPacketDelegation } from "./first-packet.ts";
import { ccvGenesis } from "./genesis/ccv-genesis.ts";
import { genesisText, hashOf, makeConsumerGenesis } from "./genesis/consumer-genesis-file.ts";
import type { LaunchRun } from "./launch-consumer.ts";
import type { LaunchState } from "./launch-state.ts";

/** The longest that a node is given to be started by people; the signal ends the wait before. */
export const PATIENCE_MS = 2 ** 31 - 1;

/** Makes the genesis file, and waits until nodes that run it make blocks. */
export async function startStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { text, hash } = await genesisOf(run, overview);
  run.tell({ kind: "genesis", hash, ...(await run.placeGenesis(text)) });
  // What the change of power takes on the provider passes while the nodes start.
  await together(run.signal, (signal) => [untilStarted(run, overview, signal), causeFirstPacket(run, state, signal)]);
}

/** The genesis file of a launched consumer, made of what its provider tells. @throws CONFIG_INVALID; as a query */
export async function genesisOf(
  { provider, spec, baseGenesis }: Pick<LaunchRun, "provider" | "spec" | "baseGenesis">,
  { consumerId }: Pick<ConsumerOverview, "consumerId">,
): Promise<{ readonly text: string; readonly hash: string }> {
  const [state, time, base] = await Promise.all([
    provider.queries.consumerGenesis(consumerId),
    provider.queries.consumerGenesisTime(consumerId),
    baseGenesis(),
  ]);
  const launchedAt = time ?? new Date(0);
  const text = genesisText(makeConsumerGenesis({ spec, base, ccv: ccvGenesis(state, spec), launchedAt }));
  return { text, hash: hashOf(text) };
}

/** Until nodes make blocks; where somebody else relays, they may be out of sight and only the open channel be seen. */
function untilStarted(run: LaunchRun, overview: ConsumerOverview, signal: AbortSignal): Promise<void> {
  if (run.relayer !== undefined) return untilBlocks(run, overview, signal);
  return togetherUntil(
    signal,
    (racing) => [untilBlocks(run, overview, racing), untilOpen(run, overview.consumerId, racing)],
    (promises) => Promise.race(promises),
  );
}

/** Until the provider's end of the CCV channel is open, or never will be. */
export async function untilOpen({ provider }: LaunchRun, consumerId: string, signal: AbortSignal): Promise<void> {
  const { connection } = provider.sender;
  for await (const { height } of connection.blocks({ from: await connection.latestHeight(), signal })) {
    const { channel, phase } = await queryConsumerOverview(connection, consumerId, { height });
    if (channel?.state === "open" || phase !== "LAUNCHED") return;
  }
}

async function untilBlocks(run: LaunchRun, overview: ConsumerOverview, signal: AbortSignal): Promise<void> {
  const { tell, spec } = run;
  const first = overview.initializationParameters?.initialHeight.revisionHeight ?? 1n;
  tell({ kind: "waiting", what: `a node of ${spec.chainId} that makes blocks with this genesis file` });
  const what = `${spec.chainId} to make blocks`;
  const reached = await pollUntil(
    () => consumerHeight({ ...run, signal }),
    (now) => now >= first,
    {
      what,
      signal,
      intervalMs: 100,
      timeoutMs: PATIENCE_MS,
    },
  );
  tell({ kind: "blocks", chainId: spec.chainId, height: reached });
}

/** Has the provider make a first VSC packet, where the spec says how and none is on its way. */
export async function causeFirstPacket(run: LaunchRun, state: LaunchState, signal: AbortSignal): Promise<void> {
  const { provider, spec, tell } = run;
  if (run.hasDelegated) return;
  const message = firstPacketDelegation(spec, state, provider.address);
  if (message === undefined) return;
  const { validatorAddress: validator, amount } = message.value;
  try {
    const tx = await provider.sender.send([message], { signal, signAgain: false });
    run.hasDelegated = true;
    tell({ kind: "delegated", validator, amount: `${amount.amount}${amount.denom}`, tx });
  } catch (error) {
    // An earlier run's may be on its way: the state says so once it is included.
    if (!isIcsError(error, "TX_REFUSED") || !error.context.log.includes("account sequence mismatch")) throw error;
  }
}
