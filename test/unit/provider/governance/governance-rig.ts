import { toBech32 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  QueryParamsResponse,
  QueryProposalRequest,
  QueryProposalResponse,
  QueryProposalsRequest,
  QueryProposalsResponse,
} from "cosmjs-types/cosmos/gov/v1/query";
import { MsgSubmitProposalResponse } from "cosmjs-types/cosmos/gov/v1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import type { IncludedTx, TxSender } from "../../../../src/chain/tx-sender.ts";
import { Params } from "../../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as query from "../../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { SigningProviderClient } from "../../../../src/provider/provider-client.ts";
import { setupProviderExtension } from "../../../../src/provider/queries.ts";
import { type FakeComet, fakeGenesisMs } from "../../../support/fake-comet.ts";

export const account = (fill: number): string => toBech32("cosmos", new Uint8Array(20).fill(fill));
const service = "/interchain_security.ccv.provider.v1.Query/";

/** What the chain of a governance test says; a test may change it at any time. */
export interface GovernedChain {
  owner: string;
  topN: number;
  denoms: string[];
  params: Params;
  /** Status of every proposal at a height, from which the rest follows. */
  status: (height: bigint) => ProposalStatus;
  failedReason: string;
  minInitialDepositRatio: string;
  /** Proposals under vote. */
  underVote: { readonly id: bigint; readonly messages: readonly Any[] }[];
}

/** Heights are seconds of block time: voting ends with block 6. */
export const VOTING_ENDS = 6n;

/** Teaches a fake node the queries of x/gov and of the provider that plans are made from. */
export function govern(comet: FakeComet): GovernedChain {
  const chain: GovernedChain = {
    owner: account(1),
    topN: 0,
    denoms: ["old"],
    params: Params.fromPartial({ blocksPerEpoch: 600n, trustingPeriodFraction: "0.66" }),
    status: (height) =>
      height < VOTING_ENDS ? ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD : ProposalStatus.PROPOSAL_STATUS_PASSED,
    failedReason: "",
    minInitialDepositRatio: "0.25",
    underVote: [],
  };
  comet.queries.set("/cosmos.gov.v1.Query/Params", () => {
    const { minInitialDepositRatio } = chain;
    const minDeposit = [{ denom: "stake", amount: "1001" }];
    const params = {
      minDeposit,
      votingPeriod: { seconds: 3n, nanos: 0 },
      minInitialDepositRatio,
      minDepositRatio: "0.01",
    };
    return QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params })).finish();
  });
  comet.queries.set("/cosmos.gov.v1.Query/Proposal", (data, height) => {
    const { proposalId: id } = QueryProposalRequest.decode(data);
    const status = chain.status(height || comet.tip);
    const votingEndTime = { seconds: BigInt(fakeGenesisMs / 1000) + VOTING_ENDS, nanos: 0 };
    const isOpen = status === ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD;
    const finalTallyResult = { yesCount: "5", noCount: "", abstainCount: "0", noWithVetoCount: "1" };
    const proposal = {
      id,
      status,
      failedReason: chain.failedReason,
      finalTallyResult,
      ...(!isOpen && { votingEndTime }),
    };
    return QueryProposalResponse.encode(QueryProposalResponse.fromPartial({ proposal })).finish();
  });
  comet.queries.set("/cosmos.gov.v1.Query/Proposals", (data) => {
    const { proposalStatus } = QueryProposalsRequest.decode(data);
    const asked = proposalStatus === ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD ? chain.underVote : [];
    const proposals = asked.map(({ id, messages }) => ({ id, messages: [...messages], status: proposalStatus }));
    return QueryProposalsResponse.encode(QueryProposalsResponse.fromPartial({ proposals })).finish();
  });
  comet.queries.set(`${service}QueryConsumerChain`, () => {
    const answer = query.QueryConsumerChainResponse.fromPartial({
      consumerId: "3",
      chainId: "governed-1",
      ownerAddress: chain.owner,
      phase: "CONSUMER_PHASE_LAUNCHED",
      powerShapingParams: { topN: chain.topN, validatorsPowerCap: 40 },
    });
    return query.QueryConsumerChainResponse.encode(answer).finish();
  });
  comet.queries.set(`${service}QueryRegisteredConsumerRewardDenoms`, () =>
    query.QueryRegisteredConsumerRewardDenomsResponse.encode({ denoms: chain.denoms }).finish(),
  );
  comet.queries.set(`${service}QueryParams`, () => query.QueryParamsResponse.encode({ params: chain.params }).finish());
  return chain;
}

/** One message that was sent, and by whom. */
export interface Sent {
  readonly by: string;
  readonly message: EncodeObject;
}

/** A client of the fake chain whose transactions are noted and succeed at once in block 4, as proposal 12. */
export function governedClient(connection: ChainConnection, address: string, sent: Sent[]): SigningProviderClient {
  const value = MsgSubmitProposalResponse.encode({ proposalId: 12n }).finish();
  const send = async (messages: readonly EncodeObject[]): Promise<Partial<IncludedTx>> => {
    sent.push(...messages.map((message) => ({ by: address, message })));
    return {
      height: 4n,
      events: [],
      responses: messages.map(() => ({ typeUrl: MsgSubmitProposalResponse.typeUrl, value })),
    };
  };
  const sender = { address, connection, send } as unknown as TxSender;
  return new SigningProviderClient(sender, setupProviderExtension(connection.queryClient).provider);
}
