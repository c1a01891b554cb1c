import { toHex, toUtf8 } from "@cosmjs/encoding";
import type { OfflineSigner } from "@cosmjs/proto-signing";
import { GasPrice } from "@cosmjs/stargate";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { TxSender } from "../../../src/chain/tx-sender.ts";
import { ValidatorSetChangePackets } from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import {
  type LaunchedConsumer,
  type LaunchOptions,
  type LaunchRelayer,
  launchConsumer,
} from "../../../src/launch/launch-consumer.ts";
import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import { initializationParameters } from "../../../src/provider/messages.ts";
import { SigningProviderClient } from "../../../src/provider/provider-client.ts";
import { setupProviderExtension } from "../../../src/provider/queries.ts";
import { createProviderRegistry } from "../../../src/provider/registry.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";
import type { useFakeComet } from "../../support/comet-fixtures.ts";
import { testWallet } from "../../support/fake-account.ts";
import { fakeGenesisMs } from "../../support/fake-comet.ts";
import { type FakeProvider, nextConsumerId, provide, sequenceBytes, sequenceKey } from "../provider/fake-provider.ts";
import { madeSpec, writtenSpec } from "./made.ts";

const service = "/interchain_security.ccv.provider.v1.Query/";
const stored = (key: Uint8Array): string => `/store/provider/key ${toHex(key)}`;
const channelKey = stored(providerStoreKey.channel(nextConsumerId));
const packet = ValidatorSetChangePackets.encode(
  ValidatorSetChangePackets.fromPartial({ list: [{ valsetUpdateId: 7n }] }),
).finish();
const pendingKey = stored(providerStoreKey.pendingVscPackets(nextConsumerId));

/** Both chains of a launch, which go on as it goes on, and outlast it. */
export class LaunchRig {
  readonly events: LaunchEvent[] = [];
  readonly kept: string[] = [];
  readonly placed: string[] = [];
  readonly opened: string[] = [];
  /** What becomes of the consumer at its spawn times, one after the other; LAUNCHED after the last. */
  readonly spawns: string[] = [];
  readonly provider: FakeProvider;
  readonly #connection: ChainConnection;
  readonly #signer: { readonly signer: OfflineSigner; readonly address: string };
  #consumerHeight = 0n;

  #onReady: () => void = () => undefined;

  private constructor(provider: FakeProvider, connection: ChainConnection, signer: OfflineSigner, address: string) {
    this.provider = provider;
    this.#connection = connection;
    this.#signer = { signer, address };
    provider.answers[sequenceKey.send] = sequenceBytes(2);
    this.#setAcknowledged(0);
    delete provider.answers[channelKey];
    delete provider.answers[pendingKey];
    provider.onMessage = (name) => this.#include(name);
  }

  static async start({ start, connect }: ReturnType<typeof useFakeComet>): Promise<LaunchRig> {
    const provider = provide(await start({ chainId: "provider-1", blocks: 4 }), []);
    const signer = await testWallet();
    const [account] = await signer.getAccounts();
    return new LaunchRig(provider, await connect(provider.comet), signer, account?.address ?? "");
  }

  /** Launches from whatever there is; `given` in place of what the rig does. */
  async launch(given: Partial<LaunchOptions> = {}): Promise<LaunchedConsumer> {
    const { onEvent, ...options } = given;
    return launchConsumer({
      spec: madeSpec({ firstPacket: { delegate: "1000000uatom" } }),
      provider: await this.#client(),
      onConsumerId: async (id) => void this.kept.push(id),
      baseGenesis: async () => ({ app_state: { ccvconsumer: {}, auth: {}, bank: {} } }),
      placeGenesis: async (text) => {
        const isNew = !this.placed.includes(text);
        this.placed.push(text);
        this.#consumerHeight = 1n;
        return { path: "genesis.json", isNew };
      },
      connectConsumer: async () => ({ latestHeight: async () => this.#consumerHeight }) as unknown as ChainConnection,
      relayer: this.relayer(),
      signal: new AbortController().signal,
      ...options,
      onEvent: (event) => {
        this.events.push(event);
        if (event.kind === "waiting" && event.what.startsWith("the spawn time")) this.#spawn();
        if (event.kind === "ready") this.#onReady();
        onEvent?.(event);
      },
    });
  }

  /** Opens the channel, and has the first packet acknowledged. */
  relayer(): LaunchRelayer {
    return {
      openChannel: async (_consumer, consumerId, { signal }) => {
        signal.throwIfAborted();
        this.opened.push(consumerId);
        this.provider.answers[channelKey] = toUtf8("channel-2");
      },
      relay: async (_consumer, _id, { signal }) => {
        signal.throwIfAborted();
        this.#setAcknowledged(1);
        this.provider.comet.addBlock();
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
    };
  }

  /** The names of the steps that began, in order. */
  steps(): string[] {
    return this.events.flatMap((event) => (event.kind === "step" ? [event.step] : []));
  }

  /** The names of the messages that the provider included. */
  sent(): string[] {
    return this.provider.sent().map(({ name }) => name);
  }

  /** Has nobody opted in. */
  leaveNobody(): void {
    const nobody = q.QueryConsumerChainOptedInValidatorsResponse.encode({ validatorsProviderAddresses: [] }).finish();
    this.provider.answers[`${service}QueryConsumerChainOptedInValidators`] = nobody;
  }

  async #client(): Promise<SigningProviderClient> {
    const connection = this.#connection;
    const { signer } = this.#signer;
    const gasPrice = GasPrice.fromString("0.01uatom");
    const sender = await TxSender.create({ connection, signer, gasPrice, registry: createProviderRegistry() });
    return new SigningProviderClient(sender, setupProviderExtension(connection.queryClient).provider);
  }

  #setAcknowledged(packets: number): void {
    this.provider.answers[sequenceKey.acknowledge] = sequenceBytes(packets + 1);
  }

  #include(name: string): void {
    const { consumers, comet } = this.provider;
    // Before the wait for the spawn begins there are two blocks more.
    const spawnTime = new Date(fakeGenesisMs + Number(comet.tip + 2n) * 1_000);
    const initialization = initializationParameters("consumer-1", { spawnTime });
    const { chainId, metadata } = writtenSpec;
    const fresh = { consumerId: nextConsumerId, chainId, metadata, initialization, phase: "INITIALIZED" };
    if (name === "MsgCreateConsumer") consumers.push({ ...fresh, ownerAddress: this.#signer.address });
    if (name === "MsgDelegate") this.provider.answers[pendingKey] = packet;
    if (name === "MsgUpdateConsumer") Object.assign(consumers[0] ?? {}, { ...fresh, later: undefined });
  }

  /** The spawn is in the block after the one that the wait for it begins at. */
  #spawn(): void {
    const { provider } = this;
    const [consumer] = provider.consumers;
    if (consumer === undefined || consumer.later !== undefined) return;
    consumer.later = { height: provider.comet.tip + 1n, phase: this.spawns.shift() ?? "LAUNCHED" };
    const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    provider.onAsked = () => asked.resolve();
    this.#onReady = () => told.resolve();
    // The wait has seen the state before the spawn, and has told who would validate.
    void Promise.all([asked.promise, told.promise]).then(() => provider.comet.addBlock());
  }
}
