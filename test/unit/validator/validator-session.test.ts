import { join } from "node:path";
import { toBech32 } from "@cosmjs/encoding";
import type { TxSender } from "../../../src/chain/tx-sender.ts";
import { KeyFolder } from "../../../src/validator/keys/key-folder.ts";
import { changedConsumers } from "../../../src/validator/plan/plan.ts";
import type { Policy } from "../../../src/validator/policy/policy-schema.ts";
import { Ledger } from "../../../src/validator/state/ledger.ts";
import { ValidatorSession, type ValidatorSessionOptions } from "../../../src/validator/validator-session.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { bytes, policyOf, valoper } from "./plan-fixtures.ts";
import { path, plannedChain } from "./planned-chain.ts";

const folder = useTemporaryFolder();
const noOptIns = { [path("ConsumerChainOptedInValidators")]: new Uint8Array() };
const registered = { when: { phases: ["REGISTERED" as const] } };

/** A session over a provider that is only read. */
async function session(policy: Policy, options: Partial<ValidatorSessionOptions> = {}, answers = noOptIns) {
  const { connection } = plannedChain(answers);
  const ledger = await Ledger.open(join(await folder(), "v.sqlite"));
  const sender = { connection, address: toBech32("cosmos", bytes(1)) } as unknown as TxSender;
  return { ledger, session: new ValidatorSession({ sender, policy, ledger, ...options }) };
}

it("plans for the validator of the account that signs", async () => {
  const { session: of } = await session(policyOf(registered));
  const plan = await of.plan();
  expect(plan.operatorAddress).toBe(valoper(1));
  expect(changedConsumers(plan, true)).toMatchObject([{ consumerId: "0", changes: [{ kind: "opt-in" }] }]);
  expect([of.isJailed(), of.facts?.provider.height]).toEqual([false, 44n]);
});

it("generates the keys that rules ask for where it may, and else says what to do", async () => {
  const keys = await KeyFolder.open(await folder(), { cost: 2 ** 14 });
  const policy = policyOf({ ...registered, key: "generated" });
  const { session: asking } = await session(policy, { keys });
  expect((await asking.plan()).consumers[0]).toMatchObject({ changes: [], lacksKey: true });
  const { session: allowed } = await session(policy, { keys, keyPassword: async () => "p" });
  const { consumers } = await allowed.plan();
  const key = keys.publicKey({ providerChainId: "provider-1", consumerId: "0" });
  expect(consumers[0]).toMatchObject({ changes: [{ kind: "opt-in", key }], signingKey: key });
  await allowed.plan();
  expect(keys.keys).toHaveLength(1);
});

it("takes a node that is away for a sign, by the consumer's id or its chain id", async () => {
  const url = "http://127.0.0.1:1";
  const nodes = [
    { consumerId: "1", url },
    { chainId: "consumer-0", url, otherUrl: url },
  ];
  const { session: of } = await session(policyOf({}), { nodes });
  const plan = await of.plan();
  const signs = await of.signs(plan);
  for (const id of ["0", "1"]) expect(signs(id)).toMatchObject({ node: { kind: "unreachable" }, missed: undefined });
  expect(signs("2").node).toBeUndefined();
  expect(plan.consumers[1]?.blocked).toEqual([expect.stringContaining("does not answer")]);
  await of.close();
});

it("sends nothing of a plan that would no longer be made", async () => {
  const { session: before } = await session(policyOf(registered));
  const planned = changedConsumers(await before.plan(), true);
  // By now the validator has opted in.
  const { session: now, ledger } = await session(policyOf(registered), {}, {} as typeof noOptIns);
  await expect(now.apply(planned)).rejects.toMatchObject({ code: "VALIDATOR_PLAN_STALE" });
  expect(ledger.latest()).toEqual([]);
});
