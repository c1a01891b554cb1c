import { accountFromAny, QueryClient, type SignerData, type SigningStargateClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";
import { queryChain } from "./query.ts";

const ACCOUNT = {
  path: "/cosmos.auth.v1beta1.Query/Account",
  request: QueryAccountRequest,
  response: QueryAccountResponse,
};

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

  /** The transaction of the last `next` was refused: its sequence is free again. */
  giveBack(): void {
    this.#next = this.#last;
  }

  /**
   * Takes over the sequence that the chain's refusal of a wrong one names, which counts its mempool in too.
   * False for a refusal for any other reason.
   * @see ErrWrongSequence in x/auth/ante/sigverify.go of the Cosmos SDK
   */
  correct(log: string): boolean {
    const expected = /account sequence mismatch, expected (\d+), got \d+/.exec(log)?.[1];
    if (expected === undefined || this.#last === undefined) return false;
    this.#next = { ...this.#last, sequence: Number(expected) };
    return true;
  }

  /** The sequence in the state at `height`: those below it were used up by then. @throws RPC_QUERY_FAILED */
  async committed(comet: Comet38Client, height: bigint): Promise<number> {
    const base = QueryClient.withExtensions(comet);
    const { account } = await queryChain(base, ACCOUNT, { address: this.#address }, { height });
    return account === undefined ? 0 : accountFromAny(account).sequence;
  }

  async #ask(): Promise<SignerData> {
    const account = await this.#client.getAccount(this.#address).catch((cause: unknown) => {
      if (isIcsError(cause)) throw cause;
      throw new IcsError(
        "RPC_QUERY_FAILED",
        `${this.#chainId} did not tell the sequence of ${this.#address}: ${errorMessage(cause)}`,
        { path: ACCOUNT.path },
        { cause },
      );
    });
    if (account === null) {
      throw new IcsError(
        "TX_ACCOUNT_NOT_FOUND",
        `${this.#chainId} does not know the account ${this.#address}\nSend it some tokens first: an account exists from its first deposit on.`,
        { chainId: this.#chainId, address: this.#address },
      );
    }
    return { accountNumber: account.accountNumber, sequence: account.sequence, chainId: this.#chainId };
  }
}
