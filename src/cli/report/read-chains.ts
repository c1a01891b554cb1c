import { IcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { observeBlocks } from "../../observer/observe.ts";
import type { ChainRole } from "../../observer/observer-event.ts";
import { blocksUpTo } from "../../observer/report/blocks-up-to.ts";
import { ReportCollector } from "../../observer/report/report-collector.ts";
import type { ReportRange } from "../../observer/report/report-range.ts";
import type { BlockSource } from "../../observer/sources.ts";
import { connectObserved, type ObservedChains } from "../observe/connect-observed.ts";
import type { ReportRequest, ReportSource } from "./report-flags.ts";

type Chains = Extract<ReportSource, { kind: "chains" }>;

/** How often state is read over the range at most, beside what events say. */
const READINGS = 200n;

/** Reading at every block would ask much and tell little. */
const LEAST_BLOCKS_BETWEEN = 20n;

/** Told after each block how far its chain was read. */
export type OnProgress = (chain: ChainRole, height: bigint, last: bigint) => void;

/**
 * Reads the range from the chains themselves, up to their latest blocks where no end was given.
 * @throws as `connectObserved` and `observeConsumer`
 */
export async function readChains(
  nodes: Chains,
  request: ReportRequest,
  options: { readonly logger: Logger; readonly signal: AbortSignal; readonly onProgress: OnProgress },
): Promise<ReportCollector> {
  await using chains = await connectObserved(toObserve(nodes, request), options);
  const { provider } = chains;
  const { consumerId, source } = onlyConsumer(chains, request.consumerId);
  const consumer = await source;
  const [onProvider, onConsumer] = await Promise.all([
    lastHeight(provider.blocks, request.range.to?.provider),
    consumer ? lastHeight(consumer.blocks, request.range.to?.consumer) : 0n,
  ]);
  const to = { provider: onProvider, consumer: onConsumer };
  const collector = new ReportCollector({ consumerId, range: { ...request.range, to } });
  const blocks = observeBlocks({
    consumerId,
    provider: { ...provider, blocks: blocksUpTo(provider.blocks, to.provider) },
    ...(consumer && { consumer: { ...consumer, blocks: blocksUpTo(consumer.blocks, to.consumer) } }),
    ...(request.range.from && { from: request.range.from }),
    stateEveryBlocks: readingsEvery(request.range, to.provider),
    // However short the range is, its end is told from state, too.
    stateAtTip: true,
    signal: options.signal,
  });
  for await (const { chain, events, cursor } of blocks) {
    for (const event of events) collector.add(event);
    collector.reached(chain, cursor);
    options.onProgress(chain, cursor.height, to[chain]);
  }
  return collector;
}

function toObserve({ provider, consumer }: Chains, { consumerId }: ReportRequest) {
  return consumer === undefined
    ? { provider, consumers: [], consumerIds: consumerId === undefined ? [] : [consumerId] }
    : { provider, consumers: [consumer], consumerIds: [] };
}

function onlyConsumer({ consumers: [consumer] }: ObservedChains, given: string | undefined) {
  if (consumer === undefined) throw new RangeError("A consumer was connected");
  if (given === undefined || given === consumer.consumerId) return consumer;
  const { chainId, consumerId } = consumer;
  throw new IcsError(
    "CONFIG_INVALID",
    `${chainId} is consumer ${consumerId}, not ${given}\nLeave --consumer-id out, or give the address of the other consumer.`,
    { problems: [{ name: "--consumer-id", got: given, wanted: consumerId }] },
  );
}

async function lastHeight(blocks: BlockSource, asked: bigint | undefined): Promise<bigint> {
  const latest = await blocks.latestHeight?.();
  if (latest === undefined) throw new RangeError("A connected chain tells its latest height");
  return asked === undefined || asked > latest ? latest : asked;
}

function readingsEvery({ from }: ReportRange, to: bigint): bigint {
  const every = (to - (from?.provider ?? 1n)) / READINGS;
  return every > LEAST_BLOCKS_BETWEEN ? every : LEAST_BLOCKS_BETWEEN;
}
