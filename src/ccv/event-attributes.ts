/** An ABCI event as blocks carry it; keys may repeat. `src/chain`'s `ChainEvent` is one. */
export interface AbciEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** Raised inside a decoder for an event that lacks what its type promises; never leaves `parseCcvEvent`. */
export class EventMismatch extends Error {}

/** Reads attributes of one event by key; the first of a repeated key counts. */
export class AttributeReader {
  readonly #event: AbciEvent;

  constructor(event: AbciEvent) {
    this.#event = event;
  }

  /** The value, or undefined where there is no such key. */
  optional(key: string): string | undefined {
    return this.#event.attributes.find((attribute) => attribute.key === key)?.value;
  }

  /** Every value of a key, in order. */
  all(key: string): string[] {
    return this.#event.attributes.filter((attribute) => attribute.key === key).map(({ value }) => value);
  }

  has(key: string): boolean {
    return this.optional(key) !== undefined;
  }

  text(key: string): string {
    const value = this.optional(key);
    if (value === undefined) throw new EventMismatch(key);
    return value;
  }

  integer(key: string): bigint {
    const value = this.text(key);
    if (!/^\d{1,78}$/.test(value)) throw new EventMismatch(key);
    return BigInt(value);
  }

  /** A value read by `parse`, which gives undefined for what it cannot read. */
  parsed<T>(key: string, parse: (text: string) => T | undefined): T {
    const value = parse(this.text(key));
    if (value === undefined) throw new EventMismatch(key);
    return value;
  }
}
