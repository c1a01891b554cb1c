import { exitCodeOf } from "../../../../src/cli/failure.ts";
import { type ConditionOptions, Conditions } from "../../../../src/cli/observe/conditions.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { ObserverMessage } from "../../../../src/observer/service/observer-message.ts";
import type { HealthCode, HealthVerdict } from "../../../../src/observer/summary/health-codes.ts";

function health(consumerId: string, verdict: HealthVerdict, ...codes: readonly HealthCode[]): ObserverMessage {
  const reasons = codes.map((code) => ({ code, text: `because of ${code}` }));
  return { type: "health", position: 1, consumerId, health: { verdict, reasons } };
}

function conditions(change: Partial<ConditionOptions> = {}): Conditions {
  return new Conditions({ consumerIds: ["0", "1"], untilHealthy: false, failOn: [], ...change });
}

/** What was decided by now. */
async function decided(given: Conditions): Promise<unknown> {
  const open = new Promise((resolve) => setImmediate(() => resolve("open")));
  return Promise.race([given.decided.then(() => "done"), open]).catch((error: unknown) => error);
}

const never = new AbortController().signal;

describe("the conditions of icskit observe", () => {
  it("hold once every consumer is secured at the same time", async () => {
    const given = conditions({ untilHealthy: true });
    given.note(health("0", "secured"));
    given.note(health("0", "at-risk", "set-behind"));
    given.note(health("1", "secured"));
    expect(await decided(given)).toBe("open");
    given.note(health("0", "secured"));
    expect(await decided(given)).toBe("done");
  });

  it("are not waited for unless that is asked for", async () => {
    const given = conditions();
    for (const id of ["0", "1"]) given.note(health(id, "secured"));
    expect(await decided(given)).toBe("open");
    expect(given.timeout(5)).toBeUndefined();
  });

  it("are violated by a reason that was named, whatever its rank", async () => {
    const given = conditions({ untilHealthy: true, failOn: ["set-behind", "client-expired"] });
    given.note(health("1", "unsecured", "channel-closed"));
    expect(await decided(given)).toBe("open");
    given.note(health("1", "unsecured", "channel-closed", "set-behind"));
    const error = await decided(given);
    expect(error).toMatchObject({
      code: "OBSERVER_CONDITION_VIOLATED",
      message: "--fail-on set-behind does not hold\nconsumer 1 is unsecured: because of set-behind",
      context: { consumerId: "1", verdict: "unsecured", codes: ["channel-closed", "set-behind"] },
    });
    expect(exitCodeOf(error, never)).toBe(3);
  });

  it("are violated where the time passes before every consumer is secured", () => {
    const given = conditions({ untilHealthy: true });
    given.note(health("0", "pending", "not-launched"));
    expect(given.timeout(2)).toMatchObject({
      code: "OBSERVER_CONDITION_VIOLATED",
      message: [
        "--until-healthy within 2 s does not hold",
        "consumer 0 is pending: because of not-launched",
        "consumer 1 is unknown: nothing was read of it",
      ].join("\n"),
    });
  });

  it("end with what ended a consumer's observer, where its health is waited for", async () => {
    const error = new IcsError("OBSERVER_GAP", "gone", { chainId: "x", expectedHeight: 1n, actualHeight: 2n });
    const failure = (isRetried: boolean): ObserverMessage => ({
      ...{ type: "failure", position: 1, consumerId: "0", error, isRetried },
    });
    const given = conditions({ untilHealthy: true });
    given.note(failure(true));
    expect(await decided(given)).toBe("open");
    given.note(failure(false));
    expect(await decided(given)).toBe(error);
    const patient = conditions({ failOn: ["channel-closed"] });
    patient.note(failure(false));
    expect(await decided(patient)).toBe("open");
  });
});

test("several failures are wrong input only where all are", () => {
  const input = new IcsError("CONFIG_INVALID", "x", { problems: [] });
  const other = new IcsError("RPC_UNREACHABLE", "x", { url: "x" });
  expect(exitCodeOf(new AggregateError([input, input]), never)).toBe(2);
  expect(exitCodeOf(new AggregateError([input, other]), never)).toBe(1);
});
