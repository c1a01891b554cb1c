import { Bip39, EnglishMnemonic, Slip10, Slip10Curve, stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1Wallet, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import { IcsError } from "../errors.ts";

/** Options of `walletFromMnemonic`. */
export interface MnemonicWalletOptions {
  /** Bech32 prefix of the chain's accounts, for instance `cosmos`. */
  readonly prefix: string;
  /** Which of the mnemonic's accounts; default the first, m/44'/118'/0'/0/0. */
  readonly hdPath?: string;
}

const FIRST_ACCOUNT = "m/44'/118'/0'/0/0";

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
 * A CosmJS signer for one account of a BIP-39 mnemonic. The account's key is derived once: CosmJS's wallet for mnemonics
 * derives it for every signature, which takes several times as long as to sign.
 * @throws TX_MNEMONIC_INVALID, without repeating any of the words
 */
export async function walletFromMnemonic(
  mnemonic: string,
  { prefix, hdPath = FIRST_ACCOUNT }: MnemonicWalletOptions,
): Promise<OfflineDirectSigner> {
  const seed = await Bip39.mnemonicToSeed(new EnglishMnemonic(parseMnemonic(mnemonic)));
  const { privkey } = Slip10.derivePath(Slip10Curve.Secp256k1, seed, stringToPath(hdPath));
  return DirectSecp256k1Wallet.fromKey(privkey, prefix);
}
