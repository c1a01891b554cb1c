import { pollUntil } from "../async/poll-until.ts";
import { isIcsError } from "../errors.ts";
import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import { consumerHeight } from "./consumer-height.ts";
import { firstPacketDelegation } from "./first-packet.ts";
import { ccvGenesis } from "./genesis/ccv-genesis.ts";
import { genesisText, hashOf, makeConsumerGenesis } from "./genesis/consumer-genesis-file.ts";
import type { LaunchRun } from "./launch-consumer.ts";
import type { LaunchState } from "./launch-state.ts";

/** The longest that a node is given to be started by people; the signal ends the wait before. */
const START_TIMEOUT_MS = 2 ** 31 - 1;

/** Makes the genesis file, and waits until nodes that run it make blocks. */
export async function startStep(run: LaunchRun, state: LaunchState, overview: ConsumerOverview): Promise<void> {
  const { text, hash } = await genesisOf(run, overview);
  run.tell({ kind: "genesis", hash, ...(await run.placeGenesis(text)) });
  // What the change of power takes on the provider passes while the nodes start.
  await Promise.all([untilBlocks(run, overview), causeFirstPacket(run, state)]);
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

async function untilBlocks(run: LaunchRun, overview: ConsumerOverview): Promise<void> {
  const { signal, tell, spec } = run;
  const first = overview.initializationParameters?.initialHeight.revisionHeight ?? 1n;
  tell({ kind: "waiting", what: `a node of ${spec.chainId} that makes blocks with this genesis file` });
  const what = `${spec.chainId} to make blocks`;
  const reached = await pollUntil(
    () => consumerHeight(run),
    (now) => now >= first,
    {
      what,
      signal,
      intervalMs: 100,
      timeoutMs: START_TIMEOUT_MS,
    },
  );
  tell({ kind: "blocks", chainId: spec.chainId, height: reached });
}

/** Has the provider make a first VSC packet, where the spec says how and none is on its way. */
export async function causeFirstPacket({ provider, spec, tell, signal }: LaunchRun, state: LaunchState): Promise<void> {
  const message = firstPacketDelegation(spec, state, provider.address);
  if (message === undefined) return;
  const { validatorAddress: validator, amount } = message.value;
  try {
    const tx = await provider.sender.send([message], { signal, signAgain: false });
    tell({ kind: "delegated", validator, amount: `${amount.amount}${amount.denom}`, tx });
  } catch (error) {
    // An earlier run's may be on its way: the state says so once it is included.
    if (!isIcsError(error, "TX_REFUSED") || !error.context.log.includes("account sequence mismatch")) throw error;
  }
}
