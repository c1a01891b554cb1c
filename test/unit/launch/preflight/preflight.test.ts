import type { PreflightFacts } from "../../../../src/launch/preflight/facts.ts";
import { preflight, preflightRules } from "../../../../src/launch/preflight/preflight-rules.ts";
import { worstVerdict } from "../../../../src/launch/verdict.ts";
import { initializationParameters } from "../../../../src/provider/messages.ts";
import type { InitializationParameters } from "../../../../src/provider/parameters.ts";
import { durationOfSeconds } from "../../../../src/provider/parameters.ts";
import { launched, madeFacts, madeOverview, madeSpec, madeValidator, now } from "../made.ts";

type Change = (facts: PreflightFacts) => Partial<PreflightFacts>;

const provider =
  (given: Partial<PreflightFacts["provider"]>): Change =>
  (facts) => ({ provider: { ...facts.provider, ...given } });
const initialization =
  (given: Partial<InitializationParameters>): Change =>
  ({ consumer }) => ({
    consumer: madeOverview({
      ...consumer,
      initializationParameters: initializationParameters("consumer-1", {
        ...consumer?.initializationParameters,
        ...given,
      }),
    }),
  });
const consumer =
  (given: Parameters<typeof madeOverview>[0]): Change =>
  (facts) => ({ consumer: madeOverview({ ...facts.consumer, ...given }) });
const slashing = (window: string) => ({ app_state: { slashing: { params: { signed_blocks_window: window } } } });
const account = (name: string, balance: bigint | undefined) => ({
  name,
  address: name,
  denom: "uatom",
  balance,
  wanted: 10n,
});
const noVersions = { interchainSecurity: undefined, ibcGo: undefined, cosmosSdk: undefined };
const node =
  (given: Partial<NonNullable<PreflightFacts["node"]>>): Change =>
  (facts) => {
    return {
      node: { chainId: "consumer-1", height: 5n, versions: facts.provider.versions, blockTimeMs: 5_000, ...given },
    };
  };

function verdictOf(id: string, change: Change) {
  const facts = madeFacts();
  return preflight({ ...facts, ...change(facts) }).find((each) => each.id === id);
}

