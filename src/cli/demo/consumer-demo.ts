import type { Testnet, TestnetConsumer } from "../../../testnet/index.ts";
import { compareValidatorSets, createValidatorSet, totalPower, type ValidatorSet } from "../../ccv/validator-set.ts";
import { type ChainConnection, connectChain } from "../../chain/chain-connection.ts";
import { consumerSource, providerSource } from "../../observer/connect-sources.ts";
import { Observation } from "../../observer/observation.ts";
import type { ConsumerSource } from "../../observer/sources.ts";
import { consumerValidatorSet } from "../../provider/consumer-validator.ts";
import type { OpenedChannels } from "../../relayer/handshake/handshake.ts";
import { type DemoView, type StepEvidence, verify } from "./demo-step.ts";
import { describeEvent } from "./describe-event.ts";

/** How long anything in the demo may take, in blocks. */
const PATIENCE_BLOCKS = 120;

/** The demo of one consumer, step by step; each step resolves with what was read from the chains. */
export class ConsumerDemo {
  readonly consumer: TestnetConsumer;
  readonly #net: Testnet;
  readonly #watched: ChainConnection;
  readonly #signal: AbortSignal;
  readonly #seen: DemoView["seen"];
  readonly #attached = Promise.withResolvers<ConsumerSource>();
  #observation: Observation | undefined;
  #watchedConsumer: ChainConnection | undefined;

  /** @param watched a connection of the observer's own to the provider */
  constructor(
    net: Testnet,
    consumer: TestnetConsumer,
    options: { watched: ChainConnection; signal: AbortSignal; seen: DemoView["seen"] },
  ) {
    this.#net = net;
    this.consumer = consumer;
    this.#watched = options.watched;
    this.#signal = options.signal;
    this.#seen = options.seen;
    this.#attached.promise.catch(() => undefined); // The observation sees the rejection, where one runs.
  }

  get chainId(): string {
    return this.consumer.spec.chainId;
  }

