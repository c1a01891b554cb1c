import { sleep } from "../../async/sleep.ts";
import { errorMessage, firstLine, isIcsError } from "../../errors.ts";
import type { RelayerChain } from "../../relayer/service/path-steps.ts";
import type { RelayerConsumer } from "../../relayer/service/path-supervisor.ts";
import type { CliContext } from "../context.ts";
import { connectRelayerChain } from "./connect-chains.ts";
import type { RelayConfig } from "./relay-config.ts";
import { KeyRing } from "./relay-keys.ts";
import type { RelayOutput } from "./relay-output.ts";

/** The chains of a configuration, not connected yet. */
export interface PreparedChains {
  /** @throws as `connectRelayerChain` */
  provider(signal: AbortSignal): Promise<RelayerChain>;
  readonly consumers: readonly RelayerConsumer[];
  /** Waits, for a while, for transactions that are on their way. */
  settle(timeoutMs: number): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Unlocks every key at once, so that a wrong one shows before anything is connected. @throws as `KeyRing.signer` */
export async function prepareChains(
  config: RelayConfig,
  context: CliContext,
  output: RelayOutput,
): Promise<PreparedChains> {
  const keys = new KeyRing(context.environment);
  const open: RelayerChain[] = [];
  const prepare = async (chain: RelayConfig["provider"] | RelayConfig["consumers"][number], field: string) => {
    const [key, keyField] = chain.key ? [chain.key, `${field}.key`] : [config.provider.key, "provider.key"];
    const signerFor = await keys.signer(key, keyField);
    return async (signal: AbortSignal): Promise<RelayerChain> => {
      const { logger } = output;
      const connected = await connectRelayerChain({ config: chain, field, signerFor }, { logger, signal });
      open.push(connected);
      return connected;
    };
  };
  return {
    provider: await prepare(config.provider, "provider"),
    consumers: await Promise.all(
      config.consumers.map(async (consumer, index) => {
        const field = `consumers[${index}]`;
        const { consumerId, chainId } = consumer;
        const name = consumerId ?? chainId ?? field;
        return { name, ...(consumerId !== undefined && { consumerId }), chain: await prepare(consumer, field) };
      }),
    ),
    settle: async (timeoutMs) => {
      const settled = await Promise.allSettled(open.map(({ sender }) => sender.settled({ timeoutMs })));
      const left = settled.filter(({ status }) => status === "rejected").length;
      if (left > 0) output.logger.warn("transactions were left on their way", { chains: left, timeoutMs });
    },
    close: async () => {
      await Promise.all(open.map(({ connection }) => connection.close()));
    },
  };
}

/** The longest wait between two tries to reach the provider. */
const LONGEST_WAIT_MS = 10_000;

/** Connects to the provider, for as long as it takes a silent node to answer. @throws as `connectRelayerChain` else */
export async function awaitProvider(
  chains: PreparedChains,
  output: RelayOutput,
  signal: AbortSignal,
): Promise<RelayerChain> {
  for (let waitMs = 250; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await chains.provider(signal);
    } catch (error) {
      if (!isIcsError(error, "RPC_UNREACHABLE")) throw error;
      output.say("warn", "waiting", firstLine(errorMessage(error)), {
        code: error.code,
        nextTryMs: waitMs,
      });
      await sleep(waitMs, signal);
    }
  }
}
