import { type Block, type ChainEvent, eventAttribute } from "../chain/block.ts";
import type { ChainRole, Observation, ObserverEvent } from "./observer-event.ts";

/** One ABCI event of a block, and the transaction that it came from. */
export interface PlacedEvent {
  readonly event: ChainEvent;
  readonly txHash: string | undefined;
}

/** All events of a block as they happened: begin, successful transactions, end. A failed transaction did nothing. */
export function* eventsOf(block: Block): Generator<PlacedEvent> {
  const isBegin = (event: ChainEvent): boolean => eventAttribute(event, "mode") === "BeginBlock";
  for (const event of block.events) if (isBegin(event)) yield { event, txHash: undefined };
  for (const tx of block.txs) {
    if (tx.code === 0) for (const event of tx.events) yield { event, txHash: tx.hash };
  }
  for (const event of block.events) if (!isBegin(event)) yield { event, txHash: undefined };
}

/** Puts where and when on what was observed in a block. */
export function placed(chain: ChainRole, block: Block, observation: Observation, txHash?: string): ObserverEvent {
  const { chainId, height, time } = block;
  return { ...observation, chain, chainId, height, time, txHash };
}
