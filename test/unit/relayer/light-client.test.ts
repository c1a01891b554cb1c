import { QueryClientStateResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { MsgUpdateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState, Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { connectLightClient } from "../../../src/relayer/light-client.ts";
import { connectRelayPath } from "../../../src/relayer/relay-path.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { createSender } from "../../support/fake-account.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

const { start, connect } = useFakeComet();
const CLIENT_STATE = "/ibc.core.client.v1.Query/ClientState";

function addClient(comet: FakeComet, state: Partial<ClientState>): void {
  const { typeUrl } = ClientState;
  const value = ClientState.encode({ ...ClientState.fromPartial({}), ...state }).finish();
  const answer = QueryClientStateResponse.fromPartial({ clientState: { typeUrl, value } });
  comet.queries.set(CLIENT_STATE, () => QueryClientStateResponse.encode(answer).finish());
}

/** A provider, and a consumer of which it keeps a client at height 4. */
async function pair() {
  const provider = await start({ chainId: "provider-1", blocks: 9 });
  const consumer = await start({ chainId: "consumer-1", blocks: 9 });
  addClient(provider, { chainId: "consumer-1", latestHeight: { revisionNumber: 1n, revisionHeight: 4n } });
  addClient(consumer, { chainId: "provider-1", latestHeight: { revisionNumber: 1n, revisionHeight: 6n } });
  return { provider, consumer, host: await connect(provider), counterparty: await connect(consumer) };
}

describe("a light client", () => {
  it("begins where the chain's own stands", async () => {
    const { host, counterparty } = await pair();
    const client = await connectLightClient(host, "07-tendermint-0", counterparty);
    expect(client.clientId).toBe("07-tendermint-0");
    expect(client.trustedHeight).toBe(4n);
  });

  it("is updated from what it trusts", async () => {
    const { host, counterparty } = await pair();
    const client = await connectLightClient(host, "07-tendermint-0", counterparty);
    const [update, ...rest] = await client.update("me", 8n);
    expect(rest).toEqual([]);
    expect(update?.typeUrl).toBe("/ibc.core.client.v1.MsgUpdateClient");
    const message = MsgUpdateClient.fromPartial(update?.value);
    expect(message).toMatchObject({ signer: "me", clientId: "07-tendermint-0" });
    const header = Header.decode(message.clientMessage?.value ?? new Uint8Array());
    expect(header.signedHeader?.header?.height).toBe(8n);
    expect(header.trustedHeight).toEqual({ revisionNumber: 1n, revisionHeight: 4n });
  });

  it("needs no update to a height that it trusts already, and never goes back", async () => {
    const { host, counterparty } = await pair();
    const client = await connectLightClient(host, "07-tendermint-0", counterparty);
    expect(await client.update("me", 4n)).toEqual([]);
    client.advanced(7n);
    expect(await client.update("me", 7n)).toEqual([]);
    client.advanced(5n);
    expect(client.trustedHeight).toBe(7n);
  });

  it("of another chain is refused, with both named", async () => {
    const { provider, host, counterparty } = await pair();
    addClient(provider, { chainId: "other-1" });
    const error = await rejection("IBC_CLIENT_MISMATCH", connectLightClient(host, "07-tendermint-3", counterparty));
    expect(error.context).toEqual({
      clientId: "07-tendermint-3",
      expectedChainId: "consumer-1",
      actualChainId: "other-1",
    });
  });

  it("that is frozen is refused", async () => {
    const { provider, host, counterparty } = await pair();
    addClient(provider, { chainId: "consumer-1", frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } });
    const error = await rejection("IBC_CLIENT_NOT_ACTIVE", connectLightClient(host, "07-tendermint-0", counterparty));
    expect(error.context).toEqual({ chainId: "provider-1", clientId: "07-tendermint-0", status: "Frozen" });
  });

  it("that does not exist is told apart from a node that does not answer", async () => {
    const { provider, host, counterparty } = await pair();
    provider.queries.set(CLIENT_STATE, () => ({ code: 22, log: "light client not found" }));
    const error = await rejection("RPC_QUERY_FAILED", connectLightClient(host, "07-tendermint-9", counterparty));
    expect(error.message).toMatch(/^provider-1 has no light client 07-tendermint-9\n/);
    provider.trouble = () => ({ status: 503 });
    await rejection("RPC_UNREACHABLE", connectLightClient(host, "07-tendermint-9", counterparty));
  });
});

it("a relay path has the client of each chain on the other", async () => {
  const { host, counterparty } = await pair();
  const sender = await createSender(host);
  const path = await connectRelayPath({
    provider: { connection: host, sender, clientId: "07-tendermint-5" },
    consumer: { connection: counterparty, sender, clientId: "07-tendermint-0" },
  });
  expect(path.provider.client).toMatchObject({ clientId: "07-tendermint-5", trustedHeight: 4n });
  expect(path.consumer.client).toMatchObject({ clientId: "07-tendermint-0", trustedHeight: 6n });
});
