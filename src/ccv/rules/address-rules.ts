import { sha256 } from "@cosmjs/crypto";
import { fromBech32, toBech32, toUtf8 } from "@cosmjs/encoding";
import * as z from "zod";

/** Given always: CosmJS's default of Infinity is refused by the bech32 library that it calls. */
const BECH32_LIMIT = 1023;
/** @see MaxAddrLen in types/address of cosmos-sdk */
const LONGEST_ADDRESS = 255;
/** What follows the account prefix in addresses of other kinds. */
const OTHER_KINDS = /(valoper|valcons|pub)$/;

/** An address taken apart. */
export interface ParsedAddress {
  readonly prefix: string;
  readonly data: Uint8Array;
}

/** Undefined for what no chain takes as an address. @see VerifyAddressFormat in types/address.go of cosmos-sdk */
export function parseAddress(text: string): ParsedAddress | undefined {
  try {
    const parsed = fromBech32(text, BECH32_LIMIT);
    return parsed.data.length > 0 && parsed.data.length <= LONGEST_ADDRESS ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The prefix of the chain whose account this is; undefined for what is no account's address. */
export function accountPrefix(address: string): string | undefined {
  const prefix = parseAddress(address)?.prefix;
  return prefix === undefined || OTHER_KINDS.test(prefix) ? undefined : prefix;
}

/** An account of any chain: which one is for the chain to say. */
export const accountRule = z.string().refine((value) => accountPrefix(value) !== undefined, {
  error: "the address of an account",
});

/** An address with this prefix; with any prefix that ends so where the chain's own is unknown. */
export function addressRule(chainPrefix: string | undefined, kind: "" | "valcons"): z.ZodString {
  const isWanted = (prefix: string): boolean =>
    chainPrefix === undefined ? prefix.endsWith(kind) : prefix === chainPrefix + kind;
  const error = `a ${chainPrefix ?? "…"}${kind} address`;
  return z.string().refine((value) => isWanted(parseAddress(value)?.prefix ?? "\n"), { error });
}

/** The account of x/gov, the authority of modules. @see NewModuleAddress in x/auth/types of cosmos-sdk */
export function governanceAddress(chainPrefix: string): string {
  return toBech32(chainPrefix, sha256(toUtf8("gov")).slice(0, 20));
}
