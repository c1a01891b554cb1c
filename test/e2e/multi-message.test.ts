import { QueryClient, setupBankExtension } from "@cosmjs/stargate";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { BasicAllowance } from "cosmjs-types/cosmos/feegrant/v1beta1/feegrant";
import { MsgGrantAllowance } from "cosmjs-types/cosmos/feegrant/v1beta1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import {
  type ChainConnection,
  createSigningConsumerClient,
  type IncludedTx,
  initializationParameters,
  msgCreateConsumer,
  msgOptIn,
  msgSetConsumerCommissionRate,
  msgUpdateConsumer,
  operatorAddress,
} from "../../src/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const metadata = { name: "many", description: "d", metadata: "m" };

/** Memos of the transactions in the block of `tx`. */
async function memos(connection: ChainConnection, { height }: IncludedTx): Promise<string[]> {
  const { block } = await connection.comet.block(Number(height));
  return block.txs.map((bytes) => TxBody.decode(TxRaw.decode(bytes).bodyBytes).memo);
}

test("several messages in one transaction: a typed result for each, all or none of them, in the order of the calls", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const { connection, queries } = net.provider;
    const client = await net.provider.client("validator-0");
    const { address } = client;
    const validator = { signer: address, providerOperatorAddress: operatorAddress(address) };
    const input = (chainId: string) => {
      return { chainId, metadata, initializationParameters: initializationParameters(chainId) };
    };
    const creation = (chainId: string) => msgCreateConsumer({ ...input(chainId), submitter: address });

    const { tx, results } = await client.send(
      [
        creation("many-1"),
        msgOptIn({ ...validator, consumerId: "0" }),
        creation("many-2"),
        msgSetConsumerCommissionRate({ ...validator, consumerId: "1" }, "0.5"),
      ],
      { memo: "four at once" },
    );
    const [first, optedIn, second] = results;
    expect([first.answer.consumerId, second.answer.consumerId]).toEqual(["0", "1"]);
    expect(optedIn.events.map(({ type }) => type)).toContain("opt_in");
    expect(optedIn.events.map(({ type }) => type)).not.toContain("create_consumer");
    expect(await memos(connection, tx)).toEqual(["four at once"]);

    // The second message may not pass: neither does the first, in simulation and in a block.
    const strange = msgUpdateConsumer({ owner: address, consumerId: "77", metadata });
    await expect(client.send([creation("many-3"), strange])).rejects.toMatchObject({ code: "TX_REFUSED" });
    const failed = client.send([creation("many-3"), strange], { gas: 500_000 });
    await expect(failed).rejects.toMatchObject({ code: "TX_FAILED", context: { sentinel: "ErrInvalidPhase" } });
    expect(await Array.fromAsync(queries.consumerChains())).toHaveLength(2);

    const sent = await Promise.all(["4", "5", "6"].map((index) => client.createConsumer(input(`many-${index}`))));
    expect(sent.map(({ consumerId }) => consumerId)).toEqual(["2", "3", "4"]);

    // The stock provider has no fee grants, and says so.
    const granted = client.send([creation("many-7")], { feeGranter: net.provider.chain.account("owner").address });
    await expect(granted).rejects.toMatchObject({ code: "TX_REFUSED", context: { sentinel: "ErrInvalidRequest" } });
  });
});

test("a consumer's account sends what another one has granted it the fee for", async () => {
  const topology = {
    users: 1,
    provider: { validators: 1 },
    consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }] }],
  };
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    await net.provider.delegate("validator-0", 10_000_000n);
    await observation.until("vscPacketAcknowledged", () => true);
    const { connection, chain } = consumer;
    const { gasPrice, denom } = chain;
    const [granter, grantee] = await Promise.all(
      ["owner", "user-0"].map((name) =>
        createSigningConsumerClient({ connection, signer: chain.account(name).signer, gasPrice }),
      ),
    );
    if (granter === undefined || grantee === undefined) throw new Error("Two clients were made");
    const allowance = { typeUrl: BasicAllowance.typeUrl, value: BasicAllowance.encode({ spendLimit: [] }).finish() };
    const grant: MsgGrantAllowance = { granter: granter.address, grantee: grantee.address, allowance };
    await granter.send([{ typeUrl: MsgGrantAllowance.typeUrl, value: grant }]);

    const { bank } = QueryClient.withExtensions(connection.comet, setupBankExtension);
    const balances = (): Promise<bigint[]> =>
      Promise.all([granter, grantee].map(async ({ address }) => BigInt((await bank.balance(address, denom)).amount)));
    const [paying, sending] = await balances();
    const value: MsgSend = {
      fromAddress: grantee.address,
      toAddress: grantee.address,
      amount: [{ denom, amount: "5" }],
    };
    const { tx } = await grantee.send([{ typeUrl: MsgSend.typeUrl, value }], { feeGranter: granter.address });
    expect(await memos(connection, tx)).toEqual([""]);
    const [paid, unchanged] = await balances();
    expect(paid).toBeLessThan(paying ?? 0n);
    expect(unchanged).toBe(sending);
  });
});
