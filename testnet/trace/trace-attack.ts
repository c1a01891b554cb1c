import { headerMessage, msgUpdateClient, queryHeader, watchConsumerEvidence } from "../../src/index.ts";
import { moreBlocks } from "../actions/blocks.ts";
import type { ConnectedChain } from "../actions/double-sign.ts";
import { forkChain } from "../faults/fork-chain.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/** A trace's attack on a consumer, and the watch that finds it. */
export class TraceAttack {
  readonly #net: Testnet;
  readonly #ending = new AbortController();
  readonly #watches: Promise<void>[] = [];
  #fork: { readonly consumer: TestnetConsumer; readonly chain: ConnectedChain } | undefined;

  constructor(net: Testnet) {
    this.#net = net;
  }

  /** Has what is found in a consumer's blocks, and in updates of its client, handed in from now on. */
  async watch({ connection, consumerId }: TestnetConsumer): Promise<void> {
    const { provider } = this.#net;
    const { signal } = this.#ending;
    const [{ clientId }, { sender }] = await Promise.all([
      provider.queries.consumerChain(consumerId),
      provider.client("owner"),
    ]);
    const end = { connection: provider.connection, sender };
    const watch = watchConsumerEvidence({ provider: end, consumer: connection, consumerId, clientId, signal });
    watch.catch(() => undefined); // Told by close.
    this.#watches.push(watch);
  }

  /** Forks a consumer with the node of one validator, which must be able to go on by itself. */
  async fork(consumer: TestnetConsumer, validator: string): Promise<void> {
    this.#fork = { consumer, chain: await forkChain(consumer.chain, { validators: [validator] }) };
  }

  /** Brings the provider's client forward with a header of the fork. */
  async showFork(): Promise<void> {
    if (this.#fork === undefined) throw new TypeError("The trace forks no chain before");
    const { consumer, chain } = this.#fork;
    const { client } = (await consumer.relayPath()).provider;
    const height = await moreBlocks(chain.connection, 1);
    const header = await queryHeader(chain.connection, height, client.trustedHeight);
    const { sender } = await this.#net.provider.client("delegator");
    await sender.send([msgUpdateClient(sender.address, client.clientId, headerMessage(header))]);
  }

  /** Ends the watches. @throws what ended one before */
  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#watches);
  }
}
