import { EnglishMnemonic } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { IcsError } from "../errors.ts";

/** Options of `walletFromMnemonic`. */
export interface MnemonicWalletOptions {
  /** Bech32 prefix of the chain's accounts, for instance `cosmos`. */
  readonly prefix: string;
}

/**
 * The words of a BIP-39 mnemonic with one space between them, once words and checksum are known to be right.
 * @throws TX_MNEMONIC_INVALID, without repeating any of the words
 */
export function parseMnemonic(mnemonic: string): string {
  const words = mnemonic.trim().split(/\s+/);
  try {
    // CosmJS checks the words and the checksum; its message may quote them, so it is not passed on.
    return new EnglishMnemonic(words.join(" ")).toString();
  } catch {
    const reason =
      words.length % 3 === 0 && words.length >= 12 && words.length <= 24
        ? "a word is not in the English BIP-39 list, or the checksum does not match"
        : `it has ${words.length} words; 12, 15, 18, 21 or 24 are possible`;
    throw new IcsError(
      "TX_MNEMONIC_INVALID",
      `The mnemonic is not valid: ${reason}\nCheck it for typing errors; it is never logged.`,
      { reason },
    );
  }
}

/**
 * A CosmJS signer for the first account (m/44'/118'/0'/0/0) of a BIP-39 mnemonic.
 * @throws TX_MNEMONIC_INVALID, without repeating any of the words
 */
export async function walletFromMnemonic(
  mnemonic: string,
  options: MnemonicWalletOptions,
): Promise<DirectSecp256k1HdWallet> {
  return DirectSecp256k1HdWallet.fromMnemonic(parseMnemonic(mnemonic), { prefix: options.prefix });
}
