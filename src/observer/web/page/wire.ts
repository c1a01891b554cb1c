import type * as z from "zod";
import type { message, messageList } from "../schemas/message-schema.ts";
import type { slashRequest, slashRequestList, vscPacket, vscPacketList } from "../schemas/packet-schema.ts";
import type { consumer, consumerList, glance } from "../schemas/summary-schema.ts";

/** What the API answers, as the page gets it. */
export type Consumer = z.output<typeof consumer>;
export type ConsumerList = z.output<typeof consumerList>;
export type Glance = z.output<typeof glance>;
export type Message = z.output<typeof message>;
export type MessageList = z.output<typeof messageList>;
export type SlashRequest = z.output<typeof slashRequest>;
export type SlashRequestList = z.output<typeof slashRequestList>;
export type VscPacket = z.output<typeof vscPacket>;
export type VscPacketList = z.output<typeof vscPacketList>;

/** How the page is connected to the observer. */
export type Link = "connecting" | "live" | "lost";

/** Everything that the page shows. */
export interface PageState {
  consumers: readonly Glance[];
  filter: string;
  /** The consumer that is looked at; undefined before the list is known. */
  selected: string | undefined;
  consumer: Consumer | undefined;
  packets: readonly VscPacket[];
  slashes: readonly SlashRequest[];
  messages: readonly Message[];
  link: Link;
  /** By this machine's clock. */
  heardAtMs: number;
  /** The observer's clock less this machine's. */
  clockOffsetMs: number;
  isPaused: boolean;
  /** What an answer refused, for the reader. */
  problem: string | undefined;
}
