import type { EncodeObject } from "@cosmjs/proto-signing";
import { Channel, Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { consumerPortId, providerPortId, transferPortId } from "../ccv/identifiers.ts";
import { eventAttribute } from "../chain/block.ts";
import type { IncludedTx } from "../chain/tx-sender.ts";
import { IcsError } from "../errors.ts";
import * as ibc from "../ibc/messages.ts";
import { ibcPath } from "../ibc/proof.ts";
import { type Prove, type RelayEnd, submitProven } from "./relay-end.ts";
import type { RelayPath } from "./relay-path.ts";

/** A channel by the ids that each chain gave it. */
export interface ChannelPair {
  readonly portIdOnProvider: string;
  readonly channelIdOnProvider: string;
  readonly portIdOnConsumer: string;
  readonly channelIdOnConsumer: string;
}

/** One transaction of the handshake. */
export interface Hop {
  /** What it did, for instance `ConnectionOpenAck + ChannelOpenInit`. */
  readonly name: string;
  readonly chainId: string;
  readonly hash: string;
  readonly height: bigint;
  /** Blocks of that chain from its latest one when the hop could begin to the one that took it in. */
  readonly blocks: number;
}

/** What the handshake has opened. */
export interface OpenedChannels {
  readonly connectionIdOnProvider: string;
  readonly connectionIdOnConsumer: string;
  readonly ccv: ChannelPair;
  /** The last hop's transaction on the provider: from its height on VSC packets can be sent. */
  readonly openedAt: IncludedTx;
  /** The transactions up to the open CCV channel, in order; those of the transfer channel are told to `onHop` only. */
  readonly hops: readonly Hop[];
  /** The reward transfer channel that the consumer began by itself, not open yet; undefined where it reuses another. */
  readonly transfer: ChannelPair | undefined;
  /** Opens the transfer channel on both ends, in two more transactions. */
  finishTransfer(options?: WaitOptions): Promise<void>;
}

/** How the handshake reports itself. */
export interface HandshakeOptions extends WaitOptions {
  readonly onHop?: (hop: Hop) => void;
}

/**
 * Opens connection and CCV channel between a provider and a new consumer in six sequential transactions, on exactly
 * the two clients that the launch made (the chains refuse any other). `timeoutMs` bounds all six together.
 * @throws POLL_TIMEOUT, TX_EVENT_MISSING; as `TxSender.send`
 * @see OnChanOpenInit and OnChanOpenTry in x/ccv/consumer and x/ccv/provider of interchain-security
 */
export async function openCcvChannel(path: RelayPath, options: HandshakeOptions = {}): Promise<OpenedChannels> {
  const { onHop = () => undefined } = options;
  const opened = await withDeadline("the CCV channel to open", options, (signal) =>
    new Handshake(path, onHop, { signal }).open(),
  );
  return {
    ...opened,
    finishTransfer: ({ signal, timeoutMs } = options) =>
      withDeadline("the transfer channel to open", { signal, timeoutMs }, async (ending) => {
        const { transfer, openedAt } = opened;
        if (transfer === undefined) return;
        await new Handshake(path, onHop, { signal: ending }).finishTransfer(transfer, openedAt);
      }),
  };
}

class Handshake {
  readonly #provider: RelayEnd;
  readonly #consumer: RelayEnd;
  readonly #onHop: (hop: Hop) => void;
  readonly #options: WaitOptions;
  readonly #hops: Hop[] = [];

  constructor(path: RelayPath, onHop: (hop: Hop) => void, options: WaitOptions) {
    this.#provider = path.provider;
    this.#consumer = path.consumer;
    this.#onHop = onHop;
    this.#options = options;
  }

  async open(): Promise<Omit<OpenedChannels, "finishTransfer">> {
    const { onProvider: connectionIdOnProvider, onConsumer: connectionIdOnConsumer, tried } = await this.#connection();
    const ids = { connectionIdOnProvider, connectionIdOnConsumer };
    return { ...ids, ...(await this.#channel(ids, tried)), hops: this.#hops };
  }

  /** Hops 1 and 2: the connection up to TRYOPEN on the provider. */
  async #connection(): Promise<{ onProvider: string; onConsumer: string; tried: IncludedTx }> {
    const [provider, consumer] = [this.#provider, this.#consumer];
    const inited = await this.#hop("ConnectionOpenInit", consumer, () =>
      consumer.sender.send(
        [ibc.msgConnectionOpenInit(consumer.sender.address, consumer.client.clientId, provider.client.clientId)],
        { ...this.#options, gas: 300_000 },
      ),
    );
    const onConsumer = createdId(inited, "connection_open_init", "connection_id");
    const tried = await this.#proven("ConnectionOpenTry", consumer, provider, inited.height, async (prove) => [
      ibc.msgConnectionOpenTry(
        provider.sender.address,
        provider.client.clientId,
        { clientId: consumer.client.clientId, connectionId: onConsumer },
        await prove(ibcPath.connection(onConsumer)),
      ),
    ]);
    return { onProvider: createdId(tried, "connection_open_try", "connection_id"), onConsumer, tried };
  }

  /** Hops 3 to 6: connection and CCV channel open on both ends; the consumer begins the transfer channel in hop 5. */
  async #channel(
    ids: { connectionIdOnProvider: string; connectionIdOnConsumer: string },
    connectionTried: IncludedTx,
  ): Promise<{ ccv: ChannelPair; transfer: ChannelPair | undefined; openedAt: IncludedTx }> {
    const [provider, consumer] = [this.#provider, this.#consumer];
    const { connectionIdOnProvider: onProvider, connectionIdOnConsumer: onConsumer } = ids;
    const inited = await this.#proven(
      "ConnectionOpenAck + ChannelOpenInit",
      provider,
      consumer,
      connectionTried.height,
      async (prove) => {
        const tried = await prove(ibcPath.connection(onProvider));
        const signer = consumer.sender.address;
        return [
          ibc.msgConnectionOpenAck(signer, onConsumer, onProvider, tried),
          ibc.msgCcvChannelOpenInit(signer, onConsumer),
        ];
      },
    );
    const channelIdOnConsumer = createdId(inited, "channel_open_init", "channel_id");
    const tried = await this.#proven(
      "ConnectionOpenConfirm + ChannelOpenTry",
      consumer,
      provider,
      inited.height,
      async (prove) => {
        const [connection, channel] = await Promise.all([
          prove(ibcPath.connection(onConsumer)),
          prove(ibcPath.channel(consumerPortId, channelIdOnConsumer)),
        ]);
        const signer = provider.sender.address;
        const ends = {
          portId: providerPortId,
          counterpartyPortId: consumerPortId,
          counterpartyChannelId: channelIdOnConsumer,
        };
        const { version: counterpartyVersion } = Channel.decode(channel.value);
        const end = { ordering: Order.ORDER_ORDERED, connectionId: onProvider, counterpartyVersion };
        return [
          ibc.msgConnectionOpenConfirm(signer, onProvider, connection),
          ibc.msgChannelOpenTry(signer, ends, end, channel),
        ];
      },
    );
    const channelIdOnProvider = createdId(tried, "channel_open_try", "channel_id");
    const acknowledged = await this.#acknowledge(tried, {
      portId: consumerPortId,
      channelId: channelIdOnConsumer,
      counterpartyPortId: providerPortId,
      counterpartyChannelId: channelIdOnProvider,
    });
    const transferOnConsumer = transferChannelBegun(acknowledged);
    const openedAt = await this.#confirm(
      acknowledged,
      onProvider,
      { channelIdOnConsumer, channelIdOnProvider },
      transferOnConsumer,
    );
    return {
      ccv: {
        portIdOnProvider: providerPortId,
        channelIdOnProvider,
        portIdOnConsumer: consumerPortId,
        channelIdOnConsumer,
      },
      transfer: transferPair(openedAt, transferOnConsumer),
      openedAt,
    };
  }

  /** Acknowledges on the consumer a channel end that the provider has in TRYOPEN, with its version byte for byte. */
  #acknowledge(tried: IncludedTx, ends: ibc.ChannelEnds): Promise<IncludedTx> {
    const name = ends.portId === consumerPortId ? "ChannelOpenAck" : "ChannelOpenAck (transfer)";
    return this.#proven(name, this.#provider, this.#consumer, tried.height, async (prove) => {
      const channel = await prove(ibcPath.channel(ends.counterpartyPortId, ends.counterpartyChannelId));
      const { version } = Channel.decode(channel.value);
      return [ibc.msgChannelOpenAck(this.#consumer.sender.address, ends, version, channel)];
    });
  }

  /** Hop 6, with the transfer channel's Try where the consumer has begun one. */
  #confirm(
    acknowledged: IncludedTx,
    connectionIdOnProvider: string,
    ccv: { channelIdOnConsumer: string; channelIdOnProvider: string },
    transferOnConsumer: string | undefined,
  ): Promise<IncludedTx> {
    const signer = this.#provider.sender.address;
    const name =
      transferOnConsumer === undefined ? "ChannelOpenConfirm" : "ChannelOpenConfirm + ChannelOpenTry (transfer)";
    return this.#proven(name, this.#consumer, this.#provider, acknowledged.height, async (prove) => {
      const proof = await prove(ibcPath.channel(consumerPortId, ccv.channelIdOnConsumer));
      const confirm = ibc.msgChannelOpenConfirm(signer, providerPortId, ccv.channelIdOnProvider, proof);
      if (transferOnConsumer === undefined) return [confirm];
      const init = await prove(ibcPath.channel(transferPortId, transferOnConsumer));
      const ends = {
        portId: transferPortId,
        counterpartyPortId: transferPortId,
        counterpartyChannelId: transferOnConsumer,
      };
      const { version: counterpartyVersion } = Channel.decode(init.value);
      const end = { ordering: Order.ORDER_UNORDERED, connectionId: connectionIdOnProvider, counterpartyVersion };
      return [confirm, ibc.msgChannelOpenTry(signer, ends, end, init)];
    });
  }

  /** The two transactions after those of `open` that open the transfer channel on both ends. */
  async finishTransfer(transfer: ChannelPair, opened: IncludedTx): Promise<void> {
    const ends = {
      portId: transfer.portIdOnConsumer,
      channelId: transfer.channelIdOnConsumer,
      counterpartyPortId: transfer.portIdOnProvider,
      counterpartyChannelId: transfer.channelIdOnProvider,
    };
    const { height } = await this.#acknowledge(opened, ends);
    const [provider, consumer] = [this.#provider, this.#consumer];
    await this.#proven("ChannelOpenConfirm (transfer)", consumer, provider, height, async (prove) => {
      const proof = await prove(ibcPath.channel(ends.portId, ends.channelId));
      const signer = provider.sender.address;
      return [ibc.msgChannelOpenConfirm(signer, ends.counterpartyPortId, ends.counterpartyChannelId, proof)];
    });
  }

  #proven(
    name: string,
    source: RelayEnd,
    destination: RelayEnd,
    height: bigint,
    messages: (prove: Prove) => Promise<EncodeObject[]>,
  ): Promise<IncludedTx> {
    return this.#hop(name, destination, () => submitProven(source, destination, height, messages, this.#options));
  }

  async #hop(name: string, end: RelayEnd, send: () => Promise<IncludedTx>): Promise<IncludedTx> {
    const from = await end.connection.waitForHeight(1n, this.#options);
    const tx = await send();
    const hop: Hop = { name, chainId: tx.chainId, hash: tx.hash, height: tx.height, blocks: Number(tx.height - from) };
    this.#hops.push(hop);
    this.#onHop(hop);
    return tx;
  }
}

