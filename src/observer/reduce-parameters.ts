import { momentOf } from "./moment.ts";
import type { RewardTimeline } from "./timeline.ts";
import type { Reducers, TimelineDraft } from "./timeline-draft.ts";

/** What a consumer's owner sets, and the rewards that the consumer pays. */
export const parameterReducers: Reducers = {
  consumerUpdated: (draft, event) => {
    const { consumerChainId, submitterAddress, ownerAddress, phase, name, spawnTime, topN } = event;
    const change = { consumerChainId, submitterAddress, ownerAddress, phase, name, spawnTime, topN };
    const update = { ...momentOf(event), ...change };
    draft.values.updates = draft.appended(draft.values.updates, update);
  },
  powerShapingChanged: (draft, event) => {
    draft.values.powerShaping = draft.appended(draft.values.powerShaping, { ...momentOf(event), to: event.to });
  },
  infractionParametersChanged: (draft, event) => {
    const change = { ...momentOf(event), to: event.to };
    draft.values.infractionParameters = draft.appended(draft.values.infractionParameters, change);
  },
  feesDistributed: (draft, event) => {
    const { total, toProvider, fraction } = event;
    addReward(draft, "split", { ...momentOf(event), total, toProvider, fraction });
  },
  rewardsScheduled: (draft, event) => {
    addReward(draft, "scheduled", { ...momentOf(event), denom: event.denom, amount: event.amount });
  },
  rewardsDistributed: (draft, event) => {
    const { total, distributed, communityPool } = event;
    addReward(draft, "distributed", { ...momentOf(event), total, distributed, communityPool });
  },
  rewardDenomsChanged: (draft, event) => {
    addReward(draft, "denoms", { ...momentOf(event), added: event.added, removed: event.removed });
  },
};

function addReward<K extends keyof RewardTimeline>(
  draft: TimelineDraft,
  list: K,
  entry: RewardTimeline[K][number],
): void {
  const { rewards } = draft.values;
  const entries: readonly RewardTimeline[K][number][] = rewards[list];
  draft.values.rewards = { ...rewards, [list]: draft.appended(entries, entry) };
}
