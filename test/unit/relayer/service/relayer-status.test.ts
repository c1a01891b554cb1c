import { type PathStatus, unhealthyBecause } from "../../../../src/relayer/service/relayer-status.ts";

/** When a third of the trusting period is left. */
const now = new Date(60_000);
const client = {
  clientId: "07-tendermint-0",
  status: "Active",
  trustedHeight: 1n,
  expiresAt: new Date(90_000),
  trustingPeriodMs: 90_000,
} as const;
const end = { chainId: "a", height: 1n, heardAt: new Date(0), isSilent: false, client, account: undefined };
const relaying: PathStatus = {
  name: "0",
  consumerId: "0",
  state: "relaying",
  since: new Date(0),
  reason: undefined,
  error: undefined,
  provider: end,
  consumer: { ...end, chainId: "b" },
  channels: [],
};
const error = { code: "TX_EXPIRED", message: "expired\nsend it again", since: new Date(0), failures: 2 };

describe("a path is healthy", () => {
  it("while it relays with active clients at both ends", () => {
    expect(unhealthyBecause(relaying, now)).toBeUndefined();
  });

  it("before the status of its clients is known", () => {
    const unknown = { ...end, client: { ...client, status: undefined } };
    expect(unhealthyBecause({ ...relaying, provider: unknown, consumer: unknown }, new Date(80_000))).toBeUndefined();
  });
});

describe("a path is not healthy", () => {
  it.each([
    ["while it connects", { state: "connecting" }, "connecting"],
    ["while it waits", { state: "waiting", reason: "not launched" }, "waiting: not launched"],
    ["while it fails", { state: "failing", error }, "failing: TX_EXPIRED: expired"],
    ["once it is over", { state: "closed", reason: "removed" }, "closed: removed"],
    ["while it has trouble", { error }, "relaying with trouble: TX_EXPIRED: expired"],
    [
      "with an expired client on the provider",
      { provider: { ...end, client: { ...client, status: "Expired" } } },
      "light client 07-tendermint-0 on a is Expired",
    ],
    [
      "with a frozen client on the consumer",
      { consumer: { ...end, chainId: "b", client: { ...client, status: "Frozen" } } },
      "light client 07-tendermint-0 on b is Frozen",
    ],
    [
      "with a client that should have been refreshed long ago",
      { consumer: { ...end, chainId: "b", client: { ...client, expiresAt: new Date(89_999) } } },
      "light client 07-tendermint-0 on b is not refreshed, and expires at 1970-01-01T00:01:29.999Z",
    ],
    [
      "with a chain that is silent",
      { consumer: { ...end, chainId: "b", isSilent: true } },
      "no block of b since 1970-01-01T00:00:00.000Z",
    ],
    [
      "with a chain that was silent from the start",
      { provider: { ...end, heardAt: undefined, isSilent: true } },
      "no block of a since the start",
    ],
  ])("%s", (_when, change, reason) => {
    expect(unhealthyBecause({ ...relaying, ...(change as Partial<PathStatus>) }, now)).toBe(reason);
  });
});