  /** The independent observer of this consumer. */
  get observation(): Observation {
    if (this.#observation === undefined) throw new TypeError("The observer starts with the consumer's creation");
    return this.#observation;
  }

  async create(): Promise<StepEvidence> {
    const tx = await this.consumer.create({ signal: this.#signal });
    const { consumerId } = this.consumer;
    this.#observation = new Observation({
      consumerId,
      provider: providerSource(this.#watched),
      consumer: this.#attached.promise,
      onEvent: (event) => {
        const sight = describeEvent(this.chainId, event);
        if (sight !== undefined) this.#seen(sight);
      },
    });
    const created = await this.#until("consumerCreated", (event) => event.consumerId === consumerId);
    const chain = await this.#net.provider.queries.consumerChain(consumerId, { height: tx.height });
    const owner = this.#net.provider.chain.account("owner").address;
    verify("the consumer belongs to the ordinary account that created it", chain.ownerAddress, owner);
    verify("the consumer is initialized", chain.phase, "INITIALIZED");
    return {
      proof: `consumer ${consumerId} is INITIALIZED, its owner is no validator`,
      txHashes: hashes(created.txHash ?? tx.hash),
      heights: { [this.#providerId]: tx.height },
      facts: { consumerId, owner },
    };
  }

  async optIn(): Promise<StepEvidence> {
    const txs = await this.consumer.optIn({ signal: this.#signal });
    const { consumerId } = this.consumer;
    const { queries, chain } = this.#net.provider;
    const { validators } = await this.consumer.prepare();
    const optedIn = await queries.consumerChainOptedInValidators(consumerId);
    const wanted = validators.map(({ provider }) => provider.consensusAddress);
    verify("exactly these validators have opted in", optedIn.toSorted(), wanted.toSorted());
    for (const { provider, ownKey, consumerConsensusAddress, name } of validators) {
      const assigned = await queries.validatorConsumerAddr(provider.consensusAddress, consumerId);
      verify(
        `${name} signs with ${ownKey ? "a key of its own" : "its provider key"}`,
        assigned,
        ownKey ? consumerConsensusAddress : "",
      );
    }
    const stayedOut = chain.validators.filter(({ name }) => !validators.some((validator) => validator.name === name));
    const names = (some: readonly { readonly name: string }[]): string => some.map(({ name }) => name).join(", ");
    const ownKey = names(validators.filter((validator) => validator.ownKey));
    return {
      proof: `${validators.length} opted in, ${ownKey} with an own key; ${names(stayedOut)} stayed out`,
      txHashes: txs.map(({ hash }) => hash),
      heights: { [this.#providerId]: BigInt(Math.max(...txs.map(({ height }) => Number(height)))) },
      facts: { optedIn: names(validators), ownKey, stayedOut: names(stayedOut) },
    };
  }

  async spawn(): Promise<StepEvidence> {
    await this.consumer.spawn({ signal: this.#signal, timeoutMs: this.#patienceMs + 60_000 });
    const launched = await this.#until("consumerPhaseChanged", (event) => event.to === "LAUNCHED");
    const client = await this.#until("consumerClientCreated");
    const { clientId } = client;
    return {
      proof: `${launched.to}, light client ${clientId}`,
      txHashes: [],
      heights: { [this.#providerId]: launched.height },
      facts: { phase: launched.to, clientId },
    };
  }

  async start(): Promise<StepEvidence> {
    const chain = await this.consumer.start({ signal: this.#signal });
    this.#watchedConsumer = await connectChain({
      url: chain.rpcUrl,
      expectedChainId: this.chainId,
      signal: this.#signal,
    });
    this.#attached.resolve(consumerSource(this.#watchedConsumer));
    const read = await this.#until("validatorSetRead");
    const set = await this.#verifySameSet(createValidatorSet(read.validators));
    const power = Number(totalPower(set));
    return {
      proof: `${set.size} validators with power ${power}, as the provider says, key by key`,
      txHashes: [],
      heights: { [this.chainId]: read.height },
      facts: { validators: set.size, power },
    };
  }

  async openChannel(): Promise<StepEvidence> {
    const opened: OpenedChannels = await this.consumer.openChannel({
      signal: this.#signal,
      timeoutMs: this.#patienceMs,
    });
    const onConsumer = await this.#until("channelOpened", (event) => event.portId === "consumer");
    const onProvider = await this.#until("channelOpened", (event) => event.portId === "provider");
    verify("both ends of the channel name each other", onProvider.counterpartyChannelId, onConsumer.channelId);
    const blocksPerHop = opened.hops.map(({ blocks }) => blocks).join(" ");
    return {
      proof: `${onProvider.channelId} and ${onConsumer.channelId} open in ${opened.hops.length} hops of ${blocksPerHop} blocks`,
      txHashes: opened.hops.map(({ hash }) => hash),
      heights: { [this.#providerId]: onProvider.height, [this.chainId]: onConsumer.height },
      facts: {
        channelOnProvider: onProvider.channelId,
        channelOnConsumer: onConsumer.channelId,
        hops: opened.hops.length,
        blocksPerHop,
      },
    };
  }

  /** After a delegation at this provider height: its VSC packet goes over and the consumer's set follows. */
  async powerChange(delegated: { readonly height: bigint; readonly hash: string }): Promise<StepEvidence> {
    const sent = await this.#until("vscPacketSent", (event) => event.height >= delegated.height);
    const { sequence, packet } = sent;
    const received = await this.#until("vscPacketReceived", (event) => event.sequence === sequence);
    verify("the consumer accepted the VSC packet", received.verdict.kind, "accepted");
    const applied = await this.#until("validatorSetApplied", (event) => event.sequences.includes(sequence));
    const acknowledged = await this.#until("vscPacketAcknowledged", (event) => event.sequence === sequence);
    const read = await this.#until("validatorSetRead", (event) => event.height >= applied.effectiveHeight);
    const set = await this.#verifySameSet(createValidatorSet(read.validators), sent.height);
    const power = Number(totalPower(set));
    return {
      proof: `VSC packet ${sequence} acknowledged; power ${power}, equal key by key`,
      txHashes: hashes(delegated.hash, received.txHash, acknowledged.txHash),
      heights: { [this.#providerId]: acknowledged.height, [this.chainId]: applied.effectiveHeight },
      facts: {
        valsetUpdateId: packet.valsetUpdateId.toString(),
        updates: packet.validatorUpdates.length,
        power,
        sentAt: Number(sent.height),
        receivedAt: Number(received.height),
      },
    };
  }

  /** Waits until a key has no power on this consumer any more, and compares the sets again. */
  async powerGone(pubkey: Uint8Array, sentFrom: bigint): Promise<{ height: bigint; power: bigint }> {
    const isKey = (update: { pubkey: Uint8Array; power: bigint }): boolean =>
      update.power === 0n && Buffer.from(update.pubkey).equals(pubkey);
    const sent = await this.#until(
      "vscPacketSent",
      (event) => event.height >= sentFrom && event.packet.validatorUpdates.some(isKey),
    );
    const applied = await this.#until("validatorSetApplied", (event) => event.sequences.includes(sent.sequence));
    const read = await this.#until("validatorSetRead", (event) => event.height >= applied.effectiveHeight);
    const set = await this.#verifySameSet(createValidatorSet(read.validators), sent.height);
    return { height: read.height, power: totalPower(set) };
  }

  /** Every invariant held so far. @throws CHECK_FAILED with those that did not */
  verifyInvariants(): void {
    const broken = this.observation.violations.map(({ invariant, reason }) => `${invariant}: ${reason}`);
    verify(`every invariant held on ${this.chainId}`, broken, []);
  }

  async close(): Promise<void> {
    this.#attached.reject(new DOMException("The demo has ended", "AbortError"));
    try {
      await this.#observation?.close();
    } finally {
      await this.#watchedConsumer?.close();
    }
  }

  get #providerId(): string {
    return this.#net.provider.chain.chainId;
  }

  get #patienceMs(): number {
    return 30_000 + PATIENCE_BLOCKS * this.#net.topology.blockTimeMs;
  }

  /** The consumer's CometBFT set against the provider's view of it at a height, key by key. */
  async #verifySameSet(actual: ValidatorSet, height?: bigint): Promise<ValidatorSet> {
    const options = height === undefined ? {} : { height };
    const validators = await this.#net.provider.queries.consumerValidators(this.consumer.consumerId, options);
    const expected = consumerValidatorSet(validators);
    const differences = compareValidatorSets(expected, actual).map((difference) => ({
      key: difference.pubkey,
      provider: difference.expected?.toString(),
      consumer: difference.actual?.toString(),
    }));
    verify(`${this.chainId} runs the validator set that the provider says, key by key`, differences, []);
    return actual;
  }

  #until: Observation["until"] = (kind, matches) =>
    this.observation.until(kind, matches, { signal: this.#signal, timeoutMs: this.#patienceMs });
}

function hashes(...txHashes: readonly (string | undefined)[]): string[] {
  return txHashes.filter((hash) => hash !== undefined);
}
