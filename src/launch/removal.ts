import type { ConsumerOverview } from "../provider/consumer-overview.ts";

/** What becomes of a consumer that its owner removes, line by line; `now` is the provider's time. */
export function removalSteps(overview: ConsumerOverview, now: Date, unbondingMs: number): readonly string[] {
  const { consumerId, chainId, channel, client, waitingRewards, validators, pendingValsetUpdateIds } = overview;
  const deleted = new Date(now.getTime() + unbondingMs).toISOString();
  const leased = validators.filter(({ isInSet }) => isInSet).length;
  const rewards = waitingRewards.map(({ amount, denom }) => `${amount}${denom}`).join(", ");
  const lost = pendingValsetUpdateIds.length;
  return [
    `at once: consumer ${consumerId} ("${chainId}") is STOPPED, and its ${leased} validators need not run it any more; it cannot be launched again`,
    "from then on: the consumer itself goes on with its last validator set, for as long as two thirds of it run",
    ...(lost > 0 ? [`${lost} changes of the set that wait are never sent`] : []),
    `until ${deleted} (the provider's unbonding time): infractions of the past are still punished`,
    `at ${deleted}: DELETED; its state is removed${channel ? `, and the provider closes ${channel.channelId}: relay that to the consumer` : ""}`,
    ...(rewards === ""
      ? ["no rewards are left to distribute"]
      : [`rewards that wait: ${rewards}; what is not distributed by then stays in the pool`]),
    ...(client
      ? [`${client.clientId} is updated no more, and expires; transfers of this consumer's denoms end with it`]
      : []),
  ];
}
