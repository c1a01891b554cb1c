import { isIcsError } from "../../../src/index.ts";
import { accountNames, createTestnetAccounts, findAccount } from "../../../testnet/accounts.ts";
import { resolveTopology } from "../../../testnet/topology.ts";
import { testMnemonic } from "../../support/testnet-fixtures.ts";

test("derives the addresses that every Cosmos wallet derives, under each prefix", async () => {
  const accounts = await createTestnetAccounts(["a", "b"], ` ${testMnemonic}\n`);
  expect((await accounts.onChain("cosmos")).map(({ address }) => address)).toEqual([
    "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
    expect.stringMatching(/^cosmos1/),
  ]);
  const [first] = await accounts.onChain("consumer");
  expect(first?.address).toMatch(/^consumer19rl4cm2hmr8afy4kldpxz3fka4jguq0a/);
  expect(await first?.signer.getAccounts()).toMatchObject([{ address: first?.address }]);
});

test("makes a new mnemonic for each testnet where none is given", async () => {
  const [one, two] = await Promise.all([createTestnetAccounts(["a"]), createTestnetAccounts(["a"])]);
  expect(one.mnemonic.split(" ")).toHaveLength(24);
  expect(one.mnemonic).not.toBe(two.mnemonic);
});

test("refuses a mnemonic with a wrong checksum and says none of its words", async () => {
  const wrong = testMnemonic.replace("about", "zebra");
  const error: unknown = await createTestnetAccounts(["a"], wrong).catch((caught: unknown) => caught);
  expect(isIcsError(error, "TX_MNEMONIC_INVALID")).toBe(true);
  expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/abandon|zebra/);
});

test("a testnet has owner, relayer, delegator, its validators and its users", () => {
  const topology = resolveTopology({ users: 2, provider: { validators: [{ name: "alice" }] } });
  expect(accountNames(topology)).toEqual(["owner", "relayer", "delegator", "alice", "user-0", "user-1"]);
});

test("an unknown account is an error that names those that exist", async () => {
  const accounts = await (await createTestnetAccounts(["a", "b"], testMnemonic)).onChain("cosmos");
  expect(findAccount(accounts, "b").hdIndex).toBe(1);
  expect(() => findAccount(accounts, "c")).toThrow(
    expect.objectContaining({ context: { account: "c", known: ["a", "b"] } }),
  );
});
