import {
  type Infraction,
  isSameAddress,
  type Observation,
  pollUntil,
  type SlashRequest,
  type SlashStatus,
  slashRequests,
  type WaitOptions,
} from "../../src/index.ts";

/** The slash request that is waited for. */
export interface WantedSlash {
  /** `…valcons…` of the key that signs the consumer's blocks. */
  readonly consumerConsensusAddress: string;
  /** `queued`: the consumer has not sent it yet. */
  readonly status: SlashStatus | "queued";
  readonly infraction?: Infraction;
  /** Which of the validator's requests, from 1 on; default the latest. */
  readonly round?: number;
}

/**
 * Waits until the consumer's request to punish a validator has come to this, as the observer saw it. `timeoutMs` is
 * 30,000 by default. Resolves with the request and every packet that carried it.
 * @throws POLL_TIMEOUT with what the requests have come to
 */
export async function untilSlash(
  observation: Pick<Observation, "timeline">,
  wanted: WantedSlash,
  options: WaitOptions = {},
): Promise<SlashRequest> {
  const mine = (): readonly SlashRequest[] =>
    slashRequests(observation.timeline).filter(
      ({ requested }) =>
        isSameAddress(requested.consumerConsensusAddress, wanted.consumerConsensusAddress) &&
        (wanted.infraction === undefined || requested.infraction === wanted.infraction),
    );
  const chosen = (requests: readonly SlashRequest[]): SlashRequest | undefined =>
    wanted.round === undefined ? requests.at(-1) : requests[wanted.round - 1];
  const requests = await pollUntil(
    async () => mine(),
    (found) => {
      const request = chosen(found);
      return request !== undefined && statusOf(request) === wanted.status;
    },
    {
      ...options,
      what: `a slash request against ${wanted.consumerConsensusAddress} to be ${wanted.status}`,
      describe: () => mine().map(statusOf).join(", ") || "no request",
    },
  );
  return chosen(requests) as SlashRequest;
}

function statusOf({ outcome }: SlashRequest): SlashStatus | "queued" {
  return outcome?.status ?? "queued";
}