it("passes every rule where nothing is amiss", () => {
  const verdicts = preflight(madeFacts());
  expect(verdicts.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  expect(verdicts).toHaveLength(preflightRules.length);
  expect(worstVerdict(verdicts)).toBe("pass");
});

const cases: readonly (readonly [id: string, verdict: string, reason: string, change: Change])[] = [
  ["chain-id", "failure", 'the node "other-1"', node({ chainId: "other-1" })],
  ["chain-id", "failure", 'the provider "other-1"', consumer({ chainId: "other-1" })],
  ["chain-id", "failure", 'the provider itself is "consumer-1"', provider({ chainId: "consumer-1" })],
  [
    "chain-id",
    "failure",
    'the genesis file "x-1"',
    (facts) => ({ ...consumer(launched)(facts), genesis: { chain_id: "x-1" } }),
  ],
  [
    "revision",
    "failure",
    "initial height {2, 1}",
    initialization({ initialHeight: { revisionNumber: 2n, revisionHeight: 1n } }),
  ],
  [
    "revision",
    "failure",
    "begins at height 7",
    (facts) => ({ ...consumer(launched)(facts), genesis: { initial_height: "7" } }),
  ],
  ["genesis-hash", "failure", "the file's SHA-256 is", () => ({ hashes: { genesis: "cd", binary: undefined } })],
  ["genesis-hash", "failure", "the provider has", initialization({ genesisHash: new Uint8Array([1]) })],
  ["genesis-hash", "unknown", "could not be compared", () => ({ hashes: { genesis: undefined, binary: undefined } })],
  ["genesis-hash", "warning", "no hash of the genesis", () => ({ spec: madeSpec(), consumer: undefined })],
  ["binary-hash", "failure", "the file's SHA-256 is", () => ({ hashes: { genesis: undefined, binary: "cd" } })],
  ["unbonding", "warning", "not shorter than the provider's", provider({ unbondingMs: 86_400_000 })],
  [
    "ccv-timeout",
    "failure",
    "not longer than the unbonding period 21 d",
    initialization({ ccvTimeoutPeriod: durationOfSeconds(1_800_000) }),
  ],
  [
    "transfer-timeout",
    "warning",
    "times out only after",
    initialization({ transferTimeoutPeriod: durationOfSeconds(864_000) }),
  ],
  ["signing-window", "warning", "100 blocks are about 500 s", () => ({ genesis: slashing("100") })],
  ["signing-window", "failure", "longer than the unbonding period", () => ({ genesis: slashing("1000000") })],
  ["signing-window", "unknown", "genesis file is not known", () => ({ genesis: undefined })],
  ["spawn-time", "failure", "has passed", provider({ time: new Date(now.getTime() + 7_200_000) })],
  ["spawn-time", "warning", "its launch failed", consumer({ phase: "REGISTERED" })],
  ["spawn-time", "failure", "is STOPPED", consumer({ phase: "STOPPED" })],
  ["owner-funded", "failure", "too little", () => ({ accounts: [account("owner", 9n)] })],
  ["owner-funded", "unknown", "no account is named", () => ({ accounts: [] })],
  ["relayer-funded", "failure", "too little", () => ({ accounts: [account("relayer on the consumer", 0n)] })],
  [
    "relayer-funded",
    "unknown",
    "could not be read",
    () => ({ accounts: [account("relayer on the consumer", undefined)] }),
  ],
  ["opted-in", "failure", "nobody has opted in", consumer({ validators: [] })],
  ["opted-in", "failure", "none of the 1 validators", consumer({ validators: [madeValidator("x")] })],
  [
    "opted-in",
    "warning",
    "a third or more of the power",
    consumer({ validators: [madeValidator("a"), madeValidator("b")] }),
  ],
  ["opted-in", "warning", "not created yet", () => ({ consumer: undefined })],
  [
    "trusting-period",
    "failure",
    "is Expired",
    consumer({ ...launched, client: { ...launched.client, status: "Expired" } }),
  ],
  [
    "trusting-period",
    "failure",
    "after the spawn, the client trusts",
    () => ({ spec: madeSpec({ genesis: { time: "2027-03-01T00:00:00Z" } }) }),
  ],
  [
    "trusting-period",
    "failure",
    "is not after the spawn time",
    () => ({ spec: madeSpec({ genesis: { time: "2026-12-31T00:00:00Z" } }) }),
  ],
  ["historical-entries", "warning", "only 5", initialization({ historicalEntries: 5n })],
  ["reward-denoms", "warning", "no reward denom", () => ({ spec: madeSpec() })],
  ["reward-denoms", "warning", "takes no denom", consumer({ allowlistedRewardDenoms: [] })],
  [
    "reward-denoms",
    "failure",
    "sends other, which",
    (facts) => ({
      ...consumer(launched)(facts),
      genesis: { app_state: { ccvconsumer: { params: { reward_denoms: ["other"] } } } },
    }),
  ],
  ["versions", "unknown", "no node", () => ({ node: undefined })],
  ["versions", "unknown", "do not tell", node({ versions: noVersions })],
  ["versions", "warning", "different majors", node({ versions: { ...noVersions, ibcGo: "v8.5.2" } })],
];

it.each(cases)("%s: %s, %s", (id, verdict, reason, change) => {
  expect(verdictOf(id, change)).toMatchObject({
    verdict,
    reason: expect.stringContaining(reason),
    remedy: expect.stringMatching(/\w/),
  });
});

it("has a test in which each rule does not pass", () => {
  const failing = new Set(cases.map(([id]) => id));
  expect(preflightRules.map(({ id }) => id).filter((id) => !failing.has(id))).toEqual([]);
});

it("counts what is unknown as a warning, and a failure as graver", () => {
  const verdict = (kind: "pass" | "warning" | "failure" | "unknown") => ({
    id: kind,
    verdict: kind,
    reason: "",
    remedy: "",
  });
  expect(worstVerdict([verdict("pass"), verdict("unknown")])).toBe("warning");
  expect(worstVerdict([verdict("failure"), verdict("warning")])).toBe("failure");
});
