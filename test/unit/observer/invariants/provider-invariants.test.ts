import { consensusAddress } from "../../../../src/ccv/consensus-address.ts";
import { acknowledgedWasSent } from "../../../../src/observer/invariants/acknowledged-was-sent.ts";
import { consumerSetAsComputed } from "../../../../src/observer/invariants/consumer-set-as-computed.ts";
import { oneValidatorPerKey } from "../../../../src/observer/invariants/one-validator-per-key.ts";
import { optedInOnly } from "../../../../src/observer/invariants/opted-in-only.ts";
import { relayerDuties } from "../../../../src/observer/invariants/relayer-duties.ts";
import { stateAsEventsSay } from "../../../../src/observer/invariants/state-as-events-say.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import type { ProviderReading } from "../../../../src/observer/readings.ts";
import { providerReading } from "../made-readings.ts";
import * as seen from "../observed.ts";
import { launchSet, update, validators } from "../pair-history.ts";
import { reasons } from "./run.ts";

const gap = (height: bigint): ObserverEvent =>
  seen.at("provider", height, { kind: "blocksMissing", fromHeight: 8n, toHeight: height - 1n, reason: "pruned" });

describe("acknowledged-was-sent", () => {
  it("holds where each packet was sent, and of packets before the first that was seen", () => {
    const events = [seen.vscAcknowledged(5n, 3n), seen.vscSent(6n, 4n), seen.vscAcknowledged(7n, 4n)];
    expect(reasons(acknowledgedWasSent, ...events)).toEqual([]);
  });

  it("says nothing of packets that may have been sent in blocks nobody has", () => {
    expect(reasons(acknowledgedWasSent, seen.vscSent(6n, 4n), gap(20n), seen.vscAcknowledged(21n, 5n))).toEqual([]);
  });

  it("fires where the provider never sent it", () => {
    expect(reasons(acknowledgedWasSent, seen.vscSent(6n, 4n), seen.vscAcknowledged(9n, 5n))).toEqual([
      "VSC packet 5 was acknowledged, and the provider never sent it",
    ]);
  });
});

describe("consumer-set-as-computed", () => {
  const raise = update("consumer", 0, 501n);
  const launch = seen.at("provider", 3n, { kind: "initialValidatorsRead", validators: launchSet });
  const packet = seen.vscData(7n, [raise]);
  const onConsumer = (set: typeof launchSet) => [
    seen.setRead(1n, launchSet),
    seen.vscReceived(4n, 1n, packet),
    seen.applied(4n, [raise], [1n]),
    seen.setRead(6n, set),
  ];
  const raised = [raise, ...launchSet.slice(1)];

  it("holds once what was sent is in force, whichever chain is read first", () => {
    const provider = [launch, seen.vscSent(7n, 1n, packet), seen.vscAcknowledged(9n, 1n)];
    expect(reasons(consumerSetAsComputed, ...provider, ...onConsumer(raised))).toEqual([]);
    expect(reasons(consumerSetAsComputed, ...onConsumer(raised), ...provider)).toEqual([]);
  });

  it("lets the consumer lag while a packet is on its way", () => {
    const next = seen.vscSent(8n, 2n, seen.vscData(8n, [update("consumer", 1, 0n)]));
    expect(reasons(consumerSetAsComputed, launch, seen.vscSent(7n, 1n, packet), next, ...onConsumer(raised))).toEqual(
      [],
    );
  });

  it("fires where the consumer signs with another set, whichever chain is read first", () => {
    const provider = [launch, seen.vscSent(7n, 1n, packet), seen.vscAcknowledged(9n, 1n)];
    const expected = [expect.stringMatching(/height 6.*VSC packet 1.*500 in place of 501/)];
    expect(reasons(consumerSetAsComputed, ...provider, ...onConsumer([...launchSet]))).toEqual(expected);
    expect(reasons(consumerSetAsComputed, ...onConsumer([...launchSet]), ...provider)).toEqual(expected);
  });
});

