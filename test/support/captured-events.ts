import { readdirSync, readFileSync } from "node:fs";
import type { ChainEvent } from "../../src/chain/block.ts";
import type { CapturedEvent } from "./event-capture.ts";

const folder = "test/fixtures/ccv";

/** An event that a real chain wrote. */
export interface RealEvent extends ChainEvent {
  readonly chainId: string;
  /** The value of an attribute that it has. */
  readonly said: (key: string) => string;
  readonly has: (key: string) => boolean;
}

/** All events that real chains wrote, as `capture-events.ts` has kept them. */
export function capturedEvents(): readonly RealEvent[] {
  return readdirSync(folder).flatMap((file) => {
    const { events }: { readonly events: readonly CapturedEvent[] } = JSON.parse(
      readFileSync(`${folder}/${file}`, "utf8"),
    );
    return events.map(realEvent);
  });
}

function realEvent({ chainId, type, attributes }: CapturedEvent): RealEvent {
  const values = new Map(attributes);
  const said = (key: string): string => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`${type} has no ${key}`);
    return value;
  };
  const has = (key: string): boolean => values.has(key);
  return { chainId, type, attributes: attributes.map(([key, value]) => ({ key, value })), said, has };
}
