import { fromBase64, toBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient, setupAuthExtension } from "@cosmjs/stargate";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import {
  broadcastSignedTx,
  type IncludedTx,
  initializationParameters,
  msgCreateConsumer,
  providerMessages,
  signedTxBytes,
  signedTxJson,
  unsignedTxJson,
} from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { ChainCli, type OfflineAccount } from "../support/chain-cli.ts";
import { type ModeScene, modeRows } from "../support/mode-rows.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const members = ["user-0", "user-1", "user-2"];
const fee = [{ denom: "stake", amount: "1000" }];
const gas = 500_000;

/** With a spawn time that is undecided, which the binary writes as Go's zero time. */
const creation = (submitter: string): EncodeObject =>
  msgCreateConsumer({
    submitter,
    chainId: "offline-1",
    metadata: { name: "<offline>", description: "d", metadata: "m" },
    initializationParameters: initializationParameters("offline-1"),
  });

const send = (fromAddress: string, toAddress: string, amount: string): EncodeObject => {
  const value: MsgSend = { fromAddress, toAddress, amount: [{ denom: "stake", amount }] };
  return { typeUrl: MsgSend.typeUrl, value };
};

async function offlineAccount(net: Testnet, address: string): Promise<OfflineAccount> {
  const { auth } = QueryClient.withExtensions(net.provider.connection.comet, setupAuthExtension);
  const account = await auth.account(address);
  const { accountNumber, sequence } = BaseAccount.decode(account?.value ?? new Uint8Array());
  return { accountNumber: Number(accountNumber), sequence: Number(sequence) };
}

const broadcast = (net: Testnet, json: string): Promise<IncludedTx> =>
  broadcastSignedTx(net.provider.connection, signedTxBytes(json, providerMessages), { timeoutMs: 30_000 });

test("the chain's binary signs what icskit exports, directly, as amino JSON and 2 of 3, and icskit broadcasts it", async () => {
  const topology = { users: 3, provider: { validators: 1 } };
  await onTestnet(topology, async ({ net }) => {
    const cli = await ChainCli.create(net, await temporaryFolder(), members);
    const address = net.provider.chain.account("user-0").address;
    const unsigned = (messages: readonly EncodeObject[]): string =>
      unsignedTxJson({ messages, gas, fee, memo: "<memo>", timeoutHeight: 10_000n }, providerMessages);
    const file = await cli.file("tx.json", unsigned([creation(address), send(address, address, "1")]));

    for (const mode of ["direct", "amino-json"]) {
      const signed = await cli.sign(file, "user-0", await offlineAccount(net, address), "--sign-mode", mode);
      const tx = await broadcast(net, signed);
      expect(tx.responses).toHaveLength(2);
      // Again: the one that is in a block already is the result.
      expect((await broadcast(net, signed)).height).toBe(tx.height);
    }

    await cli.run(["keys", "add", "shared", "--multisig", members.join(","), "--multisig-threshold", "2"]);
    const shared = (await cli.run(["keys", "show", "shared", "-a"])).trim();
    const owner = await net.provider.client("owner");
    await owner.sender.send([send(owner.address, shared, "1000000")]);
    const account = await offlineAccount(net, shared);
    const sharedFile = await cli.file("shared.json", unsigned([creation(shared), send(shared, address, "7")]));
    const parts = await Promise.all(
      ["user-0", "user-2"].map(async (name) =>
        cli.file(`${name}.json`, await cli.sign(sharedFile, name, account, "--multisig", shared)),
      ),
    );
    const joined = await cli.multisign(sharedFile, "shared", parts, account);
    const created = await broadcast(net, joined);
    const chains = await Array.fromAsync(net.provider.queries.consumerChains());
    expect(chains).toHaveLength(3);
    expect(created.events.some(({ type }) => type === "create_consumer")).toBe(true);

    // The other way: a signed transaction of ours as a file, which the binary reads as the same bytes.
    const bytes = signedTxBytes(joined, providerMessages);
    const again = await cli.file("again.json", signedTxJson(bytes, providerMessages));
    expect(fromBase64((await cli.run(["tx", "encode", again])).trim())).toEqual(bytes);
  });
});

test("the binary reads every message's JSON as the bytes that icskit sends", async () => {
  await onTestnet({ provider: { validators: 1 } }, async ({ net }) => {
    const cli = await ChainCli.create(net, await temporaryFolder(), []);
    const { accountAddress: account, consensusAddress } = net.provider.validator("validator-0");
    const scene: ModeScene = {
      account,
      consensusAddress,
      consumerId: "3",
      launchedId: "4",
      params: await net.provider.queries.params(),
      proposalId: 2n ** 64n - 1n,
      key: (fill) => new Uint8Array(32).fill(fill),
    };
    // Go knows no time that is undecided: it would write its zero time.
    const rows = modeRows.filter(({ name }) => name !== "MsgUpdateConsumer");
    const messages = rows.map(({ message }) => message(scene));
    const file = await cli.file("all.json", unsignedTxJson({ messages, gas, fee }, providerMessages));
    const encoded = fromBase64((await cli.run(["tx", "encode", file])).trim());
    const read = TxBody.decode(TxRaw.decode(encoded).bodyBytes).messages;
    expect(read.map(({ typeUrl, value }) => [typeUrl, toBase64(value)])).toEqual(
      messages.map((message) => [message.typeUrl, toBase64(providerMessages.encode(message).value)]),
    );
  });
});

test("the binary, too, cannot sign as amino JSON what icskit refuses", async () => {
  const topology = { users: 1, provider: { validators: 1 } };
  await onTestnet(topology, async ({ net }) => {
    const cli = await ChainCli.create(net, await temporaryFolder(), ["user-0"]);
    const { address: account } = net.provider.chain.account("user-0");
    const { consensusAddress } = net.provider.validator("validator-0");
    const params = await net.provider.queries.params();
    const scene = { account, consensusAddress, consumerId: "3", launchedId: "4", params, proposalId: 1n };
    for (const { name, message, amino } of modeRows) {
      if (amino !== "TX_AMINO_UNSUPPORTED") continue;
      const messages = [message({ ...scene, key: () => new Uint8Array(32) })];
      const file = await cli.file("refused.json", unsignedTxJson({ messages, gas, fee }, providerMessages));
      const signed = cli.sign(file, "user-0", { accountNumber: 1, sequence: 0 }, "--sign-mode", "amino-json");
      await expect(signed.then(() => name)).rejects.toThrow(/within a oneof|would overflow|unknown protobuf field/);
      await cli.sign(file, "user-0", { accountNumber: 1, sequence: 0 }, "--sign-mode", "direct");
    }
  });
});
