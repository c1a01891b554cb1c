import { judgeSecured, type SecuredFacts, securedRules } from "../../../src/launch/secured-rules.ts";
import { voucherDenom } from "../../../src/launch/voucher-denom.ts";
import { launched, madeOverview, now } from "./made.ts";

const set = new Map([["key", 100n]]);

function facts(
  given: Partial<SecuredFacts> = {},
  consumer: Partial<NonNullable<SecuredFacts["consumer"]>> = {},
): SecuredFacts {
  return {
    overview: madeOverview({ ...launched, allowlistedRewardDenoms: [voucherDenom("channel-141", "ucon")] }),
    sent: 2n,
    acknowledged: 2n,
    consumer: {
      height: 9n,
      time: now,
      set,
      leased: set,
      providerClientStatus: "Active",
      rewardDenoms: ["ucon"],
      transferChannel: "channel-2",
      providerTransferChannel: "channel-141",
      ...consumer,
    },
    ...given,
  };
}

it("passes every rule of a secured consumer", () => {
  expect(judgeSecured(facts()).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});

const overview = (given: Parameters<typeof madeOverview>[0]) =>
  facts({ overview: madeOverview({ ...launched, ...given }) });
const cases: readonly (readonly [string, string, string, SecuredFacts])[] = [
  ["phase", "failure", "STOPPED, deleted at 2027", overview({ phase: "STOPPED", removalTime: now })],
  ["blocks", "failure", "has no block", facts({}, { height: 0n })],
  ["blocks", "unknown", "no node", facts({ consumer: undefined })],
  ["provider-client", "failure", "is Frozen", overview({ client: { ...launched.client, status: "Frozen" } })],
  ["consumer-client", "failure", "is Expired", facts({}, { providerClientStatus: "Expired" })],
  ["consumer-client", "unknown", "could not be read", facts({}, { providerClientStatus: undefined })],
  ["channel", "failure", "there is no CCV channel", overview({ channel: undefined })],
  ["channel", "failure", "channel-0 is closed", overview({ channel: { ...launched.channel, state: "closed" } })],
  ["first-packet", "failure", "no VSC packet is acknowledged (1 sent)", facts({ sent: 1n, acknowledged: 0n })],
  ["validator-set", "warning", "is not the one", facts({}, { set: new Map([["key", 99n]]) })],
  [
    "validator-set",
    "warning",
    "is not the one",
    facts(
      {},
      {
        set: new Map([
          ["key", 100n],
          ["more", 1n],
        ]),
      },
    ),
  ],
  ["validator-set", "unknown", "could not be read", facts({ consumer: undefined })],
  [
    "pending-packets",
    "warning",
    "3 VSC packets wait",
    facts({ sent: 4n, overview: madeOverview({ ...launched, pendingValsetUpdateIds: [7n] }) }),
  ],
  ["rewards", "warning", "sends no rewards", facts({}, { rewardDenoms: [] })],
  ["rewards", "warning", "not open", facts({}, { transferChannel: "" })],
  ["rewards", "warning", "does not take ucon", overview({})],
  ["rewards", "unknown", "could not be read", facts({ consumer: undefined })],
];

it.each(cases)("%s: %s, %s", (id, verdict, reason, given) => {
  const judged = judgeSecured(given).find((each) => each.id === id);
  expect(judged).toMatchObject({
    verdict,
    reason: expect.stringContaining(reason),
    remedy: expect.stringMatching(/\w/),
  });
});

it("has a test in which each rule does not pass", () => {
  const failing = new Set(cases.map(([id]) => id));
  expect(securedRules.map(({ id }) => id).filter((id) => !failing.has(id))).toEqual([]);
});

it("names a denom as the provider's end of a channel does", () => {
  // Of the transfer channel of the Cosmos Hub to Osmosis: uosmo.
  expect(voucherDenom("channel-141", "uosmo")).toBe(
    "ibc/14F9BC3E44B8A9C1BE1FB08980FAB87034C9905EF17CF2F5008FC085218811CC",
  );
});

it("says by which name the provider is to take a denom, once the transfer channel is known", () => {
  const remedyOf = (given: SecuredFacts) => judgeSecured(given).find(({ id }) => id === "rewards")?.remedy;
  expect(remedyOf(overview({}))).toContain(`Add ${voucherDenom("channel-141", "ucon")} (ucon) to rewards.allowlist`);
  const unknown = { overview: madeOverview(launched) };
  expect(remedyOf(facts(unknown, { providerTransferChannel: "" }))).toContain("Add ibc/… (ucon) to rewards.allowlist");
});
