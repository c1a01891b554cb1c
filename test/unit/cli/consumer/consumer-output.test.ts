import type { IncludedTx } from "../../../../src/chain/tx-sender.ts";
import { createConsumerOutput, writeVerdicts } from "../../../../src/cli/consumer/consumer-output.ts";
import { describeLaunchEvent, stepTitles } from "../../../../src/cli/consumer/describe-launch-event.ts";
import type { LaunchEvent } from "../../../../src/launch/launch-event.ts";

const now = () => new Date("2027-01-01T00:00:00Z");
const tx = { hash: "AB", height: 7n } as IncludedTx;

function written(json: boolean) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const output = createConsumerOutput({
    json,
    now,
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
  });
  return { output, stdout, stderr };
}

const events: readonly (readonly [LaunchEvent, string])[] = [
  [{ kind: "step", step: "spawn", consumerId: "3" }, "consumer 3: wait for the spawn"],
  [{ kind: "step", step: "create", consumerId: undefined }, stepTitles.create],
  [
    { kind: "created", consumerId: "3", spawnTime: now(), tx },
    "created consumer 3 at height 7, spawns at 2027-01-01T00:00:00.000Z",
  ],
  [{ kind: "scheduled", consumerId: "3", spawnTime: now(), tx }, "consumer 3 now spawns at 2027-01-01T00:00:00.000Z"],
  [
    { kind: "ready", height: 1n, validators: [], power: 0n },
    "nobody would validate yet: have active validators opt in",
  ],
  [
    { kind: "ready", height: 1n, validators: [{ moniker: "a", providerOperatorAddress: "a", power: 5n }], power: 5n },
    "1 validators with power 5 would validate: a",
  ],
  [
    { kind: "spawned", height: 9n, time: now(), clientId: "07-tendermint-0" },
    "spawned at provider height 9, light client 07-tendermint-0",
  ],
  [{ kind: "spawnFailed", reason: "unknown", message: "first\nsecond" }, "the spawn failed: first"],
  [{ kind: "genesis", hash: "cd", path: "g.json", isNew: true }, "wrote g.json, SHA-256 cd"],
  [{ kind: "genesis", hash: "cd", path: "g.json", isNew: false }, "found g.json, SHA-256 cd"],
  [{ kind: "waiting", what: "rain" }, "waiting for rain"],
  [{ kind: "blocks", chainId: "c-1", height: 1n }, "c-1 makes blocks: height 1"],
  [
    { kind: "delegated", validator: "v", amount: "1uatom", tx },
    "delegated 1uatom to v, so that a first packet is sent",
  ],
  [{ kind: "hop", name: "ChannelOpenTry", chainId: "p", height: 2n }, "ChannelOpenTry on p at height 2"],
  [
    { kind: "channel", channelId: "channel-0", counterpartyChannelId: "channel-1" },
    "CCV channel open: channel-0 and channel-1",
  ],
  [{ kind: "acknowledged", height: 3n, packets: 1n }, "first VSC packet acknowledged at provider height 3"],
];

it.each(events)("describes %j", (event, line) => {
  expect(describeLaunchEvent(event)).toBe(line);
});

it("tells events on stderr for people, and as JSON on stdout with what finds the transaction", () => {
  const event: LaunchEvent = { kind: "created", consumerId: "3", spawnTime: now(), tx };
  const people = written(false);
  people.output.event(event);
  expect([people.stdout, people.stderr]).toEqual([
    [],
    [expect.stringMatching(/^2027-01-01T00:00:00\.000Z created consumer 3/)],
  ]);
  const programs = written(true);
  programs.output.event(event);
  expect(programs.stdout.map((line) => JSON.parse(line))).toEqual([
    {
      time: now().toISOString(),
      event: "created",
      consumerId: "3",
      spawnTime: now().toISOString(),
      tx: "AB",
      height: "7",
    },
  ]);
});

it("writes a checklist with what to do below what did not pass", () => {
  const verdicts = [
    { id: "phase", verdict: "pass", reason: "LAUNCHED", remedy: "" },
    { id: "validator-set", verdict: "failure", reason: "apart", remedy: "Wait." },
  ] as const;
  const people = written(false);
  writeVerdicts(verdicts, people.output);
  expect(people.stdout).toEqual([
    "ok    phase          LAUNCHED",
    "FAIL  validator-set  apart\n                     Wait.",
  ]);
  const programs = written(true);
  writeVerdicts(verdicts, programs.output);
  expect(programs.stdout.map((line) => JSON.parse(line))).toEqual(verdicts);
});
