import { fromUtf8 } from "@cosmjs/encoding";
import { transferPortId } from "../ccv/identifiers.ts";
import { createValidatorSet } from "../ccv/validator-set.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryStore } from "../chain/store.ts";
import { queryValidators } from "../chain/validators.ts";
import { setupConsumerExtension } from "../consumer/queries.ts";
import { queryClientStatus } from "../ibc/client-state.ts";
import { queryChannel } from "../ibc/queries.ts";
import { queryConsumerOverview } from "../provider/consumer-overview.ts";
import { channelSequences } from "./launch-state.ts";
import type { ConsumerSideFacts, SecuredFacts } from "./secured-rules.ts";

/** Where the consumer module keeps the id of its client of the provider. @see ProviderClientIDKey of x/ccv/consumer */
const PROVIDER_CLIENT_KEY = new Uint8Array([0x03]);

/** Reads what says whether a consumer is secured; sends nothing. @throws CCV_CONSUMER_NOT_FOUND; as a query */
export async function readSecuredFacts(
  provider: ChainConnection,
  consumerId: string,
  consumer: ChainConnection | undefined,
): Promise<SecuredFacts> {
  const overview = await queryConsumerOverview(provider, consumerId);
  const { channel } = overview;
  const leased = createValidatorSet(
    overview.validators
      .filter(({ isInSet }) => isInSet)
      .flatMap(({ consumerKey, consumerPower: power }) => (consumerKey ? [{ pubkey: consumerKey, power }] : [])),
  );
  const [[sent, acknowledged], side] = await Promise.all([
    channel ? channelSequences(provider, channel.channelId) : ([0n, 0n] as const),
    consumer && readConsumerSide(consumer, leased),
  ]);
  return { overview, sent, acknowledged, consumer: side };
}

async function readConsumerSide(
  chain: ChainConnection,
  leased: ConsumerSideFacts["leased"],
): Promise<ConsumerSideFacts> {
  const height = await chain.latestHeight();
  if (height === 0n) {
    const empty = {
      rewardDenoms: [],
      transferChannel: "",
      providerTransferChannel: "",
      providerClientStatus: undefined,
    };
    return { height, time: new Date(0), set: new Map(), leased, ...empty };
  }
  const { consumer: queries } = setupConsumerExtension(chain.queryClient);
  const at = { height };
  const clientId = fromUtf8(await queryStore(chain, "ccvconsumer", PROVIDER_CLIENT_KEY, at));
  const [signers, block, params, providerClientStatus] = await Promise.all([
    queryValidators(chain, height),
    chain.comet.block(Number(height)),
    queries.params(at),
    clientId === "" ? undefined : queryClientStatus(chain, clientId, at),
  ]);
  const channelId = params.distributionTransmissionChannel;
  const end = channelId === "" ? undefined : await queryChannel(chain, { portId: transferPortId, channelId }, at);
  return {
    height,
    time: new Date(block.block.header.time.getTime()),
    set: createValidatorSet(signers),
    leased,
    providerClientStatus,
    rewardDenoms: params.rewardDenoms,
    transferChannel: channelId,
    providerTransferChannel: end?.counterparty.channelId ?? "",
  };
}
