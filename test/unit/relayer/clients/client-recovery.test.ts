import type { EncodeObject } from "@cosmjs/proto-signing";
import type { MsgSubmitProposal } from "cosmjs-types/cosmos/gov/v1/tx";
import { QueryParamsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { type MsgCreateClient, MsgRecoverClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { governanceAddress } from "../../../../src/ccv/rules/address-rules.ts";
import type { ChainEvent } from "../../../../src/chain/block.ts";
import type { TxSender } from "../../../../src/chain/tx-sender.ts";
import { createProviderRegistry } from "../../../../src/provider/registry.ts";
import {
  clientRecoveryProposal,
  createSubstituteClient,
  msgRecoverClient,
  queryUnbondingPeriodMs,
} from "../../../../src/relayer/clients/client-recovery.ts";
import { connectLightClient } from "../../../../src/relayer/clients/light-client.ts";
import { rejection, useFakeComet } from "../../../support/comet-fixtures.ts";
import type { FakeComet } from "../../../support/fake-comet.ts";
import { event } from "../fake-end.ts";
import { addClient, addConsumerModule } from "../relay-path-nodes.ts";

const { start, connect } = useFakeComet();
const [subject, substitute] = ["07-tendermint-5", "07-tendermint-8"];

/** A provider whose client of a consumer stands at height 4, and a sender that makes client `substitute`. */
async function expired(unbondingSeconds = 20_000n) {
  const host = await start({ chainId: "provider-1", blocks: 9 });
  const followed = await start({ chainId: "consumer-1", blocks: 9 });
  const [hostChain, counterparty] = [await connect(host), await connect(followed)];
  const upgradePath = ["upgrade", "upgradedIBCState"];
  await addClient(host, subject, counterparty, 4, {
    upgradePath,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 1n },
  });
  const client = await connectLightClient(hostChain, subject, counterparty);
  addConsumerModule(followed, { consumerId: "3", clientId: "07-tendermint-0", unbondingSeconds });
  const sent: EncodeObject[][] = [];
  let events: ChainEvent[] = [event("create_client", { client_id: substitute })];
  const send = async (messages: EncodeObject[]) => {
    sent.push(messages);
    await addClient(host, substitute, counterparty, 9);
    return { hash: "tx", events };
  };
  const sender = { address: "cosmos1relayer", send } as unknown as TxSender;
  const end = { connection: hostChain, sender, client };
  return { end, sent, counterparty, host, emit: (other: ChainEvent[]) => (events = other) };
}

const states = (message: EncodeObject | undefined) => {
  const { clientState, consensusState, signer } = (message?.value ?? {}) as MsgCreateClient;
  return {
    signer,
    typeUrls: [clientState?.typeUrl, consensusState?.typeUrl],
    client: ClientState.decode(clientState?.value ?? new Uint8Array()),
    consensus: ConsensusState.decode(consensusState?.value ?? new Uint8Array()),
  };
};

describe("a substitute", () => {
  it("has every parameter of the old client, and the latest block of the chain that it follows", async () => {
    const { end, sent, counterparty } = await expired();
    const made = await createSubstituteClient(end);
    expect(sent).toHaveLength(1);
    const { client, consensus, signer, typeUrls } = states(sent[0]?.[0]);
    const { header } = await counterparty.comet.commit(9);
    expect(sent[0]?.[0]?.typeUrl).toBe("/ibc.core.client.v1.MsgCreateClient");
    expect(signer).toBe("cosmos1relayer");
    expect(typeUrls).toEqual([
      "/ibc.lightclients.tendermint.v1.ClientState",
      "/ibc.lightclients.tendermint.v1.ConsensusState",
    ]);
    expect(client).toEqual(
      ClientState.fromPartial({
        chainId: "consumer-1",
        trustLevel: { numerator: 1n, denominator: 3n },
        trustingPeriod: { seconds: 13_200n, nanos: 0 },
        unbondingPeriod: { seconds: 20_000n, nanos: 0 },
        latestHeight: { revisionNumber: 1n, revisionHeight: 9n },
        upgradePath: ["upgrade", "upgradedIBCState"],
      }),
    );
    expect(consensus).toEqual({
      timestamp: { seconds: BigInt(Math.floor(header.time.getTime() / 1000)), nanos: 123_456_789 },
      root: { hash: header.appHash },
      nextValidatorsHash: header.nextValidatorsHash,
    });
    expect(made.client).toMatchObject({ clientId: substitute, trustedHeight: 9n });
    expect(made.tx.hash).toBe("tx");
  });

  it("trusts for less than validators are bonded now, where the old client did not", async () => {
    const { end, sent } = await expired(13_200n);
    await createSubstituteClient(end);
    const { client } = states(sent[0]?.[0]);
    expect(client.trustingPeriod).toEqual({ seconds: 8_800n, nanos: 0 });
    expect(client.unbondingPeriod).toEqual({ seconds: 20_000n, nanos: 0 });
  });

  it("can be encoded by a provider's registry", async () => {
    const { end, sent } = await expired();
    await createSubstituteClient(end);
    const registry = createProviderRegistry();
    for (const message of sent.flat()) expect(registry.encode(message).length).toBeGreaterThan(100);
  });

  it("whose id the chain does not tell is an error", async () => {
    const { end, emit } = await expired();
    emit([]);
    expect((await rejection("TX_EVENT_MISSING", createSubstituteClient(end))).context.eventType).toBe("create_client");
  });
});

describe("a recovery", () => {
  it("names both clients and governance as its authority", () => {
    const authority = governanceAddress("cosmos");
    expect(authority).toBe("cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn");
    const message = msgRecoverClient(authority, subject, substitute);
    expect(message.typeUrl).toBe("/ibc.core.client.v1.MsgRecoverClient");
    expect(message.value).toEqual({ signer: authority, subjectClientId: subject, substituteClientId: substitute });
    expect(MsgRecoverClient.decode(createProviderRegistry().encode(message))).toEqual(message.value);
  });

  it("is proposed by one message that anybody may send", () => {
    const proposer = "cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn";
    const initialDeposit = [{ denom: "stake", amount: "5" }];
    const options = { subjectClientId: subject, substituteClientId: substitute, proposer, initialDeposit };
    const { typeUrl, value } = clientRecoveryProposal(options);
    const proposal = value as MsgSubmitProposal;
    expect(typeUrl).toBe("/cosmos.gov.v1.MsgSubmitProposal");
    expect(proposal).toMatchObject({ proposer, initialDeposit, title: `Recover light client ${subject}` });
    expect(proposal.messages.map((message) => message.typeUrl)).toEqual([MsgRecoverClient.typeUrl]);
    expect(MsgRecoverClient.decode(proposal.messages[0]?.value ?? new Uint8Array())).toEqual({
      signer: proposer,
      subjectClientId: subject,
      substituteClientId: substitute,
    });
    const named = clientRecoveryProposal({ ...options, title: "Mend it", summary: "Soon" });
    expect(named.value).toMatchObject({ title: "Mend it", summary: "Soon" });
    expect(createProviderRegistry().encode(named).length).toBeGreaterThan(100);
  });
});

describe("the unbonding period", () => {
  const staking = (comet: FakeComet, seconds: bigint): void => {
    comet.queries.set("/cosmos.staking.v1beta1.Query/Params", () => {
      const params = { unbondingTime: { seconds, nanos: 0 }, minCommissionRate: "0" };
      return QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params })).finish();
    });
  };

  it("of a consumer is what its consumer module says, also where it has a staking module", async () => {
    const comet = await start();
    addConsumerModule(comet, { consumerId: "3", clientId: "", unbondingSeconds: 77n });
    staking(comet, 5n);
    expect(await queryUnbondingPeriodMs(await connect(comet))).toBe(77_000);
  });

  it("of any other chain is what x/staking says", async () => {
    const comet = await start();
    staking(comet, 5n);
    expect(await queryUnbondingPeriodMs(await connect(comet))).toBe(5_000);
  });

  it("that nobody tells is an error, and so is a node that does not answer", async () => {
    const comet = await start();
    const chain = await connect(comet);
    const error = await rejection("RPC_QUERY_FAILED", queryUnbondingPeriodMs(chain));
    expect(error.message).toMatch(/^fake-1 did not tell its unbonding period: /);
    comet.trouble = () => ({ status: 503 });
    await rejection("RPC_UNREACHABLE", queryUnbondingPeriodMs(chain));
  });
});