/** The transfer channel that the consumer module began within ChannelOpenAck; none where it reuses an old one. */
function transferChannelBegun(tx: IncludedTx): string | undefined {
  return channelIdOf(tx, "channel_open_init");
}

function transferPair(tx: IncludedTx, channelIdOnConsumer: string | undefined): ChannelPair | undefined {
  if (channelIdOnConsumer === undefined) return undefined;
  const channelIdOnProvider = channelIdOf(tx, "channel_open_try");
  if (channelIdOnProvider === undefined) throw eventMissing(tx, "channel_open_try");
  return {
    portIdOnProvider: transferPortId,
    channelIdOnProvider,
    portIdOnConsumer: transferPortId,
    channelIdOnConsumer,
  };
}

function channelIdOf(tx: IncludedTx, type: string): string | undefined {
  const event = tx.events.find((item) => item.type === type && eventAttribute(item, "port_id") === transferPortId);
  return event && eventAttribute(event, "channel_id");
}

function createdId(tx: IncludedTx, type: string, key: string): string {
  const event = tx.events.find((item) => item.type === type);
  const id = event && eventAttribute(event, key);
  if (id === undefined) throw eventMissing(tx, type);
  return id;
}

function eventMissing(tx: IncludedTx, eventType: string): IcsError<"TX_EVENT_MISSING"> {
  return new IcsError(
    "TX_EVENT_MISSING",
    `Transaction ${tx.hash} on ${tx.chainId} succeeded without the event ${eventType} that the handshake needs`,
    { chainId: tx.chainId, hash: tx.hash, eventType },
  );
}
