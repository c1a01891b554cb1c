import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { Bip39, Random, Slip10, Slip10Curve, stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1Wallet, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import { IcsError, parseMnemonic } from "../src/index.ts";
import type { ResolvedTopology } from "./topology.ts";

/** An account of a testnet as one of its chains knows it. */
export interface ChainAccount {
  /** For instance `owner`, `relayer`, `delegator`, `user-0`, or a validator's name. */
  readonly name: string;
  /** The account's index, the last number of its path. */
  readonly hdIndex: number;
  /** For instance `m/44'/118'/0'/0/3`, under the testnet's mnemonic. */
  readonly hdPath: string;
  readonly address: string;
  /** Compressed secp256k1 key, 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly signer: OfflineDirectSigner;
}

/** All accounts of a testnet, derived from one mnemonic. */
export interface TestnetAccounts {
  readonly mnemonic: string;
  readonly names: readonly string[];
  /** The accounts as a chain with this bech32 prefix and coin type (default 118) has them, in the order of `names`. */
  onChain(prefix: string, coinType?: number): Promise<readonly ChainAccount[]>;
}

/** SLIP-44's coin type of ATOM, which most chains of the Cosmos SDK use. */
const cosmosCoinType = 118;

/** Base units that every account holds at genesis, on every chain; validators hold their stake besides. */
export const accountBalance = 1_000_000_000_000n;

/** Names of the accounts that every testnet has, besides its validators and users. */
export const standardAccountNames = ["owner", "relayer", "delegator"] as const;

/** The names of a testnet's accounts in the order in which they are derived: standard ones, validators, users. */
export function accountNames(topology: ResolvedTopology): string[] {
  const users = Array.from({ length: topology.users }, (_, index) => `user-${index}`);
  return [...standardAccountNames, ...topology.provider.validators.map(({ name }) => name), ...users];
}

/**
 * An account per name, on each chain at m/44'/COIN'/0'/0/INDEX of the mnemonic, or of a new random one of 24 words.
 * @throws TX_MNEMONIC_INVALID, without repeating any of the words
 */
export async function createTestnetAccounts(names: readonly string[], mnemonic?: string): Promise<TestnetAccounts> {
  const words = parseMnemonic(mnemonic ?? Bip39.encode(Random.getBytes(32)).toString());
  const seed = await promisify(pbkdf2)(words.normalize("NFKD"), "mnemonic", 2048, 64, "sha512");
  const onChain = (prefix: string, coinType = cosmosCoinType): Promise<ChainAccount[]> =>
    Promise.all(
      names.map(async (name, hdIndex) => {
        const hdPath = `m/44'/${coinType}'/0'/0/${hdIndex}`;
        const { privkey } = Slip10.derivePath(Slip10Curve.Secp256k1, seed, stringToPath(hdPath));
        const signer = await DirectSecp256k1Wallet.fromKey(privkey, prefix);
        const [account] = await signer.getAccounts();
        if (account === undefined) throw new TypeError("A CosmJS wallet made of one key has no account");
        return { name, hdIndex, hdPath, address: account.address, publicKey: account.pubkey, signer };
      }),
    );
  return { mnemonic: words, names, onChain };
}

/** The account with this name. @throws TESTNET_ACCOUNT_UNKNOWN with the names that exist */
export function findAccount(accounts: readonly ChainAccount[], name: string): ChainAccount {
  const found = accounts.find((account) => account.name === name);
  if (found) return found;
  const known = accounts.map((account) => account.name);
  throw new IcsError(
    "TESTNET_ACCOUNT_UNKNOWN",
    `The testnet has no account "${name}"\nIt has: ${known.join(", ")}. More come with "users" in the topology.`,
    { account: name, known },
  );
}
