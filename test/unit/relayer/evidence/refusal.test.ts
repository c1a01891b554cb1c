import { IcsError } from "../../../../src/errors.ts";
import { refusalReason } from "../../../../src/relayer/evidence/refusal.ts";
import { refused } from "./fake-scene.ts";

const invalid = "invalid consumer double voting evidence";

// What interchain-security v7.0.1 and ibc-go v10.1.1 say.
it.each([
  ["already-punished", "validator is tombstoned. provider consensus address: cosmosvalcons1"],
  ["already-punished", "failed to slash, jail, or tombstone all validators: [Validator{AB}]"],
  ["already-punished", "cannot update client (07-tendermint-0) with status Frozen: client state is not active"],
  ["nobody-to-punish", "failed to slash, jail, or tombstone all validators: []"],
  ["validator-gone", "validator is unbonded. provider consensus address: cosmosvalcons1"],
  ["validator-gone", "provider consensus address: cosmosvalcons1: address is not associated with any known validator"],
  ["too-old", `evidence for consumer chain 0 is too old - evidence height (3), min (4): ${invalid}`],
  ["too-old", "could not get trusted consensus state from clientStore for Header1 at TrustedHeight: 1-3"],
  ["too-old", "time since latest trusted state has passed the trusting period"],
  ["too-old", "cannot update client (07-tendermint-0) with status Expired: client state is not active"],
  ["consumer-unknown", `cannot find consumer chain 9: ${invalid}`],
  [
    "consumer-unknown",
    "incorrect misbehaviour with conflicting headers from a non-existent consumer chain (consumerId: 9)",
  ],
  ["not-provable", `misbehaving validator AB cannot be found in the infraction block header validator set: ${invalid}`],
  ["not-provable", "verifying VoteA: invalid signature"],
  ["not-provable", "invalid misbehaviour for client-id: 07-tendermint-0: invalid light client misbehaviour"],
  [
    "not-provable",
    "validator set in header has too much change from trusted validator set: invalid light client misbehaviour",
  ],
])("%s: %s", (reason, log) => {
  expect(refusalReason(refused(log))).toBe(reason);
});

it("what failed in a block is judged by the same words", () => {
  const log = "failed to execute message; message index: 0: validator is tombstoned";
  const context = { ...refused(log).context, hash: "AB", height: 5n, codespace: "undefined", abciCode: 1 };
  expect(refusalReason(new IcsError("TX_FAILED", log, context))).toBe("already-punished");
});

it.each(
  [
    refused("insufficient fees; got: 1stake required: 2stake"),
    refused("spendable balance 1stake is smaller than 2stake: insufficient funds"),
    refused("account sequence mismatch, expected 3, got 2"),
    new IcsError("TX_EXPIRED", "validator is tombstoned", { chainId: "p", hash: "AB", timeoutHeight: 4n }),
    new IcsError("RPC_UNREACHABLE", "validator is tombstoned", { url: "http://p" }),
  ].map((error): [string, IcsError] => [`${error.code}, ${error.message}`, error]),
)("no verdict: %s", (_name, error) => {
  expect(refusalReason(error)).toBeUndefined();
});

it("what cannot be proven is not provable, whoever says so", () => {
  const context = { consumerId: "7", height: 4n };
  expect(refusalReason(new IcsError("CCV_EVIDENCE_UNPROVABLE", "no height", context))).toBe("not-provable");
  const invalidMessage = new IcsError("TX_MESSAGE_INVALID", "no", { typeUrl: "/x", problems: [] });
  expect(refusalReason(invalidMessage)).toBe("not-provable");
});
