import { txFailed, txRefused, txRefusedInSimulation } from "../../../src/chain/tx-error.ts";

const verdict = { chainId: "provider-1", hash: "AB", code: 29, codespace: "client", log: "client is not active" };
const known = (): string => "ErrClientNotActive";
const unknown = (): undefined => undefined;

it("a refusal names the error, and says that nothing was charged", () => {
  const error = txRefused(verdict, known);
  expect(error.message).toBe(
    "provider-1 refused transaction AB (ErrClientNotActive, client 29): client is not active\nIt is in no block, and nothing was charged.",
  );
  expect(txRefused(verdict, unknown).message).toContain("AB (client 29): ");
  expect(txRefused(verdict, unknown).context.sentinel).toBeUndefined();
});

it("a failure tells the height, and that the fee is gone", () => {
  const tx = { ...verdict, bytes: new Uint8Array(), gasUsed: 1n, events: [], data: new Uint8Array() };
  const error = txFailed("provider-1", tx, 12n, known);
  expect(error.message).toBe(
    "Transaction AB failed on provider-1 at height 12 (ErrClientNotActive, client 29): client is not active\nIts changes were undone; its fee was charged.",
  );
  const { chainId, hash, codespace, log } = verdict;
  const sentinel = "ErrClientNotActive";
  expect(error.context).toEqual({ chainId, hash, codespace, log, sentinel, abciCode: 29, height: 12n });
});

it("a refusal in simulation keeps what the chain said", () => {
  const cause = new Error("Query failed with (6): out of gas");
  const error = txRefusedInSimulation("provider-1", cause);
  expect(error.cause).toBe(cause);
  expect(error.context).toMatchObject({ hash: "", codespace: "", abciCode: 0, log: cause.message });
});
