import { createState, secondsLeft, shownConsumers, staleBecause } from "../../../../../src/observer/web/page/state.js";
import type { Consumer, Glance } from "../../../../../src/observer/web/page/wire.ts";

const glance = (consumerId: string, verdict: Glance["health"]["verdict"], chainId = `chain-${consumerId}`): Glance => ({
  consumerId,
  chainId,
  at: "2026-01-01T00:00:00.000Z",
  health: { verdict, reasons: [] },
  setLag: { isBehind: false, packetsBehind: 0 },
});

it("shows those first that need somebody", () => {
  const state = createState(0);
  state.consumers = [glance("10", "secured"), glance("2", "secured"), glance("3", "unsecured"), glance("4", "at-risk")];
  expect(shownConsumers(state).map(({ consumerId }) => consumerId)).toEqual(["3", "4", "2", "10"]);
});

it("filters by id, chain and name, in any case", () => {
  const state = createState(0);
  state.consumers = [glance("1", "secured", "Neutron-9"), { ...glance("2", "secured"), name: "Stride" }];
  const shown = (filter: string) => {
    state.filter = filter;
    return shownConsumers(state).map(({ consumerId }) => consumerId);
  };
  expect([shown(" neutron"), shown("STR"), shown("2"), shown("none")]).toEqual([["1"], ["2"], ["2"], []]);
});

it("says when what is shown may be old", () => {
  const state = createState(1000);
  state.link = "live";
  expect(staleBecause(state, 5000)).toBeUndefined();
  expect(staleBecause(state, 6001)).toBe("lost");
  state.link = "lost";
  expect(staleBecause(state, 1000)).toBe("lost");
  state.isPaused = true;
  expect(staleBecause(state, 1000)).toBe("paused");
});

it("counts down from when the summary was made", () => {
  const consumer = { at: "2026-01-01T00:00:00.000Z" } as Consumer;
  expect(secondsLeft(90, consumer, Date.parse("2026-01-01T00:01:00Z"))).toBe(30);
  expect(secondsLeft(undefined, consumer, 0)).toBeUndefined();
});
