/** What jest-circus tells its handlers, as far as it is read here. */
interface CircusEvent {
  readonly name: string;
  readonly test?: { readonly errors: readonly unknown[] };
}

/** Where jest-circus keeps who is told of its events: the one place that a test file can reach. */
const eventHandlers = Symbol.for("EVENT_HANDLERS");

/**
 * Counts the tests of this file that fail from now on. Under another runner than jest-circus, Jest's default, failures
 * cannot be seen: then `mayHaveFailed` is always true, since nothing should be lost.
 */
export function watchFailedTests(scope: object = globalThis): { readonly mayHaveFailed: boolean } {
  const handlers: unknown = Reflect.get(scope, eventHandlers);
  if (!Array.isArray(handlers)) return { mayHaveFailed: true };
  const seen = { mayHaveFailed: false };
  handlers.push((event: CircusEvent) => {
    if (event.name === "test_done" && (event.test?.errors.length ?? 0) > 0) seen.mayHaveFailed = true;
  });
  return seen;
}
