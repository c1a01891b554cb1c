import { fromBech32 } from "@cosmjs/encoding";
import { IcsError } from "../../../../src/errors.ts";
import { createProviderRegistry } from "../../../../src/provider/registry.ts";
import { lockFailure, lockMessage, needsLock } from "../../../../src/relayer/evidence/submission-lock.ts";
import { signer } from "../../provider/valid-consumer.ts";
import { consumerId, FakeScene, refused } from "./fake-scene.ts";

it("a lock is needed only where a double sign does not tombstone", async () => {
  const fake = new FakeScene();
  expect(await needsLock(fake.scene.provider, consumerId)).toBe(false);
  fake.tombstone = false;
  expect(await needsLock(fake.scene.provider, consumerId)).toBe(true);
});

describe("the lock", () => {
  it("creates an account whose address follows from the evidence alone", async () => {
    const { provider } = new FakeScene().scene;
    const lock = await lockMessage(provider, signer, "evidence 1");
    expect(createProviderRegistry().encodeAsAny(lock).typeUrl).toBe("/cosmos.vesting.v1beta1.MsgCreateVestingAccount");
    expect(lock.value).toMatchObject({ fromAddress: signer, amount: [{ denom: "stake", amount: "1" }] });
    expect(fromBech32(lock.value.toAddress, 1023)).toMatchObject({ prefix: "cosmos", data: { length: 20 } });
    expect((await lockMessage(provider, signer, "evidence 1")).value.toAddress).toBe(lock.value.toAddress);
    expect((await lockMessage(provider, signer, "evidence 2")).value.toAddress).not.toBe(lock.value.toAddress);
  });

  it.each<["taken" | "unusable" | undefined, string]>([
    ["taken", "failed to execute message; message index: 0: account cosmos1abc already exists: invalid request"],
    ["unusable", "failed to execute message; message index: 0: spendable balance 0stake is smaller than 1stake"],
    ["unusable", "unable to resolve type URL /cosmos.vesting.v1beta1.MsgCreateVestingAccount: tx parse error"],
    [undefined, "failed to execute message; message index: 1: validator is tombstoned"],
    [undefined, "failed to execute message; message index: 10: anything"],
    [undefined, "account sequence mismatch, expected 3, got 2"],
  ])("is %s where the provider says: %s", (failure, log) => {
    expect(lockFailure(refused(log))).toBe(failure);
  });

  it("is not to blame for silence", () => {
    expect(lockFailure(new IcsError("RPC_UNREACHABLE", "message index: 0", { url: "http://p" }))).toBeUndefined();
  });
});
