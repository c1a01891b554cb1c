import { nothingAfterTimeout } from "../../../../src/observer/invariants/nothing-after-timeout.ts";
import { oneSlashAtATime } from "../../../../src/observer/invariants/one-slash-at-a-time.ts";
import { receivedAsSent } from "../../../../src/observer/invariants/received-as-sent.ts";
import { receivedInOrder } from "../../../../src/observer/invariants/received-in-order.ts";
import { valsetUpdateIdsIncrease } from "../../../../src/observer/invariants/valset-update-ids-increase.ts";
import * as seen from "../observed.ts";
import { update } from "../pair-history.ts";
import { block } from "../wire-blocks.ts";
import { reasons } from "./run.ts";

describe("valset-update-ids-increase", () => {
  const sent = (sequence: bigint, id: bigint) => seen.vscSent(sequence, sequence, seen.vscData(id));

  it("holds over holes in the ids", () => {
    expect(reasons(valsetUpdateIdsIncrease, sent(1n, 3n), sent(2n, 9n), sent(3n, 10n))).toEqual([]);
  });

  it("fires where an id comes twice or falls", () => {
    expect(reasons(valsetUpdateIdsIncrease, sent(1n, 3n), sent(2n, 3n))).toHaveLength(1);
    expect(reasons(valsetUpdateIdsIncrease, sent(1n, 3n), sent(2n, 2n))).toEqual([
      "VSC packet 2 was sent with valset update id 2 after packet 1 with 3",
    ]);
  });
});

describe("received-in-order", () => {
  it("holds from wherever observing began, also before the sending was read", () => {
    const events = [seen.vscReceived(4n, 7n), seen.vscReceived(5n, 8n), seen.vscSent(3n, 7n)];
    expect(reasons(receivedInOrder, ...events)).toEqual([]);
  });

  it("fires where a packet is left out, comes twice, or comes late", () => {
    const following = (next: bigint) => reasons(receivedInOrder, seen.vscReceived(4n, 2n), seen.vscReceived(5n, next));
    expect(following(4n)).toEqual(["the consumer received VSC packet 4 after packet 2"]);
    expect(following(2n)).toHaveLength(1);
    expect(following(1n)).toHaveLength(1);
  });
});

describe("received-as-sent", () => {
  const packet = (power: bigint) => seen.vscData(1n, [update("consumer", 0, power)]);

  it("holds where both ends say the same", () => {
    expect(reasons(receivedAsSent, seen.vscSent(3n, 1n, packet(5n)), seen.vscReceived(4n, 1n, packet(5n)))).toEqual([]);
  });

  it("fires where they differ, whichever is read first", () => {
    const events = [seen.vscSent(3n, 1n, packet(5n)), seen.vscReceived(4n, 1n, packet(6n))];
    expect(reasons(receivedAsSent, ...events)).toHaveLength(1);
    expect(reasons(receivedAsSent, ...events.toReversed())).toHaveLength(1);
    expect(reasons(receivedAsSent, seen.vscSent(3n, 1n), seen.vscReceived(4n, 1n, seen.vscData(2n)))).toHaveLength(1);
  });

  it("fires where slash acknowledgements differ", () => {
    const other = { ...seen.vscData(1n), slashAcknowledgements: ["cosmosvalcons1…"] };
    expect(reasons(receivedAsSent, seen.vscSent(3n, 1n), seen.vscReceived(4n, 1n, other))).toHaveLength(1);
  });
});

describe("nothing-after-timeout", () => {
  it("holds for a packet that times out, and for one that arrives at the last moment", () => {
    const lastMoment = block("consumer-1", 4n).time;
    expect(reasons(nothingAfterTimeout, seen.vscSent(3n, 1n), seen.vscTimedOut(90n, 1n))).toEqual([]);
    expect(reasons(nothingAfterTimeout, seen.vscReceived(4n, 1n, seen.vscData(1n), lastMoment))).toEqual([]);
  });

  it("fires where a packet is received and times out, whichever is read first", () => {
    const events = [seen.vscReceived(4n, 1n), seen.vscTimedOut(90n, 1n)];
    expect(reasons(nothingAfterTimeout, ...events)).toEqual(["VSC packet 1 timed out, and was received before"]);
    expect(reasons(nothingAfterTimeout, ...events.toReversed())).toHaveLength(1);
    const slash = [seen.slashReceived(9n, 1n, { kind: "handled" }), seen.slashTimedOut(90n, 1n)];
    expect(reasons(nothingAfterTimeout, ...slash)).toHaveLength(1);
    expect(reasons(nothingAfterTimeout, ...slash.toReversed())).toHaveLength(1);
  });

  it("fires where a packet is received past its timeout", () => {
    const timeoutTime = block("consumer-1", 3n).time;
    expect(reasons(nothingAfterTimeout, seen.vscReceived(4n, 1n, seen.vscData(1n), timeoutTime))).toHaveLength(1);
    const slash = seen.slashReceived(4n, 1n, { kind: "handled" }, { timeoutTime });
    expect(reasons(nothingAfterTimeout, slash)[0]).toMatch(/^slash packet 1 was received at 2026-01-31T12:00:04/);
  });
});

describe("one-slash-at-a-time", () => {
  it("holds where each packet waits for the verdict before", () => {
    const verdict = seen.slashAcknowledged(6n, 1n, { kind: "bounced" });
    expect(reasons(oneSlashAtATime, seen.slashSent(5n, 1n), verdict, seen.slashSent(9n, 2n))).toEqual([]);
    expect(reasons(oneSlashAtATime, seen.slashSent(9n, 2n))).toEqual([]);
  });

  it("fires where a second is sent before", () => {
    expect(reasons(oneSlashAtATime, seen.slashSent(5n, 1n), seen.slashSent(6n, 2n))).toEqual([
      "slash packet 2 was sent while packet 1 was waiting for its verdict",
    ]);
  });
});
