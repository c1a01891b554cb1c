import type { ChainRole } from "../observer-event.ts";
import { durationText, utcText } from "../time-text.ts";
import type { ChainProgress, ConsumerSummary } from "./consumer-summary.ts";
import { type Health, type HealthCode, type HealthReason, healthCodes, healthVerdicts } from "./health-codes.ts";

/** From when on something counts as a reason. */
export interface HealthLimits {
  /** A change of the set that was sent so long ago; default 300. */
  readonly setBehindSeconds?: number;
  /** Share of a VSC packet's time that is left; default 0.25. */
  readonly timeoutShare?: number;
  /** Share of a light client's trusting period that is left; default 0.25. */
  readonly expiryShare?: number;
  /** Without a block; default 60. A block that is newly read and more than twice as old does not count. */
  readonly haltedSeconds?: number;
}

const HALTED_SECONDS = 60;

/** What a verdict goes by. */
export type HealthFacts = Pick<
  ConsumerSummary,
  | "consumerId"
  | "at"
  | "phase"
  | "phaseSince"
  | "removalTime"
  | "provider"
  | "consumer"
  | "channel"
  | "setLag"
  | "clients"
  | "launchFailures"
  | "violations"
  | "disagreements"
  | "missing"
  | "restarts"
  | "failure"
> & {
  readonly vsc: Pick<ConsumerSummary["vsc"], "timedOut" | "refused" | "oldestPending">;
  readonly slash: Pick<ConsumerSummary["slash"], "meter" | "nextReplenishTime">;
};

/** The verdict on a consumer, and every reason for it. */
export function judgeHealth(facts: HealthFacts, limits: HealthLimits = {}): Health {
  const history = catchingUp(facts, limits);
  const all = [...ofObserver(facts), ...history, ...ofLife(facts)];
  if (facts.phase === "LAUNCHED")
    all.push(...ofChannel(facts), ...ofPackets(facts, limits), ...ofClients(facts, limits));
  all.push(...ofChains(facts, limits), ...ofWitness(facts));
  const reasons = all
    .filter(({ code }) => history.length === 0 || healthCodes[code].isLasting)
    .toSorted((left, right) => badness(right.code) - badness(left.code));
  const [worst] = reasons;
  return { verdict: worst === undefined ? "secured" : healthCodes[worst.code].verdict, reasons };
}

function badness(code: HealthCode): number {
  return healthVerdicts.indexOf(healthCodes[code].verdict);
}

function reason(code: HealthCode, text: string, since?: Date): HealthReason {
  return since === undefined ? { code, text } : { code, text, since };
}

function catchingUp(
  { provider, consumer, at }: HealthFacts,
  { haltedSeconds = HALTED_SECONDS }: HealthLimits,
): readonly HealthReason[] {
  return [provider, consumer].flatMap((chain) => {
    if (chain?.isStored) {
      return [
        reason("catching-up", `${chain.chainId} was read up to height ${chain.height} before, and is not yet again`),
      ];
    }
    if (chain?.tip === undefined || chain.height >= chain.tip) return [];
    const left = chain.tip - chain.height;
    const silent = chain.seenAt === undefined ? 0 : secondsBetween(chain.seenAt, at);
    const stuck = silent > haltedSeconds ? `, and the next one could not be read for ${durationText(silent)}` : "";
    const text = `${chain.chainId} is read up to height ${chain.height}, ${left} blocks are left${stuck}`;
    return [reason("catching-up", text)];
  });
}

function* ofObserver({ failure, restarts, phase, consumerId }: HealthFacts): Generator<HealthReason> {
  if (failure !== undefined) {
    const [text = ""] = (failure instanceof Error ? failure.message : String(failure)).split("\n");
    yield reason("observer-failed", text);
  }
  for (const role of ["provider", "consumer"] as const) {
    const last = restarts[role].at(-1);
    if (last)
      yield reason("chain-restarted", `The ${role} is another chain from height ${last.knownHeight} on`, last.time);
  }
  if (phase === undefined) yield reason("not-read", `The state of consumer ${consumerId} was not read yet`);
}

function* ofLife(facts: HealthFacts): Generator<HealthReason> {
  const { phase, phaseSince, launchFailures, removalTime, channel } = facts;
  const since = phaseSince?.time;
  if (phase === "REGISTERED" || phase === "INITIALIZED") {
    yield reason("not-launched", `It is ${phase}`, since);
    const failed = launchFailures.at(-1);
    if (failed && phase === "REGISTERED") {
      yield reason("launch-failed", `The launch at height ${failed.height} failed: ${failed.reason}`, failed.time);
    }
  }
  if (phase === "STOPPED" || phase === "DELETED") {
    const removal = removalTime === undefined ? "" : `, and is deleted at ${utcText(removalTime)}`;
    yield reason("consumer-stopped", `It is ${phase}${removal}`, since);
  }
  if (channel.frozenSince !== undefined) {
    yield reason("proof-of-authority", `It goes on with the set of height ${channel.frozenSince}`, since);
  }
  const closed = [channel.provider, channel.consumer].find((end) => end?.state === "closed");
  if (closed === undefined) return;
  yield reason("channel-closed", closedText(channel.provider, channel.consumer), closed.closed?.time);
  if (channel.status === "half-closed") {
    const open = channel.provider?.state === "closed" ? "consumer" : "provider";
    yield reason(
      "channel-half-closed",
      `The ${open}'s end does not know that the other has closed`,
      closed.closed?.time,
    );
  }
}

function closedText(
  provider: HealthFacts["channel"]["provider"],
  consumer: HealthFacts["channel"]["consumer"],
): string {
  const ends = [
    { role: "provider", end: provider },
    { role: "consumer", end: consumer },
  ].filter(({ end }) => end?.state === "closed");
  return ends
    .map(({ role, end }) => {
      const at = end?.closed ? ` at height ${end.closed.height} (${end.closed.cause})` : "";
      return `The ${role}'s end ${end?.channelId} has closed${at}`;
    })
    .join("; ");
}

