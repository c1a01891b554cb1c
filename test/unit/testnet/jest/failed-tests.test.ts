import { watchFailedTests } from "../../../../testnet/jest/failed-tests.ts";

type Handler = (event: object) => void;

function createScope() {
  const handlers: Handler[] = [];
  return {
    scope: { [Symbol.for("EVENT_HANDLERS")]: handlers },
    tell: (event: object) => handlers.map((h) => h(event)),
  };
}

test("tests that pass, and events of other kinds, are no failure", () => {
  const { scope, tell } = createScope();
  const failures = watchFailedTests(scope);
  tell({ name: "test_start", test: { errors: [] } });
  tell({ name: "test_done", test: { errors: [] } });
  tell({ name: "run_finish" });
  expect(failures.mayHaveFailed).toBe(false);
});

test("a test that ends with an error is a failure, whatever follows", () => {
  const { scope, tell } = createScope();
  const failures = watchFailedTests(scope);
  tell({ name: "test_done", test: { errors: [new Error("x")] } });
  tell({ name: "test_done", test: { errors: [] } });
  expect(failures.mayHaveFailed).toBe(true);
});

test("under a runner that tells nothing, everything may have failed", () => {
  expect(watchFailedTests({}).mayHaveFailed).toBe(true);
});

test("Jest's own runner tells: this very file can be watched", () => {
  const failures = watchFailedTests();
  expect(failures.mayHaveFailed).toBe(false);
});
