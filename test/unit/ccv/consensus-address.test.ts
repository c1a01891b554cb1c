import { fromBase64, fromHex } from "@cosmjs/encoding";
import {
  consensusAddress,
  consensusAddressBytes,
  isSameAddress,
  toConsensusAddress,
} from "../../../src/ccv/consensus-address.ts";

// A key and its address as CometBFT shows them side by side.
const pubkey = fromBase64("W459Kbdx+LJQ7dLVASW6sAfdqWqNRSXnvc53r9aOx/o=");
const address = fromHex("83F47D7747B0F633A6BA0DF49B7DCF61F90AA1B0");

describe("consensus addresses", () => {
  it("are the head of the key's SHA-256", () => {
    expect(consensusAddressBytes(pubkey)).toEqual(address);
  });

  it("are printed under the chain's valcons prefix", () => {
    expect(consensusAddress(pubkey, "cosmos")).toBe(toConsensusAddress(address, "cosmos"));
    expect(consensusAddress(pubkey, "consumer")).toMatch(/^consumervalcons1/);
  });

  it("are the same under any prefix", () => {
    expect(isSameAddress(consensusAddress(pubkey, "cosmos"), consensusAddress(pubkey, "consumer"))).toBe(true);
    const other = consensusAddress(new Uint8Array(32), "cosmos");
    expect(isSameAddress(consensusAddress(pubkey, "cosmos"), other)).toBe(false);
  });

  it("are never the same as something that is no bech32", () => {
    expect(isSameAddress("", "")).toBe(false);
    expect(isSameAddress("x", consensusAddress(pubkey, "cosmos"))).toBe(false);
  });
});
