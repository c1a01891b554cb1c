import { toBech32 } from "@cosmjs/encoding";
import { checkPlan } from "../../../../src/validator/plan/check-plan.ts";
import type { ConsumerFacts } from "../../../../src/validator/plan/consumer-facts.ts";
import { changedConsumers, type Plan } from "../../../../src/validator/plan/plan.ts";
import { changeText, planMessages } from "../../../../src/validator/plan/plan-messages.ts";
import { bytes, consumerFacts, planOf, policyOf, publicKey, syncedNode, valcons, valoper } from "../plan-fixtures.ts";

const plan = (change: Partial<ConsumerFacts> = {}): Plan => planOf(policyOf({}), [consumerFacts(change)]);
const planned = changedConsumers(plan(), true);

it("lets a plan through that would be made again", () => {
  expect(() => checkPlan(planned, plan())).not.toThrow();
});

it.each<[string, Plan, string]>([
  ["the consumer is gone", { ...plan(), consumers: [] }, "consumer 0: got no such consumer"],
  ["its phase is another", plan({ phase: "STOPPED" }), "consumer 0: phase: got STOPPED, wanted LAUNCHED, as planned"],
  ["its chain id is another", plan({ chainId: "other-1" }), "chainId: got other-1"],
  ["it is done already", plan({ optedIn: [valcons(2)] }), "isOptedIn: got true, wanted false"],
  ["another key is assigned", plan({ assignedKey: publicKey(9) }), `assignedKey: got ${publicKey(9)}, wanted none`],
  [
    "the node is no longer synced",
    planOf(policyOf({}), [consumerFacts()], { node: () => syncedNode({ catchingUp: true }) }),
    "is not synced yet",
  ],
])("refuses where %s", (_what, now, told) => {
  expect(() => checkPlan(planned, now)).toThrow(
    expect.objectContaining({ code: "VALIDATOR_PLAN_STALE", message: expect.stringContaining(told) }),
  );
});

it("makes the messages of each change, for this validator alone", () => {
  const signer = { signer: toBech32("cosmos", bytes(2)), providerOperatorAddress: valoper(2) };
  const consumer = {
    ...{ consumerId: "3", chainId: "c-1" },
    changes: [
      { kind: "opt-in", key: publicKey(7) },
      { kind: "opt-in" },
      { kind: "assign-key", key: publicKey(8) },
      { kind: "set-commission", rate: "0.2" },
      { kind: "opt-out" },
    ],
  } as const;
  const messages = planMessages(consumer, signer);
  expect(messages.map(({ typeUrl }) => typeUrl.split(".").at(-1))).toEqual([
    "MsgOptIn",
    "MsgOptIn",
    "MsgAssignConsumerKey",
    "MsgSetConsumerCommissionRate",
    "MsgOptOut",
  ]);
  expect(messages[0]?.value).toMatchObject({ consumerId: "3", signer: signer.signer });
  expect(messages[0]?.value.consumerKey).toContain(publicKey(7));
  expect(messages[1]?.value.consumerKey).toBe("");
  expect(consumer.changes.map((change) => changeText(consumer, change))).toEqual([
    `opt in to consumer 3 (c-1) with key ${publicKey(7)}`,
    "opt in to consumer 3 (c-1) with the key in force",
    `assign key ${publicKey(8)} for consumer 3 (c-1)`,
    "set a commission of 0.2 on consumer 3 (c-1)",
    "opt out of consumer 3 (c-1)",
  ]);
});
