import { isIcsError } from "../../errors.ts";
import { type ClientStatus, clientNotActive } from "../../relayer/clients/client-status.ts";
import type { ChannelPair, FoundChannels } from "../../relayer/handshake/handshake.ts";
import type { RelayPath } from "../../relayer/relay-path.ts";
import { closedChannel, closedEnd } from "../../relayer/service/path-channels.ts";
import { type Backlog, queryBacklog, queryFeeBalance } from "../../relayer/service/path-sampler.ts";
import { type PathSteps, pathSteps, type RelayerChain } from "../../relayer/service/path-steps.ts";
import type { RelayerConsumer } from "../../relayer/service/path-supervisor.ts";
import type { RelayConfig } from "./relay-config.ts";

/** What a relayer would do for one consumer. */
export interface PathPlan {
  readonly name: string;
  readonly consumerId: string | undefined;
  readonly chainId: string | undefined;
  readonly phase: string | undefined;
  /** Whom it costs, and what is there: base units. */
  readonly accounts: readonly { readonly address: string; readonly denom: string; readonly balance: bigint }[];
  readonly clients: readonly ClientStatus[];
  readonly channels: readonly (ChannelPair & { readonly backlog: Backlog })[];
  /** In plain words, in order. */
  readonly actions: readonly string[];
  readonly problems: readonly unknown[];
}

type MutablePlan = { -readonly [K in keyof PathPlan]: PathPlan[K] } & { actions: string[]; problems: unknown[] };

/** How a plan is made. */
export interface PlanOptions {
  readonly provider: RelayerChain;
  readonly consumer: RelayerConsumer;
  readonly config: Pick<RelayConfig, "handshake" | "evidence">;
  readonly signal: AbortSignal;
  readonly steps?: PathSteps;
}

/** Looks at both chains and says what a relayer would do; sends nothing, and collects what is in the way. */
export async function planPath(options: PlanOptions): Promise<PathPlan> {
  const { consumer } = options;
  const plan: MutablePlan = {
    name: consumer.name ?? consumer.consumerId ?? "",
    consumerId: consumer.consumerId,
    chainId: undefined,
    phase: undefined,
    accounts: [],
    clients: [],
    channels: [],
    actions: [],
    problems: [],
  };
  try {
    await fillPlan(plan, options);
  } catch (error) {
    if (!isIcsError(error)) throw error;
    plan.problems.push(error);
  }
  return plan;
}

async function fillPlan(plan: MutablePlan, options: PlanOptions): Promise<void> {
  const { provider, consumer, steps = pathSteps, signal, config } = options;
  const connect = (): Promise<RelayerChain> =>
    typeof consumer.chain === "function" ? consumer.chain(signal) : Promise.resolve(consumer.chain);
  const found = plan.consumerId === undefined ? await connect() : undefined;
  plan.consumerId ??= await steps.findConsumer(provider, found ?? (await connect()));
  const chain = await steps.consumerChain(provider.connection, plan.consumerId);
  [plan.chainId, plan.phase] = [chain.chainId, chain.phase];
  if (chain.phase === "DELETED") {
    plan.actions.push("end the path: the provider has removed this consumer");
    return;
  }
  if (chain.phase !== "LAUNCHED" && chain.phase !== "STOPPED") {
    const spawnTime = chain.initializationParameters?.spawnTime?.toISOString();
    plan.actions.push(`wait for the launch${spawnTime === undefined ? "" : `, which is due at ${spawnTime}`}`);
    return;
  }
  const path = await steps.connectPath(provider, found ?? (await connect()), plan.consumerId);
  const senders = [path.provider.sender, path.consumer.sender];
  plan.accounts = await Promise.all(
    senders.map(async (sender) => {
      return { address: sender.address, denom: sender.feeDenom, balance: await queryFeeBalance(sender) };
    }),
  );
  await planClients(plan, path);
  await planChannels(plan, path, await steps.findChannels(path, { signal }), config);
  if (config.evidence ?? true)
    plan.actions.push("watch the consumer's validators for double votes and conflicting headers");
}

async function planClients(plan: MutablePlan, path: RelayPath): Promise<void> {
  plan.clients = await Promise.all([path.provider.client.status(), path.consumer.client.status()]);
  for (const { chainId, clientId, status } of plan.clients) {
    const other = chainId === path.provider.connection.chainId ? path.consumer : path.provider;
    if (status !== "Active") plan.problems.push(clientNotActive(chainId, clientId, status, other.connection.chainId));
  }
  plan.actions.push("keep both light clients fresh");
}

async function planChannels(
  plan: MutablePlan,
  path: RelayPath,
  { ccv, transfer }: FoundChannels,
  { handshake = true }: PlanOptions["config"],
): Promise<void> {
  const channels = [ccv, transfer].filter((channel) => channel !== undefined);
  plan.channels = await Promise.all(
    channels.map(async ({ portIdOnProvider, channelIdOnProvider, portIdOnConsumer, channelIdOnConsumer }) => {
      const pair = { portIdOnProvider, channelIdOnProvider, portIdOnConsumer, channelIdOnConsumer };
      return { ...pair, backlog: await queryBacklog(path, pair) };
    }),
  );
  if (ccv === undefined) {
    if (plan.phase === "STOPPED")
      plan.actions.push("end the path: the consumer was stopped before it had a CCV channel");
    else if (handshake) plan.actions.push("open connection and CCV channel on the launch's light clients");
    else plan.actions.push("wait for somebody else to open the CCV channel (handshake is off)");
  } else {
    const end = closedEnd(ccv);
    if (end !== undefined) plan.problems.push(closedChannel(path, ccv, end));
  }
  if (transfer === undefined && handshake && plan.phase === "LAUNCHED") {
    plan.actions.push("open the reward transfer channel, unless the consumer uses another one");
  }
  for (const {
    portIdOnProvider,
    channelIdOnProvider,
    channelIdOnConsumer,
    portIdOnConsumer,
    backlog,
  } of plan.channels) {
    const waiting = `${backlog.fromProvider} packets wait from the provider, ${backlog.fromConsumer} from the consumer`;
    plan.actions.push(
      `relay ${portIdOnProvider}/${channelIdOnProvider} and ${portIdOnConsumer}/${channelIdOnConsumer} (${waiting})`,
    );
  }
}
