import { cpSync } from "node:fs";
import { join } from "node:path";
import { toBech32 } from "@cosmjs/encoding";
import type { TxSender } from "../../../src/chain/tx-sender.ts";
import { createProviderRegistry } from "../../../src/provider/registry.ts";
import { KeyFolder } from "../../../src/validator/keys/key-folder.ts";
import { changedConsumers } from "../../../src/validator/plan/plan.ts";
import type { Policy } from "../../../src/validator/policy/policy-schema.ts";
import { Ledger } from "../../../src/validator/state/ledger.ts";
import { ValidatorSession, type ValidatorSessionOptions } from "../../../src/validator/validator-session.ts";
import { nodeTrouble } from "../../../src/validator/watch/concerns.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { createSender } from "../../support/fake-account.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { tellMissedBlocks } from "./missed-blocks-node.ts";
import { bytes, policyOf, publicKey, valoper } from "./plan-fixtures.ts";
import { path, plannedChain } from "./planned-chain.ts";
import { otherKey, ownKey, type StakedConsumer, StakedProvider } from "./staked-provider.ts";

const folder = useTemporaryFolder();
const { start, connect } = useFakeComet();
const closing: ValidatorSession[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});
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

describe("over a node", () => {
  const launched = { chainId: "consumer-1", phase: "LAUNCHED", isOptedIn: true, leasedPower: 30n } as const;
  const toDo = { chainId: "new-1", phase: "REGISTERED" } as const;

  /** A session that reads and sends. */
  async function staked(consumers: readonly StakedConsumer[], options: Partial<ValidatorSessionOptions> = {}) {
    const comet = await start({ chainId: "provider-1", blocks: 3 });
    const provider = await StakedProvider.on(comet, consumers);
    const connection = await connect(comet);
    const sender = await createSender(connection, { registry: createProviderRegistry() });
    const ledger = await Ledger.open(join(await folder(), "v.sqlite"));
    const policy = policyOf({ when: { chainIds: ["new-*"] } });
    const of = new ValidatorSession({ sender, policy, ledger, ...options });
    closing.push(of);
    return { comet, provider, ledger, session: of };
  }

  /** A consumer's node that signs with the validator's key, which has missed 30 blocks. */
  async function consumerNode(chainId = "consumer-1") {
    const comet = await start({ chainId });
    comet.validators = [{ key: ownKey, power: 1n }];
    tellMissedBlocks(comet, [[ownKey, 30n]]);
    return comet;
  }

  it("sends what a plan says, keeps it, and tells of it", async () => {
    const { comet, ledger, session: of } = await staked([toDo]);
    const told: string[] = [];
    const onIncluded = (_tx: unknown, summary: readonly string[]) => void told.push(...summary);
    const sent = await of.apply(changedConsumers(await of.plan(), true), { onIncluded });
    expect(sent).toMatchObject([{ height: 4n }]);
    expect(told).toEqual(["opt in to consumer 0 (new-1) with the key in force"]);
    expect(ledger.latest()).toMatchObject([{ hash: sent[0]?.hash, status: "included" }]);
    expect(comet.broadcasts).toHaveLength(1);
  });

  describe("with a rule for generated keys, while another process rotates one", () => {
    const purpose = { providerChainId: "provider-1", consumerId: "0", chainId: "new-1" };
    const policy = policyOf({ key: "generated" });

    /** A consumer with the first key of a folder assigned, and a folder that has a second one since. */
    async function rotating() {
      const [path, rotated] = [await folder(), await folder()];
      const old = await (await KeyFolder.open(path, { cost: 2 ** 14 })).generate(purpose, "p");
      const keys = await KeyFolder.open(path);
      const assigned = (key: string) => ({ ...toDo, isOptedIn: true, assignedKey: Buffer.from(key, "base64") });
      const f = await staked([assigned(old)], { policy, keys });
      const made = await (await KeyFolder.open(rotated, { cost: 2 ** 14 })).generate(purpose, "p");
      const rotate = (): void => {
        cpSync(rotated, path, { recursive: true });
        f.provider.consumers = [assigned(made)];
      };
      return { ...f, keys, made, rotate };
    }

    it("leaves the new key assigned", async () => {
      const { session: of, rotate, made } = await rotating();
      expect((await of.plan()).consumers[0]?.changes).toEqual([]);
      rotate();
      expect((await of.plan()).consumers[0]).toMatchObject({ changes: [], signingKey: made });
    });

    it("leaves it also where that happens while it reads the provider", async () => {
      const { comet, session: of, rotate, made } = await rotating();
      comet.trouble = () => {
        rotate();
        return undefined;
      };
      expect((await of.plan()).consumers[0]).toMatchObject({ changes: [], signingKey: made });
    });
  });

  it("judges by the node's word of the moment in which it applies", async () => {
    const node = await consumerNode("new-1");
    const nodes = [{ chainId: "new-1", url: node.url }];
    const { comet, session: of } = await staked([{ ...toDo, phase: "LAUNCHED" }], { nodes });
    const planned = changedConsumers(await of.plan(), true);
    expect(planned).toMatchObject([{ changes: [{ kind: "opt-in" }] }]);
    node.trouble = () => ({ status: 503 });
    const error = await rejection("VALIDATOR_PLAN_STALE", of.apply(planned));
    expect(error.message).toContain("does not answer");
    expect(comet.broadcasts).toEqual([]);
  });

  it("asks the own node for missed blocks where it must sign now, and no other", async () => {
    const [node, other] = [await consumerNode(), await consumerNode()];
    const nodes = [{ consumerId: "0", url: node.url, otherUrl: other.url }];
    const { session: of } = await staked([launched, toDo], { nodes });
    const signs = await of.signs(await of.plan());
    expect(signs("0")).toMatchObject({
      node: { kind: "answers" },
      missed: { missed: 30n, window: 100n, allowed: 50n },
    });
    expect(signs("1")).toEqual({ node: undefined, missed: undefined });
    expect(signs("9")).toEqual({ node: undefined, missed: undefined });
    expect(other.asked).toEqual([]);
  });

  it("asks a node whose address has a token, and does not tell it", async () => {
    const node = await consumerNode();
    const nodes = [{ consumerId: "0", url: `${node.url}/?key=hunter2` }];
    const { session: of } = await staked([launched], { nodes });
    const { node: status, missed } = (await of.signs(await of.plan()))("0");
    expect(missed).toMatchObject({ missed: 30n });
    expect(status).toMatchObject({ kind: "answers", url: `${node.url}/…` });
  });

  it.each([
    ["away", { status: 503 }],
    ["another chain's", undefined],
  ])("asks another node while the own one is %s", async (_what, trouble) => {
    const [node, other] = [await consumerNode(trouble === undefined ? "x-1" : "consumer-1"), await consumerNode()];
    node.trouble = () => trouble;
    const nodes = [{ chainId: "consumer-1", url: node.url, otherUrl: other.url }];
    const { session: of } = await staked([launched], { nodes });
    expect((await of.signs(await of.plan()))("0").missed).toMatchObject({ missed: 30n });
  });

  it("knows of no missed blocks where no node can tell, and asks again at the next look", async () => {
    const [away, node] = ["http://127.0.0.1:1", await consumerNode("x-1")];
    const nodes = [{ consumerId: "0", url: away, otherUrl: node.url }];
    const { session: of } = await staked([launched], { nodes });
    const plan = await of.plan();
    expect((await of.signs(plan))("0").missed).toBeUndefined();
    node.overrides.set("status", () => ({ node_info: { network: "consumer-1" } }));
    expect((await of.signs(plan))("0").missed).toMatchObject({ missed: 30n });
  });

  it("asks for the key that the consumer knows, while another one is assigned and has not come there", async () => {
    const node = await consumerNode();
    const nodes = [{ consumerId: "0", url: node.url }];
    const { session: of } = await staked([{ ...launched, leasedKey: ownKey, assignedKey: otherKey }], { nodes });
    const plan = await of.plan();
    const [consumer] = plan.consumers;
    expect(consumer).toMatchObject({ duty: { kind: "now" }, signingKey: publicKey(1) });
    const { node: status, missed } = (await of.signs(plan))("0");
    expect(missed).toMatchObject({ missed: 30n });
    expect(consumer && nodeTrouble(consumer, status)).toBeUndefined();
  });

  it("has one consumer as the provider has it, and tells of jail", async () => {
    const { provider, session: of } = await staked([launched]);
    expect(await of.consumer("0")).toMatchObject({ chainId: "consumer-1", phase: "LAUNCHED" });
    await rejection("CCV_CONSUMER_NOT_FOUND", of.consumer("1"));
    expect(of.isJailed()).toBe(false);
    provider.jail = { until: undefined };
    await of.plan();
    expect(of.isJailed()).toBe(true);
  });
});

it("generates no key where its password cannot be had", async () => {
  const keys = await KeyFolder.open(await folder(), { cost: 2 ** 14 });
  const keyPassword = async () => {
    throw new Error("no password");
  };
  const { session: of } = await session(policyOf({ ...registered, key: "generated" }), { keys, keyPassword });
  await expect(of.plan()).rejects.toThrow("no password");
  expect(keys.keys).toEqual([]);
});
