import { type ConsumerModuleEvent, consumerEventDecoders } from "./consumer-events.ts";
import { type AbciEvent, AttributeReader, EventMismatch } from "./event-attributes.ts";
import { type PacketModuleEvent, packetEventDecoders } from "./packet-events.ts";
import { type ProviderModuleEvent, providerEventDecoders } from "./provider-events.ts";

/** Any event of the provider and consumer modules, told apart by `kind`. */
export type CcvEvent = ProviderModuleEvent | ConsumerModuleEvent | PacketModuleEvent;

type Decoder = (read: AttributeReader) => CcvEvent | undefined;

/** `channel_established` means two things: the provider's form names the consumer, so it is tried first. */
const decoders: readonly Readonly<Record<string, Decoder>>[] = [
  providerEventDecoders,
  consumerEventDecoders,
  packetEventDecoders,
];

/**
 * Reads a module event of Interchain Security, of provider and consumer alike. Undefined for events of other modules,
 * unknown types, and known types without the attributes that v7 writes; never throws.
 * @see x/ccv/types/events.go, x/ccv/provider/types/events.go, x/ccv/consumer/types/events.go
 */
export function parseCcvEvent(wire: AbciEvent): CcvEvent | undefined {
  const event = wire.type === `${refusedPrefix}ccv_packet` ? withoutPrefix(wire) : wire;
  const read = new AttributeReader(event);
  for (const byType of decoders) {
    const decode = Object.hasOwn(byType, event.type) ? byType[event.type] : undefined;
    try {
      const decoded = decode?.(read);
      if (decoded) return decoded;
    } catch (error) {
      if (!(error instanceof EventMismatch)) throw error;
    }
  }
  return undefined;
}

/** Names that these modules give themselves in their events. */
const moduleNames: ReadonlySet<string> = new Set(["provider", "ccvconsumer", "CCV"]);

/**
 * True for an event of the provider or consumer module that `parseCcvEvent` cannot read although it knows the type: what
 * it would have said is lost.
 */
export function isMalformedCcvEvent(event: AbciEvent): boolean {
  if (!decoders.some((byType) => Object.hasOwn(byType, event.type))) return false;
  const module = new AttributeReader(event).optional("module");
  const isOurs = module === undefined ? event.type === "ccv_packet" : moduleNames.has(module);
  return isOurs && parseCcvEvent(event) === undefined;
}

/**
 * IBC core puts this before type and keys of what a module emitted while it refused a packet. All but the receipt
 * itself was undone with the refusal, so only that is read.
 * @see ConvertToErrorEvents in ibc-go's modules/core/internal/errors
 */
const refusedPrefix = "ibccallbackerror-";

function withoutPrefix(event: AbciEvent): AbciEvent {
  const bare = (text: string): string => (text.startsWith(refusedPrefix) ? text.slice(refusedPrefix.length) : text);
  const attributes = event.attributes.map(({ key, value }) => ({ key: bare(key), value }));
  return { type: bare(event.type), attributes };
}
