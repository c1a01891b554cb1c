import { acknowledgedWasSent } from "./acknowledged-was-sent.ts";
import { appliedWhatWasReceived } from "./applied-what-was-received.ts";
import { consumerSetAsApplied } from "./consumer-set-as-applied.ts";
import { consumerSetAsComputed } from "./consumer-set-as-computed.ts";
import { firstSetAsLaunched } from "./first-set-as-launched.ts";
import type { Invariant } from "./invariant.ts";
import { nothingAfterTimeout } from "./nothing-after-timeout.ts";
import { oneSlashAtATime } from "./one-slash-at-a-time.ts";
import { oneValidatorPerKey } from "./one-validator-per-key.ts";
import { optedInOnly } from "./opted-in-only.ts";
import { receivedAsSent } from "./received-as-sent.ts";
import { receivedInOrder } from "./received-in-order.ts";
import { stateAsEventsSay } from "./state-as-events-say.ts";
import { valsetUpdateIdsIncrease } from "./valset-update-ids-increase.ts";

/**
 * Every invariant of a consumer pair. Together those on sets say that each set a consumer ran came from the provider:
 * it began with the launch set, received what was sent, applied what it received, and signs with what it applied.
 */
export const allInvariants: readonly Invariant[] = [
  valsetUpdateIdsIncrease,
  receivedInOrder,
  receivedAsSent,
  appliedWhatWasReceived,
  consumerSetAsApplied,
  firstSetAsLaunched,
  nothingAfterTimeout,
  oneSlashAtATime,
  acknowledgedWasSent,
  consumerSetAsComputed,
  oneValidatorPerKey,
  optedInOnly,
  stateAsEventsSay,
];
