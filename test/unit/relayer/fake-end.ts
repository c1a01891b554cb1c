import type { EncodeObject } from "@cosmjs/proto-signing";
import type { ChainEvent } from "../../../src/chain/block.ts";

export const event = (type: string, attributes: Readonly<Record<string, string>> = {}): ChainEvent => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
});

/** The message that stands for a client update to this height. */
export const updateTo = (height: bigint): EncodeObject => ({ typeUrl: "update", value: height });
