import { writeFile } from "node:fs/promises";
import {
  type ChainConnection,
  consumerSource,
  observeBlocks,
  providerSource,
  ReportCollector,
  renderReport,
} from "../src/index.ts";

/** The two chains of a report. */
interface Ends {
  readonly provider: { readonly connection: ChainConnection };
  readonly consumer: { readonly connection: ChainConnection; readonly consumerId: string };
}

/**
 * Writes the observer's HTML report of a consumer, from both chains' first blocks to their latest ones.
 * @throws TimeoutError where reading takes longer than `timeoutMs`; as `observeBlocks`
 */
export async function writeReport(
  provider: Ends["provider"],
  consumer: Ends["consumer"],
  path: string,
  options: { readonly timeoutMs: number },
): Promise<void> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const { consumerId } = consumer;
  const to = { provider: await provider.connection.latestHeight(), consumer: await consumer.connection.latestHeight() };
  const read = { provider: 0n, consumer: 0n };
  const collector = new ReportCollector({ consumerId, range: { to } });
  const sources = { provider: providerSource(provider.connection), consumer: consumerSource(consumer.connection) };
  for await (const { chain, events, cursor } of observeBlocks({
    consumerId,
    ...sources,
    stateEveryBlocks: 20n,
    signal,
  })) {
    for (const event of events) collector.add(event);
    collector.reached(chain, cursor);
    read[chain] = cursor.height;
    if (read.provider >= to.provider && read.consumer >= to.consumer) break;
  }
  await writeFile(path, await renderReport(collector.data(new Date())));
}
