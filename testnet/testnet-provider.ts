import {
  type ChainConnection,
  createSigningProviderClient,
  type IncludedTx,
  type ProviderExtension,
  type SendOptions,
  type SigningProviderClient,
  setupProviderExtension,
} from "../src/index.ts";
import type { ProviderValidator, RunningProvider } from "./provider-chain.ts";

/** The provider of a testnet: its running chain, a connection to it, and a signing client per account. */
export class TestnetProvider {
  readonly chain: RunningProvider;
  readonly connection: ChainConnection;
  readonly queries: ProviderExtension["provider"];
  /** From the start of its nodes to the first block: by it is told how slow this machine is. */
  readonly startedInMs: number;
  readonly #clients = new Map<string, Promise<SigningProviderClient>>();

  constructor(chain: RunningProvider, connection: ChainConnection, startedInMs: number) {
    this.chain = chain;
    this.connection = connection;
    this.startedInMs = startedInMs;
    this.queries = setupProviderExtension(connection.queryClient).provider;
  }

  /**
   * The signing client of an account: `owner`, `relayer`, `delegator`, `user-0` … or a validator's name.
   * Always the same one for the same account, so that its sequence is counted in one place.
   * @throws TESTNET_ACCOUNT_UNKNOWN
   */
  client(accountName: string): Promise<SigningProviderClient> {
    const known = this.#clients.get(accountName);
    if (known) return known;
    const { signer } = this.chain.account(accountName);
    const { connection } = this;
    const client = createSigningProviderClient({ connection, signer, gasPrice: this.chain.gasPrice });
    this.#clients.set(accountName, client);
    return client;
  }

  /** The validator with this name. @throws TESTNET_ACCOUNT_UNKNOWN */
  validator(name: string): ProviderValidator {
    this.chain.account(name);
    const found = this.chain.validators.find((validator) => validator.name === name);
    if (found === undefined) throw new TypeError(`The account "${name}" runs no validator`);
    return found;
  }

  /** Delegates base units of the provider's denomination from the account `delegator` to a validator. */
  async delegate(validatorName: string, amount: bigint, options?: SendOptions): Promise<IncludedTx> {
    const client = await this.client("delegator");
    const value = {
      delegatorAddress: client.address,
      validatorAddress: this.validator(validatorName).operatorAddress,
      amount: { denom: this.chain.denom, amount: amount.toString() },
    };
    return client.sender.send([{ typeUrl: "/cosmos.staking.v1beta1.MsgDelegate", value }], options);
  }
}
