import { EventEmitter, once } from "node:events";
import { isMalformedCcvEvent, parseCcvEvent } from "../../src/ccv/events.ts";
import { type ChainEvent, eventAttribute } from "../../src/chain/block.ts";
import type { ChainConnection } from "../../src/index.ts";

/** An event as a chain wrote it, and where. */
export interface CapturedEvent {
  readonly chainId: string;
  readonly height: string;
  /** Absent for what a block's begin or end did. */
  readonly txHash?: string;
  readonly type: string;
  readonly attributes: readonly (readonly [key: string, value: string])[];
}

/** Of IBC core: what ends a packet or a channel. */
const ibcTypes: ReadonlySet<string> = new Set(["timeout_packet", "channel_close", "channel_close_confirm"]);
const patienceMs = 60_000;

/** Keeps the first event of each form that chains write: of each chain, type and list of attributes. */
export class EventCapture implements AsyncDisposable {
  readonly #captured = new Map<string, CapturedEvent>();
  readonly #news = new EventEmitter();
  readonly #ending = new AbortController();
  readonly #following: Promise<void>[] = [];
  readonly #write: (events: readonly CapturedEvent[]) => void;

  /** `write` is given all events whenever there is another one. */
  constructor(write: (events: readonly CapturedEvent[]) => void) {
    this.#write = write;
  }

  get events(): readonly CapturedEvent[] {
    return [...this.#captured.values()];
  }

  /** Reads a chain from its first block on. */
  follow(connection: ChainConnection): void {
    const following = this.#read(connection);
    following.catch((error: unknown) => this.#ending.abort(error)); // Told by `until` and at the end.
    this.#following.push(following);
  }

  /** Resolves with the value of an attribute, once an event of this type has it. */
  async until(type: string, key: string, isMet: (value: string) => boolean = () => true): Promise<string> {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(patienceMs)]);
    for (;;) {
      for (const event of this.events) {
        const value = event.type === type ? event.attributes.find(([name]) => name === key)?.[1] : undefined;
        if (value !== undefined && isMet(value)) return value;
      }
      await once(this.#news, "event", { signal }).catch((cause: unknown) => {
        throw new Error(`No ${type} with ${key} was seen`, { cause });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { signal } = this.#ending;
    const failure: unknown = signal.aborted ? signal.reason : undefined;
    this.#ending.abort();
    await Promise.allSettled(this.#following);
    if (failure !== undefined) throw failure;
  }

  async #read(connection: ChainConnection): Promise<void> {
    for await (const { chainId, height, events, txs } of connection.blocks({ from: 1n, signal: this.#ending.signal })) {
      const places = [...txs.map((tx) => ({ txHash: tx.hash, events: tx.events })), { events }];
      for (const place of places) {
        const at = { chainId, height: String(height), ...("txHash" in place && { txHash: place.txHash }) };
        for (const { type, attributes } of place.events.filter(isWanted)) {
          this.#keep({ ...at, type, attributes: attributes.map(({ key, value }) => [key, value] as const) });
        }
      }
    }
  }

  #keep(event: CapturedEvent): void {
    const keys = event.attributes.map(([key]) => key);
    const form = [event.chainId, event.type, ...keys].join(" ");
    if (this.#captured.has(form)) return;
    this.#captured.set(form, event);
    this.#write(this.events);
    this.#news.emit("event");
  }
}

function isWanted(event: ChainEvent): boolean {
  if (!ibcTypes.has(event.type)) return parseCcvEvent(event) !== undefined || isMalformedCcvEvent(event);
  const port = eventAttribute(event, "port_id") ?? eventAttribute(event, "packet_src_port");
  return port === "provider" || port === "consumer";
}
