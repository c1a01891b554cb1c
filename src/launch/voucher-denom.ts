import { sha256 } from "@cosmjs/crypto";
import { toHex, toUtf8 } from "@cosmjs/encoding";
import { transferPortId } from "../ccv/identifiers.ts";

/** The name that a denom gets on the provider when it comes in through a channel there. @see ADR 001 of ibc-go */
export function voucherDenom(channelId: string, denom: string): string {
  return `ibc/${toHex(sha256(toUtf8(`${transferPortId}/${channelId}/${denom}`))).toUpperCase()}`;
}
