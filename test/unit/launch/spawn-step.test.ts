import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { LaunchRig } from "./launch-rig.ts";

const fake = useFakeComet();

function kindsOf(events: readonly LaunchEvent[]): string[] {
  return events.map(({ kind }) => kind);
}

it("tells while it waits who would validate, and at last the block and the light client of the launch", async () => {
  const rig = await LaunchRig.start(fake);
  await rig.launch();
  const [ready] = rig.events.filter((event) => event.kind === "ready");
  expect(ready).toMatchObject({ power: 100n, validators: [{ power: 100n }] });
  const spawned = rig.events.find((event) => event.kind === "spawned");
  // One after the block with the transaction that created it.
  expect(spawned).toMatchObject({ height: 6n, clientId: "07-tendermint-12" });
});

it("tells the spawn time that it waits for, and nothing of the spawn where that fails", async () => {
  const rig = await LaunchRig.start(fake);
  rig.spawns.push("REGISTERED");
  await rejection("CCV_LAUNCH_FAILED", rig.launch());
  const waiting = rig.events.find((event) => event.kind === "waiting");
  expect(waiting).toMatchObject({ what: expect.stringMatching(/^the spawn time 2026-01-01T00:00:0\d\.000Z$/) });
  expect(kindsOf(rig.events)).not.toContain("spawned");
});
