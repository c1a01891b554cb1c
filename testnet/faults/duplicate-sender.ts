import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Any } from "cosmjs-types/google/protobuf/any";
import {
  MsgAcknowledgementResponse,
  MsgRecvPacketResponse,
  ResponseResultType,
} from "cosmjs-types/ibc/core/channel/v1/tx";
import { type IncludedTx, isIcsError, type PathSide, type SendOptions, type TxSender } from "../../src/index.ts";

/**
 * What became of a transaction that says what another one says. `ignored`: it stands in a block and did nothing; `first`:
 * it was there before the other, which then is the second; `refused`: the node did not take it.
 */
export interface Duplicate {
  readonly messages: readonly string[];
  readonly outcome: "refused" | "ignored" | "first";
  /** The name of the chain's error, where it refused. */
  readonly refusal: string | undefined;
}

/** What was handed in a second time, by the chain that it was for. */
export type Duplicates = Readonly<Record<PathSide, DuplicateSender>>;

/** Says again what another account says, at the same time. */
export class DuplicateSender {
  readonly #sender: TxSender;
  readonly #pending = new Set<Promise<void>>();
  readonly #settled: Duplicate[] = [];
  readonly #failures: unknown[] = [];

  constructor(sender: TxSender) {
    this.#sender = sender;
  }

  /** A sender that does as this one does, and has every transaction handed in twice. */
  beside(sender: TxSender): TxSender {
    const send = (messages: readonly EncodeObject[], options: SendOptions = {}): Promise<IncludedTx> => {
      this.#duplicate(messages, options);
      return sender.send(messages, options);
    };
    // A sender keeps its secrets to itself: its methods must be called on it.
    return new Proxy(sender, {
      get(target, name) {
        if (name === "send") return send;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  /** Waits for those that are under way. Resolves with all. @throws what a second one failed with that is no refusal */
  async settled(): Promise<readonly Duplicate[]> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    if (this.#failures.length > 0)
      throw new AggregateError(this.#failures, "A duplicate met another end than a refusal");
    return this.#settled;
  }

  #duplicate(messages: readonly EncodeObject[], { gas }: SendOptions): void {
    const own = messages.map(({ typeUrl, value }) => ({ typeUrl, value: { ...value, signer: this.#sender.address } }));
    const names = messages.map(({ typeUrl }) => typeUrl.split(".").at(-1) ?? typeUrl);
    const sent = this.#send(own, gas).then(
      (outcome) => {
        this.#settled.push({ messages: names, ...outcome });
      },
      (error: unknown) => {
        this.#failures.push(error);
      },
    );
    this.#pending.add(sent);
    sent.finally(() => this.#pending.delete(sent));
  }

  async #send(messages: readonly EncodeObject[], gas: number | undefined): Promise<Omit<Duplicate, "messages">> {
    try {
      const { responses } = await this.#sender.send(messages, gas === undefined ? {} : { gas });
      return { outcome: responses.some(isDone) ? "first" : "ignored", refusal: undefined };
    } catch (error) {
      if (!isIcsError(error, "TX_REFUSED") && !isIcsError(error, "TX_FAILED")) throw error;
      return { outcome: "refused", refusal: error.context.sentinel ?? error.context.log };
    }
  }
}

const results: Readonly<Record<string, (response: Uint8Array) => { readonly result: ResponseResultType }>> = {
  "/ibc.core.channel.v1.MsgRecvPacketResponse": (value) => MsgRecvPacketResponse.decode(value),
  "/ibc.core.channel.v1.MsgAcknowledgementResponse": (value) => MsgAcknowledgementResponse.decode(value),
};

/** True where a packet or an acknowledgement was taken, and not known before. */
function isDone({ typeUrl, value }: Any): boolean {
  const result = results[typeUrl]?.(value).result;
  return result === ResponseResultType.RESPONSE_RESULT_TYPE_SUCCESS;
}
