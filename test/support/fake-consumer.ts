import { toAscii, toHex, toUtf8 } from "@cosmjs/encoding";
import { Bech32PrefixResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { QueryBalanceResponse } from "cosmjs-types/cosmos/bank/v1beta1/query";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { QueryClientStatusResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { QueryParamsResponse } from "../../src/codec/interchain_security/ccv/consumer/v1/query.ts";
import type { FakeComet } from "./fake-comet.ts";

/** What a fake node of a consumer says. */
export interface FakeConsumerState {
  /** Of its light client of the provider; "" for none. */
  readonly clientId?: string;
  readonly clientStatus?: string;
  readonly rewardDenoms?: readonly string[];
  /** The channel that rewards are sent through; "" before it is open. */
  readonly transferChannel?: string;
  /** Of the account that pays there, in ucon. */
  readonly balance?: string;
}

/** Teaches a fake node what a consumer with an open channel answers. */
export function beConsumer(comet: FakeComet, state: FakeConsumerState = {}): FakeComet {
  const { clientId = "07-tendermint-9", clientStatus = "Active", rewardDenoms = ["ucon"], balance = "5" } = state;
  const { transferChannel = "channel-5" } = state;
  const params = { rewardDenoms: [...rewardDenoms], distributionTransmissionChannel: transferChannel };
  const channel = { state: State.STATE_OPEN, counterparty: { portId: "transfer", channelId: "channel-6" } };
  const ends = toHex(toAscii(`channelEnds/ports/transfer/channels/${transferChannel}`));
  const answers: Readonly<Record<string, Uint8Array>> = {
    "/interchain_security.ccv.consumer.v1.Query/QueryParams": QueryParamsResponse.encode(
      QueryParamsResponse.fromPartial({ params }),
    ).finish(),
    "/ibc.core.client.v1.Query/ClientStatus": QueryClientStatusResponse.encode({ status: clientStatus }).finish(),
    "/cosmos.auth.v1beta1.Query/Bech32Prefix": Bech32PrefixResponse.encode({ bech32Prefix: "consumer" }).finish(),
    "/cosmos.bank.v1beta1.Query/Balance": QueryBalanceResponse.encode({
      balance: { denom: "ucon", amount: balance },
    }).finish(),
  };
  for (const [path, answer] of Object.entries(answers)) comet.queries.set(path, () => answer);
  comet.queries.set("/store/ccvconsumer/key", (key) => (toHex(key) === "03" ? toUtf8(clientId) : new Uint8Array()));
  comet.queries.set("/store/ibc/key", (key) =>
    toHex(key) === ends ? Channel.encode(Channel.fromPartial(channel)).finish() : new Uint8Array(),
  );
  return comet;
}
