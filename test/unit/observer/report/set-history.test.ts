import { consensusAddress } from "../../../../src/ccv/consensus-address.ts";
import { SetHistory } from "../../../../src/observer/report/set-history.ts";
import { applied, at, setRead } from "../observed.ts";
import { launchSet, update, validators } from "../pair-history.ts";

const address = (index: 0 | 1 | 2): string => consensusAddress(validators.consumer[index], "cosmos");

function historyOf(...events: Parameters<SetHistory["add"]>[0][]): SetHistory {
  const history = new SetHistory();
  for (const event of events) history.add(event);
  return history;
}

describe("SetHistory", () => {
  it("begins with what was read, and goes on with what was applied", () => {
    const sets = historyOf(setRead(1n, launchSet), applied(4n, [update("consumer", 2, 0n)], [1n])).from(0n);
    expect(sets).toMatchObject([
      { effectiveHeight: 1n, by: "read", validators: 3, totalPower: 900n },
      { effectiveHeight: 6n, by: "applied", validators: 2, totalPower: 800n },
    ]);
    expect(sets[1]?.powers).toEqual([{ consumerConsensusAddress: address(2), power: 0n }]);
  });

  it("adds nothing for a reading that confirms, or an update that changes nothing", () => {
    const sets = historyOf(
      setRead(1n, launchSet),
      applied(4n, [update("consumer", 0, 501n)], [1n]),
      setRead(5n, launchSet),
      setRead(6n, [update("consumer", 0, 501n), ...launchSet.slice(1)]),
      applied(7n, [update("consumer", 0, 501n)], [2n]),
      applied(8n, [], [3n]),
    ).from(0n);
    expect(sets.map(({ effectiveHeight }) => effectiveHeight)).toEqual([1n, 6n]);
  });

  it("tells a reading that contradicts what was known", () => {
    const sets = historyOf(setRead(1n, launchSet), setRead(9n, launchSet.slice(1))).from(0n);
    expect(sets).toMatchObject([{ by: "read" }, { effectiveHeight: 9n, by: "read", validators: 2 }]);
  });

  it("begins anew after a gap", () => {
    const gap = { kind: "blocksMissing", fromHeight: 2n, toHeight: 8n, reason: "pruned" } as const;
    const sets = historyOf(
      setRead(1n, launchSet),
      at("consumer", 9n, gap),
      applied(9n, [update("consumer", 0, 7n)], [4n]),
      setRead(10n, launchSet),
    ).from(0n);
    expect(sets.map(({ effectiveHeight, by }) => [effectiveHeight, by])).toEqual([
      [1n, "read"],
      [10n, "read"],
    ]);
  });

  it("makes a whole set of the one that a range begins with", () => {
    const history = historyOf(
      setRead(1n, launchSet),
      applied(4n, [update("consumer", 2, 0n)], [1n]),
      applied(8n, [update("consumer", 0, 5n)], [2n]),
      applied(20n, [update("consumer", 0, 6n)], [3n]),
    );
    const [base, ...later] = history.from(15n);
    expect(base).toMatchObject({ effectiveHeight: 10n, by: "read", validators: 2, totalPower: 305n });
    expect(base?.powers).toEqual([
      { consumerConsensusAddress: address(0), power: 5n },
      { consumerConsensusAddress: address(1), power: 300n },
    ]);
    expect(later.map(({ effectiveHeight }) => effectiveHeight)).toEqual([22n]);
  });

  it("is empty where no set was seen", () => {
    expect(historyOf(applied(4n, [update("consumer", 0, 5n)], [1n])).from(0n)).toEqual([]);
  });
});
