import { type Block, eventAttribute } from "../../src/index.ts";
import { eventsOf, type Moment } from "./packet-trace.ts";

/** When the stages of one consumer's handshake stood in a block. */
export interface HandshakeTrace {
  /** The first connection message. */
  readonly begun: Moment;
  /** The provider's end of the CCV channel was open, and so were all the others of it. */
  readonly ccvOpen: Moment;
  /** The same of the transfer channel. */
  readonly transferOpen: Moment;
  readonly connectionIdOnProvider: string;
  readonly connectionIdOnConsumer: string;
  readonly ccvChannelIdOnProvider: string;
}

/**
 * Reads a handshake from the blocks of both chains; undefined while it is not through.
 * On the consumer there is no other connection; the provider's are told apart by its client of this consumer.
 */
export function traceHandshake(
  provider: readonly Block[],
  consumer: readonly Block[],
  clientIdOnProvider: string,
): HandshakeTrace | undefined {
  const onConsumer = firstStep(consumer, {});
  const onProvider = firstStep(provider, { client_id: clientIdOnProvider });
  const connectionIdOnConsumer = onConsumer?.attribute("connection_id");
  const connectionIdOnProvider = onProvider?.attribute("connection_id");
  if (onConsumer === undefined || onProvider === undefined) return undefined;
  if (connectionIdOnConsumer === undefined || connectionIdOnProvider === undefined) return undefined;
  const onConnection = { connection_id: connectionIdOnProvider };
  const ccv = find(provider, "channel_open_confirm", { ...onConnection, port_id: "provider" });
  const transfer = find(provider, "channel_open_confirm", { ...onConnection, port_id: "transfer" });
  const ccvChannelIdOnProvider = ccv?.attribute("channel_id");
  if (ccv === undefined || transfer === undefined || ccvChannelIdOnProvider === undefined) return undefined;
  return {
    begun: onConsumer.moment.time < onProvider.moment.time ? onConsumer.moment : onProvider.moment,
    ccvOpen: ccv.moment,
    transferOpen: transfer.moment,
    connectionIdOnProvider,
    connectionIdOnConsumer,
    ccvChannelIdOnProvider,
  };
}

/** A connection may begin on either chain. */
function firstStep(blocks: readonly Block[], attributes: Readonly<Record<string, string>>): Found | undefined {
  return find(blocks, "connection_open_init", attributes) ?? find(blocks, "connection_open_try", attributes);
}

interface Found {
  readonly moment: Moment;
  readonly attribute: (key: string) => string | undefined;
}

/** The first event of a type with these attributes. */
function find(blocks: readonly Block[], type: string, attributes: Readonly<Record<string, string>>): Found | undefined {
  for (const block of blocks) {
    const event = eventsOf(block).find(
      (candidate) =>
        candidate.type === type &&
        Object.entries(attributes).every(([key, value]) => eventAttribute(candidate, key) === value),
    );
    if (event) return { moment: block, attribute: (key) => eventAttribute(event, key) };
  }
  return undefined;
}
