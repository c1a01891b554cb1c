import { type Block, eventAttribute } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../../chain/tx-sender.ts";
import { isIcsError } from "../../errors.ts";
import { applyChanges, settleLedger } from "../apply-plan.ts";
import { changedConsumers, type Plan } from "../plan/plan.ts";
import type { Policy } from "../policy/policy-schema.ts";
import type { Ledger } from "../state/ledger.ts";
import { ConcernLog, type ConsumerSigns, concernsOf } from "./concerns.ts";
import type { WatchEvent } from "./watch-event.ts";

/** What a watch reads and writes through; a test gives its own. */
export interface WatchMeans {
  /** A plan of the latest height. Keys that a policy asks for are generated before. */
  plan(): Promise<Plan>;
  /** What the nodes of consumers say. */
  signs(plan: Plan): Promise<(consumerId: string) => ConsumerSigns>;
  /** True where the validator is jailed on the provider. */
  isJailed(): boolean;
}

/** Whose opt-ins are watched over. */
export interface WatchOptions {
  readonly connection: ChainConnection;
  readonly sender: TxSender;
  readonly operatorAddress: string;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly means: WatchMeans;
  readonly onEvent: (event: WatchEvent) => void;
  /** Blocks of the provider after which it looks again though nothing was heard. Default 20. */
  readonly everyBlocks?: number;
  /** Only tells: sends nothing, and leaves what an earlier run had signed alone. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
}

const EVERY_BLOCKS = 20;

/**
 * Follows a provider, applies what the policy allows, and tells the rest, until the signal aborts. What fails is told,
 * and tried again with a later block.
 * @throws the signal's reason; VALIDATOR_STATE_FAILED, since nothing may be sent that is not kept
 */
export async function watchValidator(options: WatchOptions): Promise<void> {
  const { connection, signal, everyBlocks = EVERY_BLOCKS } = options;
  const watch = new Watch(options);
  // From before the first look: what happens meanwhile is not to be missed.
  const from = (await connection.waitForHeight(1n, { signal })) + 1n;
  let due = from + BigInt((await watch.round()) ? everyBlocks : 0);
  for await (const block of connection.blocks({ from, signal })) {
    if (concerns(block) && block.height < due) due = block.height;
    // Behind the tip there is more to come that may concern it.
    if (block.height < due || block.height < connection.knownHeight) continue;
    due = block.height + BigInt((await watch.round()) ? everyBlocks : 1);
  }
  signal.throwIfAborted();
}

class Watch {
  readonly #options: WatchOptions;
  readonly #concerns = new ConcernLog();
  #wasJailed = false;
  #lastFailure = "";
  #lastOpen = "";

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Looks once. False where it must look again with the next block: something was sent, or went wrong. */
  async round(): Promise<boolean> {
    try {
      return await this.#look();
    } catch (error) {
      this.#options.signal.throwIfAborted();
      if (!isIcsError(error) || error.code === "VALIDATOR_STATE_FAILED") throw error;
      const message = error.message.split("\n")[0] ?? error.code;
      if (message !== this.#lastFailure) this.#tell({ kind: "failed", code: error.code, message });
      this.#lastFailure = message;
      return false;
    }
  }

  async #look(): Promise<boolean> {
    const { sender, operatorAddress, policy, ledger, means, signal } = this.#options;
    await this.#settle();
    const plan = await means.plan();
    const signs = await means.signs(plan);
    for (const event of this.#concerns.news(concernsOf(plan, policy, signs))) this.#tell(event);
    this.#jail();
    const changed = this.#options.dryRun ? [] : changedConsumers(plan, false);
    const optedIn = plan.consumers.filter(({ isOptedIn }) => isOptedIn).length;
    this.#tell({ kind: "round", height: plan.height, consumers: plan.consumers.length, optedIn });
    const onIncluded = (tx: IncludedTx, summary: readonly string[]): void => this.#applied(tx, summary, false);
    await applyChanges(changed, { sender, operatorAddress, ledger, signal, onIncluded, isolate: true });
    this.#lastFailure = "";
    return changed.length === 0;
  }

  async #settle(): Promise<void> {
    const { connection, sender, ledger, signal, dryRun = false } = this.#options;
    if (!dryRun) {
      for (const tx of await settleLedger(connection, sender.address, ledger, { signal })) this.#applied(tx, [], true);
      return;
    }
    const hashes = ledger.open(connection.chainId, sender.address).map(({ hash }) => hash);
    const open = hashes.join();
    if (open !== "" && open !== this.#lastOpen) this.#tell({ kind: "left-open", hashes });
    this.#lastOpen = open;
  }

  #jail(): void {
    const { means, operatorAddress } = this.#options;
    const isJailed = means.isJailed();
    if (isJailed && !this.#wasJailed) this.#tell({ kind: "jailed", operatorAddress });
    this.#wasJailed = isJailed;
  }

  #applied({ hash, height }: IncludedTx, summary: readonly string[], wasLeft: boolean): void {
    this.#tell({ kind: "applied", hash, height, summary, wasLeft });
  }

  #tell(event: WatchEvent): void {
    this.#options.onEvent(event);
  }
}

/** Events of the provider module after which a policy may say something else. Not all that matters has one. */
function concerns({ txs, events }: Block): boolean {
  const ofTxs = txs.flatMap((tx) => (tx.code === 0 ? tx.events : []));
  return [...ofTxs, ...events].some(
    (event) =>
      eventAttribute(event, "consumer_id") !== undefined &&
      event.type !== "distributed_ics_rewards" &&
      eventAttribute(event, "reward_distribution") === undefined,
  );
}
