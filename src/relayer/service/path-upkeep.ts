import type { Logger } from "../../logger.ts";
import { blockDistance, waitBlocks } from "../block-distance.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import type { PathRecord } from "./path-record.ts";
import { queryBacklog, queryFeeBalance, sampleWithBlocks } from "./path-sampler.ts";
import type { PathSteps } from "./path-steps.ts";
import type { RelayerEvent } from "./relayer-events.ts";

/** What the upkeep of a path takes. */
export interface PathUpkeepOptions {
  readonly record: PathRecord;
  readonly steps: PathSteps;
  readonly path: RelayPath;
  readonly consumerId: string;
  /** True looks for what the consumer's validators do wrong, and has the provider punish it. */
  readonly evidence: boolean;
  readonly onEvent: (event: RelayerEvent) => void;
  readonly logger: Logger;
  readonly sampleIntervalMs: number;
}

/**
 * What a path needs from its first connection on, whether packets are relayed or not: fresh light clients, a look at
 * the consumer's validators, and samples for its status. Resolves when the signal aborts; never rejects.
 */
export async function keepUp(options: PathUpkeepOptions, signal: AbortSignal): Promise<void> {
  const { path } = options;
  const works: (() => Promise<void>)[] = [
    () => keepFresh(options, "provider", signal),
    () => keepFresh(options, "consumer", signal),
    () => sampleWithBlocks(path.provider.connection, options.sampleIntervalMs, () => sample(options), signal),
  ];
  if (options.evidence) works.push(() => watchEvidence(options, signal));
  await Promise.all(works.map((work) => always(work, options, signal)));
}

/** Begins work again where it failed, at growing distances. */
async function always(
  work: () => Promise<void>,
  { record, path }: PathUpkeepOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (signal.aborted) return;
      record.note(error, failures);
      await waitBlocks(path.provider.connection, blockDistance(failures), signal).catch(() => undefined);
    }
  }
}

/** The light client that `host` keeps of the other end. */
function keepFresh(options: PathUpkeepOptions, host: PathSide, signal: AbortSignal): Promise<void> {
  const { path, steps, record, onEvent, logger } = options;
  const [source, destination] = [path[host === "provider" ? "consumer" : "provider"], path[host]];
  return steps.keepFresh(source, destination, {
    signal,
    logger,
    onStatus: (status) => {
      record.clients.set(host, status);
      onEvent({ kind: "client", path: record.name, host, status });
    },
    onRefreshed: (tx) => onEvent({ kind: "refreshed", path: record.name, host, tx }),
    onFailed: (error) => record.note(error, 1),
  });
}

function watchEvidence(options: PathUpkeepOptions, signal: AbortSignal): Promise<void> {
  const { path, steps, record, consumerId, onEvent, logger } = options;
  return steps.watchEvidence({
    provider: path.provider,
    consumer: path.consumer.connection,
    consumerId,
    clientId: path.provider.client.clientId,
    signal,
    logger,
    onEvidence: (evidence) => onEvent({ kind: "evidence", path: record.name, evidence }),
    onSubmitted: (submitted) => onEvent({ kind: "evidenceSubmitted", path: record.name, submitted }),
    onNotSubmitted: (left) => onEvent({ kind: "evidenceNotSubmitted", path: record.name, left }),
  });
}

async function sample({ path, record, steps }: PathUpkeepOptions): Promise<void> {
  const [ccv] = record.channels;
  const closed = ccv && (await steps.queryClosed(path, ccv));
  if (closed) record.closedChannel(closed);
  await Promise.all([
    ...record.channels.map(async (channel) => record.backlogs.set(channel, await queryBacklog(path, channel))),
    queryFeeBalance(path.consumer.sender).then((balance) => record.balances.set("consumer", balance)),
  ]);
}
