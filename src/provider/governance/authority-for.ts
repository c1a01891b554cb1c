import { fromBech32 } from "@cosmjs/encoding";
import { governanceAddress } from "../../ccv/rules/address-rules.ts";

/** Given always: CosmJS's default of Infinity is refused by the bech32 library that it calls. */
const BECH32_LIMIT = 1023;

/** The governance account of the chain that an account is of. */
export function authorityFor(account: string): string {
  return governanceAddress(fromBech32(account, BECH32_LIMIT).prefix);
}