describe("consumer-set-as-computed, where the launch was not seen", () => {
  const raise = update("consumer", 0, 501n);
  const packet = seen.vscData(7n, [raise]);
  const read = (height: bigint, change: Partial<ProviderReading> = {}): ObserverEvent => {
    const leased = launchSet.map((each) => ({ ...each, providerConsensusAddress: "valcons" }));
    return seen.at("provider", height, {
      kind: "providerStateRead",
      ...providerReading({ validators: leased, ...change }),
    });
  };
  const onConsumer = (first: bigint) => [
    seen.setRead(1n, launchSet),
    seen.vscReceived(4n, first, packet),
    seen.applied(4n, [raise], [first]),
    seen.setRead(6n, launchSet),
  ];
  const sent = seen.vscSent(7n, 5n, packet);

  it("fires against the set that the provider stored, and what was sent since", () => {
    const expected = [expect.stringMatching(/height 6.*VSC packet 5.*500 in place of 501/)];
    expect(reasons(consumerSetAsComputed, read(6n), sent, ...onConsumer(5n))).toEqual(expected);
    const raised = seen.setRead(6n, [raise, ...launchSet.slice(1)]);
    expect(reasons(consumerSetAsComputed, read(6n), sent, ...onConsumer(5n).slice(0, -1), raised)).toEqual([]);
  });

  it("says nothing where the stored set is not the one that was sent, or more was sent than was seen", () => {
    for (const change of [{ pendingValsetUpdateIds: [7n] }, { phase: "STOPPED" as const }]) {
      expect(reasons(consumerSetAsComputed, read(6n, change), sent, ...onConsumer(5n))).toEqual([]);
    }
    const later = read(9n, { validators: [] });
    expect(reasons(consumerSetAsComputed, sent, gap(9n), later, ...onConsumer(5n))).toEqual([]);
  });
});

describe("opted-in-only", () => {
  const [first, second] = validators.provider.map((key) => consensusAddress(key, "cosmos"));
  const read = (height: bigint, change: Partial<ProviderReading>): ObserverEvent =>
    seen.at("provider", height, { kind: "providerStateRead", ...providerReading(change) });
  const leased = [first, second].map((providerConsensusAddress, index) => ({
    providerConsensusAddress: providerConsensusAddress ?? "",
    ...update("consumer", index === 0 ? 0 : 1, 1n),
  }));

  it("holds where all have opted in, and after an opt-out within the epoch", () => {
    expect(reasons(optedInOnly, read(9n, { validators: leased, optedIn: [second ?? "", first ?? ""] }))).toEqual([]);
    expect(reasons(optedInOnly, read(10n, { validators: leased, optedIn: [first ?? ""] }))).toEqual([]);
    expect(reasons(optedInOnly, read(9n, { phase: "STOPPED", validators: leased, optedIn: [] }))).toEqual([]);
  });

  it("fires where one stays beyond the end of an epoch", () => {
    expect(reasons(optedInOnly, read(9n, { validators: leased, optedIn: [first ?? ""] }))).toEqual([
      expect.stringContaining(second ?? "-"),
    ]);
  });
});

