import type { SignerData, SigningStargateClient } from "@cosmjs/stargate";
import { IcsError, isIcsError } from "../errors.ts";

/** The account number and next sequence of one account, asked from the chain once and counted from then on. */
export class AccountSequence {
  readonly #client: SigningStargateClient;
  readonly #chainId: string;
  readonly #address: string;
  #next: SignerData | undefined;
  #last: SignerData | undefined;

  constructor(client: SigningStargateClient, chainId: string, address: string) {
    this.#client = client;
    this.#chainId = chainId;
    this.#address = address;
  }

  /** Signer data for the next transaction. @throws TX_ACCOUNT_NOT_FOUND */
  async next(): Promise<SignerData> {
    const current = this.#next ?? (await this.#ask());
    this.#last = current;
    this.#next = { ...current, sequence: current.sequence + 1 };
    return current;
  }

  /** Asks the chain again before the next transaction. */
  forget(): void {
    this.#next = undefined;
  }

  /** Takes over the sequence that the chain's refusal of a wrong one names, which counts its mempool in too. */
  correct(log: string): void {
    const expected = /expected (\d+), got \d+/.exec(log)?.[1];
    this.#next = expected && this.#last ? { ...this.#last, sequence: Number(expected) } : undefined;
  }

  async #ask(): Promise<SignerData> {
    try {
      return { ...(await this.#client.getSequence(this.#address)), chainId: this.#chainId };
    } catch (cause) {
      if (isIcsError(cause)) throw cause;
      throw new IcsError(
        "TX_ACCOUNT_NOT_FOUND",
        `${this.#chainId} does not know the account ${this.#address}\nSend it some tokens first: an account exists from its first deposit on.`,
        { chainId: this.#chainId, address: this.#address },
        { cause },
      );
    }
  }
}
