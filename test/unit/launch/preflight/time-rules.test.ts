import type { PreflightFacts } from "../../../../src/launch/preflight/facts.ts";
import {
  ccvTimeoutRule,
  signingWindowRule,
  spawnTimeRule,
  transferTimeoutRule,
  trustingPeriodRule,
  unbondingRule,
} from "../../../../src/launch/preflight/time-rules.ts";
import type { Rule } from "../../../../src/launch/verdict.ts";
import { initializationParameters } from "../../../../src/provider/messages.ts";
import { durationOfSeconds, type InitializationParameters } from "../../../../src/provider/parameters.ts";
import { launched, madeFacts, madeOverview, madeSpec, now } from "../made.ts";

const DAY = 86_400;
const HOUR_MS = 3_600_000;
const later = (ms: number): Date => new Date(now.getTime() + ms);

/** Facts of a consumer with these initialization parameters, spawning in an hour. */
function facts(given: Partial<InitializationParameters>, more: Partial<PreflightFacts> = {}): PreflightFacts {
  const spawnTime = later(HOUR_MS);
  const initialization = initializationParameters("consumer-1", { spawnTime, ...given });
  return madeFacts({ consumer: madeOverview({ initializationParameters: initialization }), ...more });
}

const verdict = (rule: Rule<PreflightFacts>, of: PreflightFacts): string => rule.judge(of).verdict;
const seconds = durationOfSeconds;

describe("at the very border", () => {
  it("a CCV timeout of exactly the longest unbonding period is too short, on whichever chain that is", () => {
    expect(verdict(ccvTimeoutRule, facts({ ccvTimeoutPeriod: seconds(21 * DAY) }))).toBe("failure");
    expect(verdict(ccvTimeoutRule, facts({ ccvTimeoutPeriod: seconds(21 * DAY + 1) }))).toBe("pass");
    const long = { unbondingPeriod: seconds(30 * DAY) };
    expect(verdict(ccvTimeoutRule, facts({ ...long, ccvTimeoutPeriod: seconds(30 * DAY) }))).toBe("failure");
  });

  it("an unbonding period as long as the provider's is warned of", () => {
    expect(verdict(unbondingRule, facts({ unbondingPeriod: seconds(21 * DAY) }))).toBe("warning");
    expect(verdict(unbondingRule, facts({ unbondingPeriod: seconds(21 * DAY - 1) }))).toBe("pass");
  });

  it("a transfer may time out just as the next one is sent", () => {
    const blocks = { blocksPerDistributionTransmission: 100n };
    expect(verdict(transferTimeoutRule, facts({ ...blocks, transferTimeoutPeriod: seconds(500) }))).toBe("pass");
    expect(verdict(transferTimeoutRule, facts({ ...blocks, transferTimeoutPeriod: seconds(501) }))).toBe("warning");
  });

  it("a spawn time that is the provider's time has passed", () => {
    expect(verdict(spawnTimeRule, facts({ spawnTime: now }))).toBe("failure");
    expect(verdict(spawnTimeRule, facts({ spawnTime: later(1) }))).toBe("pass");
  });

  it("a genesis time as long after the spawn as the client trusts is too late, and one at the spawn too early", () => {
    const trusted = Math.floor(20 * DAY * 0.66);
    const at = (ms: number) => facts({}, { spec: madeSpec({ genesis: { time: later(HOUR_MS + ms).toISOString() } }) });
    expect(verdict(trustingPeriodRule, at(trusted * 1_000))).toBe("failure");
    expect(verdict(trustingPeriodRule, at(trusted * 1_000 - 1_000))).toBe("pass");
    expect(verdict(trustingPeriodRule, at(0))).toBe("failure");
    expect(verdict(trustingPeriodRule, at(1))).toBe("pass");
  });
});

describe("how long a block takes", () => {
  const window = (blocks: number, blockTimeMs: number | undefined): PreflightFacts => {
    const versions = { interchainSecurity: undefined, ibcGo: undefined, cosmosSdk: undefined };
    const genesis = { app_state: { slashing: { params: { signed_blocks_window: `${blocks}` } } } };
    return facts({}, { genesis, node: { chainId: "consumer-1", height: 9n, versions, blockTimeMs } });
  };

  it("is the node's own measure, and about five seconds where there is none", () => {
    expect(verdict(signingWindowRule, window(120, undefined))).toBe("pass");
    expect(verdict(signingWindowRule, window(119, undefined))).toBe("warning");
    expect(verdict(signingWindowRule, window(120, 1_000))).toBe("warning");
    expect(signingWindowRule.judge(window(600, 1_000))).toMatchObject({
      verdict: "pass",
      reason: "600 blocks, about 600 s",
    });
  });
});

describe("the parameters in force", () => {
  it("are the provider's, whatever the spec says, once the consumer is created", () => {
    const spec = madeSpec({ initialization: { spawnTime: "+1h", ccvTimeoutPeriod: "1d" } });
    expect(verdict(ccvTimeoutRule, facts({}, { spec }))).toBe("pass");
    expect(verdict(ccvTimeoutRule, madeFacts({ spec, consumer: undefined }))).toBe("failure");
  });

  it("say nothing of the spawn once it has been", () => {
    const consumer = madeOverview({ ...launched, initializationParameters: undefined });
    expect(spawnTimeRule.judge(madeFacts({ consumer }))).toMatchObject({ verdict: "pass", reason: "it has spawned" });
  });

  it("are the spec's for a spawn that is not set yet", () => {
    const spec = madeSpec({ initialization: { spawnTime: "2020-01-01T00:00:00Z" } });
    expect(spawnTimeRule.judge(madeFacts({ spec, consumer: undefined }))).toMatchObject({
      verdict: "failure",
      reason: "the spawn time 2020-01-01T00:00:00.000Z has passed",
      remedy: expect.stringContaining("initialization.spawnTime"),
    });
  });
});