describe("one-validator-per-key", () => {
  const by = (providerOperatorAddress: string) => ({
    consumerId: "0",
    consumerChainId: "consumer-1",
    providerOperatorAddress,
    submitterAddress: "a",
  });
  const key = (text: string, space = "") => `{"@type":"/cosmos.crypto.ed25519.PubKey","key":${space}"${text}"}`;
  const assigned = (height: bigint, who: string, consumerKey: string): ObserverEvent =>
    seen.at("provider", height, { kind: "consumerKeyAssigned", ...by(who), consumerKey });

  it("holds for keys of their own, one after another", () => {
    const events = [assigned(2n, "A", key("k1")), assigned(3n, "B", key("k2")), assigned(4n, "A", key("k3"))];
    expect(reasons(oneValidatorPerKey, ...events)).toEqual([]);
    expect(reasons(oneValidatorPerKey, assigned(2n, "A", key("k1")), assigned(3n, "A", key("k1")))).toEqual([]);
    const optIn = seen.at("provider", 4n, { kind: "optedIn", ...by("B"), consumerKey: undefined });
    expect(reasons(oneValidatorPerKey, assigned(2n, "A", key("k1")), optIn)).toEqual([]);
  });

  it("fires where a validator is given another's key, however it is written", () => {
    const optIn = seen.at("provider", 4n, { kind: "optedIn", ...by("B"), consumerKey: key("k1", " ") });
    expect(reasons(oneValidatorPerKey, assigned(2n, "A", key("k1")), optIn)).toEqual([
      "B was given the consumer key of A",
    ]);
  });

  it("says nothing of a key that may have been given up in blocks nobody has", () => {
    expect(reasons(oneValidatorPerKey, assigned(2n, "A", key("k1")), gap(20n), assigned(20n, "B", key("k1")))).toEqual(
      [],
    );
  });

  it("fires where a set has a key twice", () => {
    const twice = ["A", "B"].map((providerConsensusAddress) => ({
      providerConsensusAddress,
      ...update("consumer", 0, 1n),
    }));
    const read = providerReading({ validators: twice });
    expect(reasons(oneValidatorPerKey, seen.at("provider", 9n, { kind: "providerStateRead", ...read }))).toHaveLength(
      1,
    );
    const once = providerReading({ validators: twice.slice(1) });
    expect(reasons(oneValidatorPerKey, seen.at("provider", 9n, { kind: "providerStateRead", ...once }))).toEqual([]);
  });
});

describe("state-as-events-say", () => {
  it("holds where nothing disagrees", () => {
    expect(reasons(stateAsEventsSay, seen.vscSent(6n, 4n))).toEqual([]);
  });

  it("fires at each disagreement", () => {
    const disagreement = { kind: "stateDisagrees", about: "phase", byEvents: "LAUNCHED", byState: "STOPPED" } as const;
    expect(reasons(stateAsEventsSay, seen.at("provider", 9n, disagreement))).toEqual([
      "phase of provider-1 at height 9 is STOPPED by its state, and LAUNCHED by its events",
    ]);
  });
});

describe("relayer duties, channel-closed-on-both-ends", () => {
  const ends = {
    provider: { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0", connectionId: "c" },
    consumer: { portId: "consumer", channelId: "channel-0", counterpartyChannelId: "channel-4", connectionId: "c" },
  };
  const opened = [
    seen.at("consumer", 3n, { kind: "channelOpened", ...ends.consumer }),
    seen.at("provider", 6n, { kind: "channelOpened", ...ends.provider }),
  ];
  const closed = seen.at("provider", 60n, { kind: "channelClosed", cause: "timeout", ...ends.provider });
  const followed = seen.at("consumer", 80n, { kind: "channelClosed", cause: "counterparty", ...ends.consumer });
  const fired = (...events: readonly ObserverEvent[]) =>
    relayerDuties({ closeWithinSeconds: 30 }).flatMap((invariant) => reasons(invariant, ...events));

  it("holds while the other end may still be told, and once it was", () => {
    expect(fired(...opened, closed)).toEqual([]);
    expect(fired(...opened, closed, seen.setRead(90n, launchSet), followed, seen.setRead(999n, launchSet))).toEqual([]);
  });

  it("fires where the other chain has gone on for too long", () => {
    expect(fired(...opened, closed, seen.setRead(91n, launchSet))).toEqual([
      "provider/channel-4 closed at height 60, and consumer/channel-0 was still open 30 seconds later",
    ]);
  });

  it("says nothing of an end that was not seen to open", () => {
    expect(fired(opened[1] ?? closed, closed, seen.setRead(999n, launchSet))).toEqual([]);
  });
});
