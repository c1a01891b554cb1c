import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Ledger } from "../../../../src/validator/state/ledger.ts";
import { rejection, thrown } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";

const folder = useTemporaryFolder();
const newPath = async (): Promise<string> => join(await folder(), "validator.sqlite");
const entry = {
  ...{ providerChainId: "p-1", address: "cosmos1a", bytes: new Uint8Array([1, 2]), timeoutHeight: 9n },
  summary: ["opt in", "set a commission"],
};

it("has what it kept after it was closed, in the order in which it was signed", async () => {
  const path = await newPath();
  {
    using ledger = await Ledger.open(path);
    for (const hash of ["A", "B", "C"]) ledger.add({ ...entry, hash });
    ledger.settle("B", "failed", "out of gas");
  }
  using again = await Ledger.open(path);
  expect(again.open("p-1", "cosmos1a")).toEqual([
    { ...entry, id: 1, hash: "A", status: "signed", reason: "", signedAt: expect.any(Date) },
    { ...entry, id: 3, hash: "C", status: "signed", reason: "", signedAt: expect.any(Date) },
  ]);
  expect(again.latest(2).map(({ hash, status, reason }) => [hash, status, reason])).toEqual([
    ["C", "signed", ""],
    ["B", "failed", "out of gas"],
  ]);
});

it("shows two commands at once the same entries", async () => {
  const path = await newPath();
  using first = await Ledger.open(path);
  using second = await Ledger.open(path);
  first.add({ ...entry, hash: "A" });
  expect(second.open("p-1", "cosmos1a")).toMatchObject([{ hash: "A" }]);
  second.settle("A", "included");
  expect(first.open("p-1", "cosmos1a")).toEqual([]);
});

it("leaves a file of a later version as it is", async () => {
  const path = await newPath();
  (await Ledger.open(path)).close();
  const newer = new DatabaseSync(path);
  newer.exec("PRAGMA user_version = 2");
  newer.close();
  const before = (await stat(path)).mtimeMs;
  const error = await rejection("VALIDATOR_STATE_FAILED", Ledger.open(path));
  expect([error.context.path, error.message]).toEqual([path, expect.stringContaining("a newer icskit made it")]);
  expect((await stat(path)).mtimeMs).toBe(before);
});

it("tells which file could not do what, and that nothing is sent then", async () => {
  const path = join(await folder(), "none", "validator.sqlite");
  expect((await rejection("VALIDATOR_STATE_FAILED", Ledger.open(path))).message).toContain(path);
  const closed = await Ledger.open(await newPath());
  closed.close();
  closed.close();
  const { message } = thrown("VALIDATOR_STATE_FAILED", () => closed.add({ ...entry, hash: "A" }));
  expect(message).toMatch(/could not keep a transaction: .*\nNothing is sent that is not kept there first/);
});
