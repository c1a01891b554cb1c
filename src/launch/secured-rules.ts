import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import { failure, type Judgement, judgeAll, pass, type Rule, unknown, type Verdict, warning } from "./verdict.ts";
import { voucherDenom } from "./voucher-denom.ts";

/** What both chains say of a launched consumer. */
export interface SecuredFacts {
  readonly overview: ConsumerOverview;
  readonly sent: bigint;
  readonly acknowledged: bigint;
  /** Undefined where no node of the consumer answers. */
  readonly consumer: ConsumerSideFacts | undefined;
}

/** What a node of the consumer tells. */
export interface ConsumerSideFacts {
  readonly height: bigint;
  /** Time of its latest block. */
  readonly time: Date;
  /** Key in base64 to power, of those who sign its blocks. */
  readonly set: ReadonlyMap<string, bigint>;
  /** The same of the set that the provider leased. */
  readonly leased: ReadonlyMap<string, bigint>;
  readonly providerClientStatus: string | undefined;
  readonly rewardDenoms: readonly string[];
  readonly transferChannel: string;
  /** The provider's end of it; "" where it is not known. */
  readonly providerTransferChannel: string;
}

const later = "Ask again: a set that has just changed is on its way.";

/** What is secured of a consumer, and what is not. */
export const securedRules: readonly Rule<SecuredFacts>[] = [
  {
    id: "phase",
    judge: ({ overview: { phase, removalTime } }) =>
      phase === "LAUNCHED"
        ? pass("LAUNCHED: the provider leases it a validator set")
        : failure(
            `${phase}${removalTime ? `, deleted at ${removalTime.toISOString()}` : ""}: the provider secures nothing`,
            "icskit consumer launch takes a consumer to LAUNCHED; a stopped one stays stopped.",
          ),
  },
  {
    id: "blocks",
    judge: ({ consumer, overview }) => {
      if (consumer === undefined) return unknown("no node of the consumer answers", "Give its address: consumer.rpc.");
      const remedy = "icskit consumer diagnose says whose key is missing.";
      return consumer.height === 0n
        ? failure("the consumer has no block", remedy)
        : pass(`height ${consumer.height} at ${consumer.time.toISOString()}, ${overview.chainId}`);
    },
  },
  {
    id: "provider-client",
    judge: ({ overview: { client } }) => judgeClient("the provider's light client of the consumer", client?.status),
  },
  {
    id: "consumer-client",
    judge: ({ consumer }) => judgeClient("the consumer's light client of the provider", consumer?.providerClientStatus),
  },
  {
    id: "channel",
    judge: ({ overview: { channel } }) =>
      channel?.state === "open"
        ? pass(`${channel.channelId} is open; the consumer's end is ${channel.counterpartyChannelId}`)
        : failure(
            channel
              ? `the CCV channel ${channel.channelId} is ${channel.state}`
              : "there is no CCV channel: changes of the set do not arrive",
            channel ? "A closed CCV channel never opens again." : "Relay: icskit relay.",
          ),
  },
  {
    id: "first-packet",
    judge: ({ acknowledged, sent }) =>
      acknowledged > 0n
        ? pass(`${acknowledged} of ${sent} VSC packets acknowledged`)
        : failure(
            `no VSC packet is acknowledged (${sent} sent): the consumer refuses most transactions, and slashing does not reach the provider`,
            "Relay, and change some validator's power: a delegation will do.",
          ),
  },
  {
    id: "validator-set",
    judge: ({ consumer }) => {
      if (consumer === undefined || consumer.height === 0n)
        return unknown("the consumer's set could not be read", "Start its node.");
      const same =
        consumer.set.size === consumer.leased.size &&
        [...consumer.leased].every(([key, power]) => consumer.set.get(key) === power);
      return same
        ? pass(`${consumer.set.size} validators, as the provider leased them`)
        : warning("the consumer's set is not the one that the provider leased", later);
    },
  },
  {
    id: "pending-packets",
    judge: ({ overview: { pendingValsetUpdateIds: pending }, sent, acknowledged }) => {
      const waiting = BigInt(pending.length) + sent - acknowledged;
      return waiting === 0n
        ? pass("nothing waits to be relayed")
        : warning(`${waiting} VSC packets wait to be sent or acknowledged`, later);
    },
  },
  {
    id: "rewards",
    judge: ({ overview, consumer }) => {
      if (consumer === undefined) return unknown("what the consumer sends could not be read", "Start its node.");
      if (consumer.rewardDenoms.length === 0)
        return warning("the consumer sends no rewards", "Many consumers cannot change reward_denoms after the launch.");
      if (consumer.transferChannel === "")
        return warning("the reward transfer channel is not open", "Relay: icskit relay opens it.");
      const taken = [...overview.allowlistedRewardDenoms, ...overview.provider.registeredRewardDenoms];
      return judgeRewards(consumer, taken);
    },
  },
];

/** A denom that the provider takes by another name than the one it comes under is left in the pool. */
function judgeRewards(consumer: ConsumerSideFacts, taken: readonly string[]): Judgement {
  const { rewardDenoms, transferChannel, providerTransferChannel: channel } = consumer;
  const names = new Map(rewardDenoms.map((denom) => [denom, channel === "" ? "ibc/…" : voucherDenom(channel, denom)]));
  const missing = [...names].filter(([, name]) => (channel === "" ? taken.length === 0 : !taken.includes(name)));
  if (missing.length === 0)
    return pass(`${rewardDenoms.join(", ")} through ${transferChannel}; taken: ${taken.join(", ")}`);
  const named = missing.map(([denom, name]) => `${name} (${denom})`).join(", ");
  return warning(
    `the provider does not take ${missing.map(([denom]) => denom).join(", ")} of this consumer`,
    `Add ${named} to rewards.allowlist, then icskit consumer update.`,
  );
}

function judgeClient(name: string, status: string | undefined) {
  if (status === undefined) return unknown(`${name} could not be read`, "Start the chain's node.");
  return status === "Active"
    ? pass(`${name} is Active`)
    : failure(`${name} is ${status}`, "Governance of that chain must recover it (MsgRecoverClient).");
}

/** What is secured of a consumer, and what is not. */
export function judgeSecured(facts: SecuredFacts): readonly Verdict[] {
  return judgeAll(securedRules, facts);
}
