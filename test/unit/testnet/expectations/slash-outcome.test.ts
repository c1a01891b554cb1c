import { toConsensusAddress } from "../../../../src/ccv/consensus-address.ts";
import type { Timeline } from "../../../../src/index.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { untilSlash } from "../../../../testnet/expectations/slash-outcome.ts";
import * as seen from "../../observer/observed.ts";

const bounced = { kind: "bounced" as const };
const handled = { kind: "handled" as const };
/** As the provider's queries write it: another prefix than in the consumer's events. */
const consumerConsensusAddress = toConsensusAddress(new Uint8Array(20).fill(1), "cosmos");

function requested(height: bigint, seed = 1): ObserverEvent {
  const address = toConsensusAddress(new Uint8Array(20).fill(seed), "consumer");
  const event = { kind: "slashRequested", infraction: "downtime", valsetUpdateId: 0n } as const;
  return seen.at("consumer", height, { ...event, consumerConsensusAddress: address });
}

/** What an observer knows, one more of these with each question. */
function learning(...timelines: readonly Timeline[]) {
  let next = 0;
  return {
    get timeline(): Timeline {
      const known = timelines[Math.min(next, timelines.length - 1)];
      next += 1;
      if (known === undefined) throw new Error("nothing is known");
      return known;
    },
  };
}

test("waits until a request that was queued is sent, bounced, and handled", async () => {
  const queue = [requested(5n)];
  const bounce = [...queue, seen.slashSent(7n, 1n), seen.slashReceived(7n, 1n, bounced)];
  const end = [...bounce, seen.slashSent(20n, 2n), seen.slashReceived(20n, 2n, handled)];
  const all = learning(...[queue, bounce, end].map((events) => seen.timelineOf(...events)));
  for (const status of ["queued", "bounced", "dropped"] as const) {
    const { tries } = await untilSlash(all, { consumerConsensusAddress, status });
    expect(tries).toHaveLength({ queued: 0, bounced: 1, dropped: 2 }[status]);
  }
});

test("looks at one validator's requests, at the wanted one of them", async () => {
  const known = learning(seen.timelineOf(requested(5n), seen.slashSent(7n, 1n), requested(6n, 2), requested(9n)));
  const first = await untilSlash(known, { consumerConsensusAddress, status: "waiting", round: 1 });
  expect(first.requested.height).toBe(5n);
  const last = await untilSlash(known, { consumerConsensusAddress, status: "queued", infraction: "downtime" });
  expect(last.requested.height).toBe(9n);
});

test("tells what the requests have come to when it gives up", async () => {
  const known = learning(seen.timelineOf(requested(5n)));
  const wanted = { consumerConsensusAddress, status: "executed" } as const;
  await expect(untilSlash(known, wanted, { timeoutMs: 60 })).rejects.toMatchObject({
    code: "POLL_TIMEOUT",
    context: { lastSeen: "queued" },
  });
  const other = { ...wanted, infraction: "double-sign" } as const;
  await expect(untilSlash(known, other, { timeoutMs: 60 })).rejects.toMatchObject({
    context: { lastSeen: "no request" },
  });
});
