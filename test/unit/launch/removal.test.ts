import { removalSteps } from "../../../src/launch/removal.ts";
import { launched, madeOverview, madeValidator, now } from "./made.ts";

const DAY_MS = 86_400_000;
const steps = (given: Parameters<typeof madeOverview>[0]) => removalSteps(madeOverview(given), now, 21 * DAY_MS);

it("tells when what becomes of a consumer that runs, with its channel, client and rewards", () => {
  const validators = [madeValidator("a"), madeValidator("b"), madeValidator("c", { isInSet: false })];
  const waitingRewards = [
    { denom: "ibc/A", amount: "12.5" },
    { denom: "uatom", amount: "3" },
  ];
  expect(steps({ ...launched, validators, waitingRewards })).toEqual([
    'at once: consumer 3 ("consumer-1") is STOPPED, and its 2 validators need not run it any more; it cannot be launched again',
    "from then on: the consumer itself goes on with its last validator set, for as long as two thirds of it run",
    "until 2027-01-22T00:00:00.000Z (the provider's unbonding time): infractions of the past are still punished",
    "at 2027-01-22T00:00:00.000Z: DELETED; its state is removed, and the provider closes channel-0: relay that to the consumer",
    "rewards that wait: 12.5ibc/A, 3uatom; what is not distributed by then stays in the pool",
    "07-tendermint-0 is updated no more, and expires; transfers of this consumer's denoms end with it",
  ]);
});

it("tells which changes of the set are lost", () => {
  expect(steps({ ...launched, pendingValsetUpdateIds: [4n, 5n] })).toContain(
    "2 changes of the set that wait are never sent",
  );
});

it("speaks of no channel, client or rewards where there are none", () => {
  const told = steps({ phase: "LAUNCHED" });
  expect(told).toContain("at 2027-01-22T00:00:00.000Z: DELETED; its state is removed");
  expect(told.at(-1)).toBe("no rewards are left to distribute");
});