function* ofChannel({ channel, consumer }: HealthFacts): Generator<HealthReason> {
  if (channel.status === "none" || channel.status === "opening") yield reason("channel-not-open", channel.meaning);
  else if (consumer === undefined) yield reason("consumer-unobserved", "No block of the consumer was read");
}

function* ofPackets({ vsc, setLag, slash }: HealthFacts, limits: HealthLimits): Generator<HealthReason> {
  const { setBehindSeconds = 300, timeoutShare = 0.25 } = limits;
  const { oldestPending: oldest } = vsc;
  if (setLag.seconds !== undefined && setLag.seconds > setBehindSeconds) {
    const packets = setLag.packetsBehind === 1 ? "1 change has" : `${setLag.packetsBehind} changes have`;
    yield reason("set-behind", `${packets} not reached it for ${durationText(setLag.seconds)}`, oldest?.sentAt);
  }
  if (oldest) {
    const period = (oldest.timeoutTime.getTime() - oldest.sentAt.getTime()) / 1000;
    if (oldest.secondsToTimeout < period * timeoutShare) {
      const left = oldest.secondsToTimeout;
      const when = left > 0 ? `times out in ${durationText(left)}` : `is past its timeout by ${durationText(-left)}`;
      yield reason("vsc-near-timeout", `VSC packet ${oldest.sequence} ${when}`, oldest.sentAt);
    }
  }
  if (setLag.unseenSequences.length > 0) {
    const text = `VSC packets ${setLag.unseenSequences.join(", ")} were sent before, and are not acknowledged`;
    yield reason("vsc-unseen", text);
  }
  if (slash.meter !== undefined && slash.meter < 0n) {
    const next = slash.nextReplenishTime ? `, refilled at ${utcText(slash.nextReplenishTime)}` : "";
    yield reason("slash-throttled", `The slash meter is ${slash.meter}${next}`);
  }
}

function* ofClients({ clients }: HealthFacts, { expiryShare = 0.25 }: HealthLimits): Generator<HealthReason> {
  for (const role of ["provider", "consumer"] as const) {
    const client = clients[role];
    if (client === undefined) continue;
    const { clientId, status, secondsToExpiry, trustingPeriodSeconds, expiresAt } = client;
    const name = `The ${role}'s client ${clientId}`;
    const isOver = secondsToExpiry !== undefined && secondsToExpiry <= 0;
    if (status === "Frozen") yield reason("client-frozen", `${name} is frozen`);
    else if (status === "Expired" || isOver) yield reason("client-expired", `${name} has expired`, expiresAt);
    else if (secondsToExpiry !== undefined && secondsToExpiry < trustingPeriodSeconds * expiryShare) {
      yield reason("client-expiring", `${name} expires in ${durationText(secondsToExpiry)}`);
    }
  }
}

function* ofChains(
  { provider, consumer, at, vsc }: HealthFacts,
  { haltedSeconds = HALTED_SECONDS }: HealthLimits,
): Generator<HealthReason> {
  const chains: readonly (readonly [ChainRole, ChainProgress | undefined])[] = [
    ["provider", provider],
    ["consumer", consumer],
  ];
  for (const [role, chain] of chains) {
    const text = chain && haltText(chain, at, haltedSeconds);
    if (text !== undefined)
      yield reason(role === "provider" ? "provider-halted" : "consumer-halted", text, chain?.time);
  }
  if (vsc.timedOut > 0) yield reason("vsc-timed-out", `${vsc.timedOut} VSC packets were not received in time`);
  if (vsc.refused > 0) yield reason("vsc-refused", `${vsc.refused} VSC packets were answered with an error`);
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

/** Why a chain counts as halted: no block has come for too long, or those that come were made long ago. */
function haltText({ chainId, height, time, seenAt }: ChainProgress, at: Date, haltedSeconds: number) {
  if (seenAt === undefined) return undefined;
  const silent = secondsBetween(seenAt, at);
  if (silent > haltedSeconds) {
    const why = "it or its node has halted, or its node cannot tell the next one";
    return `No block of ${chainId} after ${height} for ${durationText(silent)}: ${why}`;
  }
  // A block has the time of the commit before it: the newest of a live chain may be two pauses old, its first even that
  // of a genesis written long ago.
  const age = secondsBetween(time, at);
  if (age <= 2 * haltedSeconds || height <= 1n) return undefined;
  return `Block ${height} of ${chainId} was read now and is ${durationText(age)} old: its node is behind, or the clock is off`;
}

function* ofWitness({ violations, disagreements, missing }: HealthFacts): Generator<HealthReason> {
  const last = violations.at(-1);
  if (last) yield reason("invariant-violated", `${last.invariant}: ${last.reason}`, last.event.time);
  for (const role of ["provider", "consumer"] as const) {
    const differs = disagreements[role].at(-1);
    if (differs) {
      const { about, byEvents, byState, time } = differs;
      yield reason("state-disagrees", `${about} of the ${role}: ${byEvents} by events, ${byState} by state`, time);
    }
    const gap = missing[role].findLast(({ kind }) => kind === "blocksMissing");
    if (gap?.kind === "blocksMissing") {
      yield reason(
        "blocks-missing",
        `Blocks ${gap.fromHeight} to ${gap.toHeight} of the ${role} are missing`,
        gap.time,
      );
    }
    const state = missing[role].findLast(({ kind }) => kind === "stateMissing");
    if (state) yield reason("state-missing", `State of the ${role} at height ${state.height} is missing`, state.time);
  }
}
