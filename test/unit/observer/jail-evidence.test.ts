import { jailedForConsumer, parseJailEvent, parseUnjailEvent } from "../../../src/observer/jail-evidence.ts";
import { jailedAddress, update } from "./pair-history.ts";
import { block, event } from "./wire-blocks.ts";

describe("parseJailEvent", () => {
  it("reads downtime on the provider", () => {
    const attributes = { address: jailedAddress, power: "1", reason: "missing_signature", jailed: jailedAddress };
    expect(parseJailEvent(event("slash", { ...attributes, burned_coins: "0" }))).toEqual({
      kind: "validatorJailed",
      providerConsensusAddress: jailedAddress,
      evidence: "slash-event",
      reason: "provider-downtime",
    });
  });

  it("reads a double sign, whose jailing comes in an event of its own", () => {
    expect(parseJailEvent(event("slash", { jailed: jailedAddress }))).toMatchObject({ reason: "provider-double-sign" });
  });

  it("takes a slash without jailing for none", () => {
    const slash = { address: jailedAddress, power: "1", reason: "double_sign", burned_coins: "5" };
    expect(parseJailEvent(event("slash", slash))).toBeUndefined();
    expect(parseJailEvent(event("liveness", { address: jailedAddress, missed_blocks: "1" }))).toBeUndefined();
  });
});

describe("parseUnjailEvent", () => {
  const sender = "cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du";

  it("gives the operator of the account that sent the message", () => {
    const unjail = event("message", { action: "/cosmos.slashing.v1beta1.MsgUnjail", sender, module: "slashing" });
    const parsed = parseUnjailEvent(unjail);
    expect(parsed?.providerOperatorAddress).toMatch(/^cosmosvaloper1qyqszqgpqyqszqgpqyqszqgpqyqszqgp/);
  });

  it("reads no other message and no other sender", () => {
    expect(parseUnjailEvent(event("message", { action: "/cosmos.bank.v1beta1.MsgSend", sender }))).toBeUndefined();
    const action = "/cosmos.slashing.v1beta1.MsgUnjail";
    expect(parseUnjailEvent(event("message", { action, sender: "nobody" }))).toBeUndefined();
    expect(parseUnjailEvent(event("message", { action }))).toBeUndefined();
  });
});

describe("jailedForConsumer", () => {
  it("needs the block to take the validator's power", () => {
    const withUpdates = (power: bigint) => block("provider-1", 5n, { updates: [update("provider", 2, power)] });
    expect(jailedForConsumer(withUpdates(0n), jailedAddress)?.evidence).toBe("validator-update");
    expect(jailedForConsumer(withUpdates(1n), jailedAddress)).toBeUndefined();
    expect(jailedForConsumer(block("provider-1", 5n), jailedAddress)).toBeUndefined();
  });
});
