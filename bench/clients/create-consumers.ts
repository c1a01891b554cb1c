import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  createProviderRegistry,
  initializationParameters,
  isIcsError,
  msgCreateConsumer,
  type SigningProviderClient,
} from "../../src/index.ts";

/** Consumers of one transaction, all transactions on their way at once. */
const PER_TRANSACTION = 100;

/** What a creation takes, at most: 44,000 measured. */
const GAS_PER_CONSUMER = 60_000;
const GAS_PER_TRANSACTION = 100_000;

/** Far beyond what fits in one request. */
const TOO_MANY = 5_000;

/** How a number of consumers was created. */
export interface Creation {
  readonly consumers: number;
  readonly seconds: number;
  readonly transactions: number;
  /** Blocks that hold them. */
  readonly blocks: number;
  readonly gasPerConsumer: number;
  /** Of its message in a transaction. */
  readonly bytesPerConsumer: number;
  /** Processor time of this process meanwhile: building, signing, following. */
  readonly ownCpuSeconds: number;
}

/**
 * A consumer's message. Every chain id is another, since a validator opts in to each chain id once, and every spawn time,
 * since the provider reads and writes all consumers of one spawn time for each that is added to them.
 */
export function consumerMessage(submitter: string, name: string, at: number, firstSpawn: Date): EncodeObject {
  const chainId = `${name}${at}-1`;
  const spawnTime = new Date(firstSpawn.getTime() + at * 1000);
  return msgCreateConsumer({
    submitter,
    chainId,
    metadata: { name: chainId, description: "A consumer of a measurement", metadata: "none" },
    initializationParameters: initializationParameters(chainId, { spawnTime }),
  });
}

/** Creates consumers in transactions of many messages. */
export async function createConsumers(
  owner: SigningProviderClient,
  count: number,
  firstSpawn: Date,
): Promise<Creation> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const messages = Array.from({ length: count }, (_, at) => consumerMessage(owner.address, "bench", at, firstSpawn));
  const groups = Array.from({ length: Math.ceil(count / PER_TRANSACTION) }, (_, at) =>
    messages.slice(at * PER_TRANSACTION, (at + 1) * PER_TRANSACTION),
  );
  const included = await Promise.all(groups.map((group) => owner.sender.send(group, { gas: gasFor(group.length) })));
  const { user, system } = process.cpuUsage(cpu);
  return {
    consumers: count,
    seconds: (performance.now() - begun) / 1000,
    transactions: groups.length,
    blocks: new Set(included.map(({ height }) => height)).size,
    gasPerConsumer: Math.round(included.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0) / count),
    bytesPerConsumer: encodedLength(messages) / count,
    ownCpuSeconds: (user + system) / 1e6,
  };
}

/** In the node's own words, why one transaction cannot create any number; nothing is created. */
export async function refusalOfTooMany(owner: SigningProviderClient, firstSpawn: Date): Promise<string> {
  const messages = Array.from({ length: TOO_MANY }, (_, at) => consumerMessage(owner.address, "many", at, firstSpawn));
  try {
    await owner.sender.send(messages, { gas: gasFor(TOO_MANY), timeoutBlocks: 2 });
  } catch (error) {
    if (isIcsError(error)) return error.message.split("\n")[0] ?? error.code;
    throw error;
  }
  return `none: ${TOO_MANY} were created in one transaction`;
}

const gasFor = (messages: number): number => messages * GAS_PER_CONSUMER + GAS_PER_TRANSACTION;

function encodedLength(messages: readonly EncodeObject[]): number {
  const registry = createProviderRegistry();
  return messages.reduce((sum, message) => {
    const { typeUrl, value } = registry.encodeAsAny(message);
    return sum + typeUrl.length + value.length;
  }, 0);
}
