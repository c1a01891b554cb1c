import type { WaitOptions } from "../async/wait-options.ts";
import { type ChainConnection, connectChain } from "../chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../chain/tx-sender.ts";
import { isIcsError } from "../errors.ts";
import type { ConsumerChain } from "../provider/consumer-chain.ts";
import { operatorAddress } from "../provider/provider-client.ts";
import { setupProviderExtension } from "../provider/queries.ts";
import { applyChanges } from "./apply-plan.ts";
import type { KeyFolder } from "./keys/key-folder.ts";
import { type NodeStatus, queryNodeStatus } from "./node-status.ts";
import { checkPlan } from "./plan/check-plan.ts";
import type { PlanFacts } from "./plan/consumer-facts.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { Plan, PlannedChanges, PlannedConsumer } from "./plan/plan.ts";
import { readPlanFacts } from "./plan/read-facts.ts";
import type { Policy } from "./policy/policy-schema.ts";
import type { Ledger } from "./state/ledger.ts";
import type { ConsumerSigns } from "./watch/concerns.ts";
import { type MissedBlocks, queryMissedBlocks } from "./watch/missed-blocks.ts";

/** A node of the validator on a consumer, named by the consumer's id, or by its chain id. */
export type ConsumerNode = {
  readonly url: string;
  /** Another node of that chain, asked for missed blocks while this one does not answer. */
  readonly otherUrl?: string;
} & (
  | { readonly consumerId: string; readonly chainId?: undefined }
  | { readonly chainId: string; readonly consumerId?: undefined }
);

/** What a session works with; the caller closes it all. */
export interface ValidatorSessionOptions {
  /** Of the validator's own account on the provider. */
  readonly sender: TxSender;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly keys?: KeyFolder;
  /** Generates the keys that rules ask for; without it such consumers wait for `keys generate`. */
  readonly keyPassword?: () => Promise<string>;
  readonly nodes?: readonly ConsumerNode[];
}

/** One validator's automation: its plans, what its nodes say, and the changes that it sends. */
export class ValidatorSession {
  readonly operatorAddress: string;
  readonly connection: ChainConnection;
  readonly #options: ValidatorSessionOptions;
  readonly #connections = new Map<string, Promise<ChainConnection>>();
  #facts: PlanFacts | undefined;
  #statuses: ReadonlyMap<string, NodeStatus> = new Map();

  constructor(options: ValidatorSessionOptions) {
    this.#options = options;
    this.connection = options.sender.connection;
    this.operatorAddress = operatorAddress(options.sender.address);
  }

  /** What the last plan was made from. */
  get facts(): PlanFacts | undefined {
    return this.#facts;
  }

  /** What the policy wants changed now, all of one height. @throws as `readPlanFacts`, `KeyFolder.reload` */
  async plan(): Promise<Plan> {
    const { policy, keys, nodes = [] } = this.#options;
    const { connection, operatorAddress } = this;
    const [facts, statuses] = await Promise.all([
      readPlanFacts(connection, { operatorAddress, policy }),
      Promise.all(nodes.map(async ({ url }): Promise<[string, NodeStatus]> => [url, await queryNodeStatus(url)])),
    ]);
    // After the facts: a key is in the folder before it is assigned, so one that is assigned there is known here. The
    // other way round, a key of another process's making could be replaced by the one before it.
    await keys?.reload();
    this.#facts = facts;
    this.#statuses = new Map(statuses);
    const plan = this.#make(facts);
    return (await this.#generateKeys(plan)) ? this.#make(facts) : plan;
  }

  /**
   * Sends the changes of a plan, once a new one says the same of these consumers.
   * @throws VALIDATOR_PLAN_STALE where it does not: nothing is sent; as `applyChanges`
   */
  async apply(
    consumers: readonly PlannedChanges[],
    options: WaitOptions & { readonly onIncluded?: (tx: IncludedTx, summary: readonly string[]) => void } = {},
  ): Promise<readonly IncludedTx[]> {
    checkPlan(consumers, await this.plan());
    const { sender, ledger } = this.#options;
    return applyChanges(consumers, { ...options, sender, ledger, operatorAddress: this.operatorAddress });
  }

  /** What the validator's nodes say of the consumers of a plan. */
  async signs(plan: Plan): Promise<(consumerId: string) => ConsumerSigns> {
    const signs = await Promise.all(
      plan.consumers.map(async (consumer): Promise<[string, ConsumerSigns]> => {
        const node = this.#status(consumer);
        const missed = consumer.duty?.kind === "now" ? await this.#missed(consumer, node) : undefined;
        return [consumer.consumerId, { node, missed }];
      }),
    );
    const byId = new Map(signs);
    return (consumerId) => byId.get(consumerId) ?? { node: undefined, missed: undefined };
  }

  /** One consumer as the provider has it now. @throws CCV_CONSUMER_NOT_FOUND */
  consumer(consumerId: string): Promise<ConsumerChain> {
    return setupProviderExtension(this.connection.queryClient).provider.consumerChain(consumerId);
  }

  /** True where the last plan found the validator jailed on the provider. */
  isJailed(): boolean {
    return this.#facts?.provider.validator.jailed ?? false;
  }

  /** Closes the connections to the consumers' nodes. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#connections.values());
    await Promise.all(opened.map((each) => (each.status === "fulfilled" ? each.value.close() : undefined)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #make(facts: PlanFacts): Plan {
    const providerChainId = this.connection.chainId;
    return makePlan(facts, this.#options.policy, {
      generatedKey: (consumerId) => this.#options.keys?.publicKey({ providerChainId, consumerId }),
      node: (consumer) => this.#status(consumer),
    });
  }

  #status(consumer: { readonly consumerId: string; readonly chainId: string }): NodeStatus | undefined {
    const node = this.#node(consumer);
    return node && this.#statuses.get(node.url);
  }

  #node(consumer: { readonly consumerId: string; readonly chainId: string }): ConsumerNode | undefined {
    const { nodes = [] } = this.#options;
    return (
      nodes.find(({ consumerId }) => consumerId === consumer.consumerId) ??
      nodes.find(({ chainId }) => chainId === consumer.chainId)
    );
  }

  async #generateKeys(plan: Plan): Promise<boolean> {
    const { keys, keyPassword } = this.#options;
    const lacking = plan.consumers.filter(({ lacksKey }) => lacksKey);
    if (keys === undefined || keyPassword === undefined || lacking.length === 0) return false;
    const password = await keyPassword();
    const { providerChainId } = plan;
    for (const { consumerId, chainId } of lacking)
      await keys.generate({ providerChainId, consumerId, chainId }, password);
    return true;
  }

  /** Undefined where no node can tell: that it does not answer is told on its own. */
  async #missed(consumer: PlannedConsumer, status: NodeStatus | undefined): Promise<MissedBlocks | undefined> {
    const node = this.#node(consumer);
    const url = status?.kind === "answers" && status.chainId === consumer.chainId ? node?.url : node?.otherUrl;
    if (url === undefined) return undefined;
    try {
      const known = this.#connections.get(url) ?? connectChain({ url, expectedChainId: consumer.chainId });
      this.#connections.set(url, known);
      return await queryMissedBlocks(await known, consumer.signingKey);
    } catch (error) {
      if (!isIcsError(error)) throw error;
      this.#connections.delete(url);
      return undefined;
    }
  }
}
