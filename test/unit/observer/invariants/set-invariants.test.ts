import { appliedWhatWasReceived } from "../../../../src/observer/invariants/applied-what-was-received.ts";
import { consumerSetAsApplied } from "../../../../src/observer/invariants/consumer-set-as-applied.ts";
import { firstSetAsLaunched } from "../../../../src/observer/invariants/first-set-as-launched.ts";
import * as seen from "../observed.ts";
import { launchSet, update } from "../pair-history.ts";
import { reasons } from "./run.ts";

const raise = update("consumer", 0, 501n);
const removal = update("consumer", 2, 0n);

describe("applied-what-was-received", () => {
  const received = (sequence: bigint, ...updates: Parameters<typeof seen.vscData>[1][]) =>
    seen.vscReceived(4n, sequence, seen.vscData(sequence, updates.flat() as typeof launchSet));

  it("holds where the last of several updates of a key is applied", () => {
    const events = [received(1n, [update("consumer", 0, 7n), removal]), received(2n, [raise])];
    expect(reasons(appliedWhatWasReceived, ...events, seen.applied(4n, [removal, raise], [1n, 2n]))).toEqual([]);
  });

  it("holds where the removal of an absent validator is left out", () => {
    expect(reasons(appliedWhatWasReceived, received(1n, [raise, removal]), seen.applied(4n, [raise], [1n]))).toEqual(
      [],
    );
  });

  it("fires where an update comes from nowhere or has another power", () => {
    expect(reasons(appliedWhatWasReceived, seen.applied(4n, [raise], []))).toHaveLength(1);
    const other = seen.applied(4n, [update("consumer", 0, 502n)], [1n]);
    expect(reasons(appliedWhatWasReceived, received(1n, [raise]), other)).toHaveLength(1);
  });

  it("fires where an update is lost", () => {
    expect(reasons(appliedWhatWasReceived, received(1n, [raise]), seen.applied(4n, [], [1n]))).toEqual([
      expect.stringContaining("did not give"),
    ]);
  });

  it("fires where a refused packet is applied", () => {
    const verdict = { kind: "error" as const, error: "no" };
    const packet = seen.vscData(1n, [raise]);
    const timeoutTime = new Date("2026-03-01T00:00:00Z");
    const ids = { sequence: 1n, ...seen.channelIds };
    const refused = seen.at("consumer", 4n, { kind: "vscPacketReceived", ...ids, packet, verdict, timeoutTime });
    expect(reasons(appliedWhatWasReceived, refused, seen.applied(4n, [raise], [1n]))).toHaveLength(1);
  });
});

describe("consumer-set-as-applied", () => {
  const base = seen.setRead(1n, launchSet);

  it("holds where what was applied signs two heights later", () => {
    const after = [raise, ...launchSet.slice(1)];
    expect(reasons(consumerSetAsApplied, base, seen.applied(4n, [raise], [1n]), seen.setRead(6n, after))).toEqual([]);
  });

  it("fires where a key is missing, extra or of another power", () => {
    const odd = [update("consumer", 0, 499n), update("consumer", 1, 300n), { pubkey: new Uint8Array(32), power: 1n }];
    const [reason] = reasons(consumerSetAsApplied, base, seen.setRead(6n, odd));
    expect(reason).toMatch(/height 6.*499 in place of 500/);
    expect(reason).toContain("is extra with power 1");
    expect(reason).toContain("is missing with power 100");
  });

  it("fires where an update did not come into force", () => {
    const events = [base, seen.applied(4n, [removal], [1n]), seen.setRead(6n, launchSet)];
    expect(reasons(consumerSetAsApplied, ...events)).toHaveLength(1);
  });

  it("names three differences at most", () => {
    const many = [4, 5, 6, 7].map((seed) => ({ pubkey: new Uint8Array(32).fill(seed), power: 1n }));
    const [reason] = reasons(consumerSetAsApplied, base, seen.setRead(6n, [...launchSet, ...many]));
    expect(reason).toMatch(/; and 1 more$/);
  });
});

describe("first-set-as-launched", () => {
  const client = seen.at("provider", 3n, {
    kind: "consumerClientCreated",
    consumerId: "0",
    consumerChainId: "consumer-1",
    clientId: "07-tendermint-2",
    initialHeight: "1-1",
    trustingPeriodSeconds: 1,
    unbondingPeriodSeconds: 2,
  });
  const initial = seen.at("provider", 3n, { kind: "initialValidatorsRead", validators: launchSet });

  it("holds where the consumer begins as told, in any order", () => {
    const first = seen.setRead(1n, launchSet.toReversed());
    expect(reasons(firstSetAsLaunched, client, initial, first)).toEqual([]);
    expect(reasons(firstSetAsLaunched, first, client, initial)).toEqual([]);
  });

  it("says nothing where the first block was not read", () => {
    expect(reasons(firstSetAsLaunched, client, initial, seen.setRead(40n, [raise]))).toEqual([]);
  });

  it("fires where it begins with another set, once, whichever is read first", () => {
    const first = seen.setRead(1n, [raise, ...launchSet.slice(1)]);
    expect(reasons(firstSetAsLaunched, client, initial, first)).toHaveLength(1);
    expect(reasons(firstSetAsLaunched, first, client, initial)).toHaveLength(1);
    expect(reasons(firstSetAsLaunched, client, first, initial, seen.setRead(6n, launchSet))).toHaveLength(1);
  });
});
