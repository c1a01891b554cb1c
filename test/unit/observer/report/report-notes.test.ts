import type { ChainRole, Observation } from "../../../../src/observer/observer-event.ts";
import { reportNote } from "../../../../src/observer/report/report-notes.ts";
import { at, setRead, vscSent } from "../observed.ts";

const consumer = { consumerId: "0", consumerChainId: "consumer-1" };
const validator = { ...consumer, providerOperatorAddress: "valoper", submitterAddress: "cosmos1" };
const end = { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0", connectionId: "c" };
const updated = { submitterAddress: "owner", ownerAddress: "next", phase: "LAUNCHED" } as const;
const spawnTime = new Date("2026-02-01T00:00:00Z");
const shaping = {
  topN: 0,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: 0n,
  allowInactiveValidators: false,
};

const cases: readonly [list: string, chain: ChainRole, observation: Observation, text: string][] = [
  ["channelEnds", "provider", { kind: "channelOpened", ...end }, "provider/channel-4 opened towards channel-0"],
  [
    "channelEnds",
    "provider",
    { kind: "channelClosed", cause: "timeout", ...end },
    "provider/channel-4 closed a packet timed out",
  ],
  ["validatorChanges", "provider", { kind: "optedIn", ...validator, consumerKey: undefined }, "valoper opted in "],
  ["validatorChanges", "provider", { kind: "optedIn", ...validator, consumerKey: "K" }, "valoper opted in with key K"],
  ["validatorChanges", "provider", { kind: "optedOut", ...validator }, "valoper opted out "],
  [
    "validatorChanges",
    "provider",
    { kind: "consumerKeyAssigned", ...validator, consumerKey: "K" },
    "valoper assigned a key K",
  ],
  [
    "validatorChanges",
    "provider",
    { kind: "consumerCommissionRateSet", ...validator, commissionRate: "0.1" },
    "valoper set its commission 0.1",
  ],
  [
    "validatorChanges",
    "provider",
    {
      kind: "validatorJailed",
      providerConsensusAddress: "valcons",
      evidence: "slash-event",
      reason: "provider-downtime",
    },
    "valcons jailed provider-downtime, by slash-event",
  ],
  [
    "validatorChanges",
    "provider",
    { kind: "validatorUnjailed", providerOperatorAddress: "valoper" },
    "valoper unjailed ",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "consumerCreated", ...consumer, ...updated, name: "n", spawnTime },
    "next consumer created n",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "consumerUpdated", ...consumer, ...updated, name: "n", spawnTime, topN: 66 },
    "owner consumer updated phase LAUNCHED, name n, spawn time 2026-02-01 00:00:00 UTC, top N 66",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "consumerRemoved", ...consumer, submitterAddress: "owner" },
    "owner consumer removed ",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "powerShapingChanged", from: shaping, to: { ...shaping, topN: 50 } },
    "state power shaping changed topN 0 → 50",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "infractionParametersChanged", from: undefined, to: {} },
    "state infraction parameters ",
  ],
  [
    "ownerChanges",
    "provider",
    { kind: "rewardDenomsChanged", added: ["a"], removed: ["b"] },
    "governance reward denoms changed + a, − b",
  ],
  [
    "evidence",
    "provider",
    { kind: "consumerDoubleVotingSubmitted", ...consumer, evidence: "…", submitterAddress: "s" },
    "s double vote on the consumer proven ",
  ],
  [
    "evidence",
    "provider",
    {
      kind: "consumerMisbehaviourSubmitted",
      ...consumer,
      clientId: "c",
      misbehaviour: "…",
      height1: "1-2",
      height2: "1-2",
      submitterAddress: "s",
    },
    "s attack on a light client proven client c, headers 1-2 and 1-2",
  ],
  [
    "gaps",
    "consumer",
    { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" },
    "consumer-1 blocks not observed 1 to 8: pruned",
  ],
  [
    "gaps",
    "consumer",
    { kind: "blocksMissing", fromHeight: 3n, toHeight: 3n, reason: "unreadable", detail: "no answer" },
    "consumer-1 blocks not observed 3 to 3: unreadable (no answer)",
  ],
  [
    "gaps",
    "consumer",
    { kind: "stateMissing", what: "validators", reason: "old" },
    "consumer-1 validators not kept by the node old",
  ],
  [
    "gaps",
    "consumer",
    { kind: "chainRestarted", knownHeight: 9n, expectedHash: "A", actualHash: "B" },
    "consumer-1 another chain has taken its place block 9 is B, not A",
  ],
  [
    "gaps",
    "consumer",
    { kind: "unreadable", eventType: "send_packet", reason: "no JSON" },
    "consumer-1 send_packet cannot be read no JSON",
  ],
  [
    "disagreements",
    "provider",
    { kind: "stateDisagrees", about: "phase", byEvents: "a", byState: "b" },
    "phase state is not what events say by events a; by state b",
  ],
];

describe("reportNote", () => {
  it.each(cases)("writes into %s of the %s", (list, chain, observation, text) => {
    const written = reportNote(at(chain, 7n, observation));
    expect(written?.list).toBe(list);
    expect(written?.note).toMatchObject({ chain, height: 7n });
    expect(`${written?.note.subject} ${written?.note.change} ${written?.note.detail}`).toBe(text);
  });

  it("says nothing of what other parts of a report are made of", () => {
    expect([reportNote(vscSent(1n, 1n)), reportNote(setRead(1n, []))]).toEqual([undefined, undefined]);
  });
});
