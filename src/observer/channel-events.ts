import { type ChainEvent, eventAttribute } from "../chain/block.ts";
import type { ChannelClosed, ChannelOpened } from "./observer-event.ts";

const closeCauses: Readonly<Record<string, ChannelClosed["cause"]>> = {
  channel_close: "timeout",
  channel_close_init: "self",
  channel_close_confirm: "counterparty",
};

/**
 * The end of a channel that opened or closed; undefined for any other event, earlier steps of a handshake included.
 * @see modules/core/04-channel/keeper/events.go in ibc-go
 */
export function parseChannelEvent(event: ChainEvent): ChannelOpened | ChannelClosed | undefined {
  const opened = event.type === "channel_open_ack" || event.type === "channel_open_confirm";
  const cause = Object.hasOwn(closeCauses, event.type) ? closeCauses[event.type] : undefined;
  if (!opened && cause === undefined) return undefined;
  const portId = eventAttribute(event, "port_id");
  const channelId = eventAttribute(event, "channel_id");
  if (portId === undefined || channelId === undefined) return undefined;
  const end = {
    portId,
    channelId,
    counterpartyChannelId: eventAttribute(event, "counterparty_channel_id") ?? "",
    connectionId: eventAttribute(event, "connection_id") ?? "",
  };
  return cause === undefined ? { kind: "channelOpened", ...end } : { kind: "channelClosed", cause, ...end };
}
