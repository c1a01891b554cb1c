import { createMultisigThresholdPubkey, Secp256k1HdWallet } from "@cosmjs/amino";
import { toBase64 } from "@cosmjs/encoding";
import { coins, DirectSecp256k1HdWallet, encodePubkey, type OfflineSigner, Registry } from "@cosmjs/proto-signing";
import { AminoTypes, defaultRegistryTypes, SigningStargateClient } from "@cosmjs/stargate";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { createMessageCatalog } from "../../../../src/ccv/json/sdk-messages.ts";
import { signedTxBytes, signedTxJson, unsignedTxJson } from "../../../../src/ccv/json/tx-json.ts";
import { thrown } from "../../../support/comet-fixtures.ts";
import { testMnemonic } from "../../../support/testnet-fixtures.ts";

const catalog = createMessageCatalog([]);
const vote: MsgVote = { proposalId: 2n ** 63n, voter: "cosmos1v", option: 3, metadata: "<m>" };
const messages = [{ typeUrl: MsgVote.typeUrl, value: vote }];
const fee = coins(5, "stake");
const signerData = { accountNumber: 7n, sequence: 9, chainId: "c-1" };

/** The bytes that CosmJS makes of the message. */
async function signedBy(signer: OfflineSigner): Promise<Uint8Array> {
  const client = await SigningStargateClient.offline(signer, {
    registry: new Registry([...defaultRegistryTypes, [MsgVote.typeUrl, MsgVote]]),
    aminoTypes: new AminoTypes(catalog.aminoConverters()),
  });
  const [account] = await signer.getAccounts();
  const stdFee = { amount: fee, gas: "200000", granter: "cosmos1g" };
  const raw = await client.sign(account?.address ?? "", messages, stdFee, "memo", signerData, 77n);
  return TxRaw.encode(raw).finish();
}

it("an unsigned transaction has every field of the chain's own files", () => {
  const json = unsignedTxJson(
    { messages, gas: 200_000, fee, memo: "m", feeGranter: "cosmos1g", timeoutHeight: 2n ** 40n },
    catalog,
  );
  expect(JSON.parse(json)).toEqual({
    body: {
      messages: [
        {
          "@type": "/cosmos.gov.v1.MsgVote",
          proposal_id: "9223372036854775808",
          voter: "cosmos1v",
          option: "VOTE_OPTION_NO",
          metadata: "<m>",
        },
      ],
      memo: "m",
      timeout_height: "1099511627776",
    },
    auth_info: {
      signer_infos: [],
      fee: { amount: [{ denom: "stake", amount: "5" }], gas_limit: "200000", payer: "", granter: "cosmos1g" },
    },
    signatures: [],
  });
});

it.each<[string, () => Promise<OfflineSigner>, string]>([
  ["direct", () => DirectSecp256k1HdWallet.fromMnemonic(testMnemonic), "SIGN_MODE_DIRECT"],
  ["amino", () => Secp256k1HdWallet.fromMnemonic(testMnemonic), "SIGN_MODE_LEGACY_AMINO_JSON"],
])("a transaction with a %s signature comes back from its file as the same bytes", async (_mode, wallet, mode) => {
  const bytes = await signedBy(await wallet());
  const json = signedTxJson(bytes, catalog);
  expect(JSON.parse(json).auth_info.signer_infos).toMatchObject([
    { public_key: { "@type": "/cosmos.crypto.secp256k1.PubKey" }, mode_info: { single: { mode } }, sequence: "9" },
  ]);
  expect(signedTxBytes(json, catalog)).toEqual(bytes);
});

it("so does one of a multisig", () => {
  const members = [1, 2, 3].map((fill) => ({
    type: "tendermint/PubKeySecp256k1",
    value: toBase64(new Uint8Array(33).fill(fill)),
  }));
  const key = encodePubkey(createMultisigThresholdPubkey(members, 2, true));
  const single = { single: { mode: SignMode.SIGN_MODE_LEGACY_AMINO_JSON } };
  const multi = {
    bitarray: { extraBitsStored: 3, elems: new Uint8Array([0xa0]) },
    modeInfos: [single, { multi: { modeInfos: [single] } }],
  };
  const value: MsgSend = { fromAddress: "cosmos1m", toAddress: "cosmos1v", amount: fee };
  const body = { messages: [{ typeUrl: MsgSend.typeUrl, value: MsgSend.encode(value).finish() }] };
  const authInfo = {
    signerInfos: [{ publicKey: key, modeInfo: { multi }, sequence: 4n }],
    fee: { amount: fee, gasLimit: 1n },
  };
  const bytes = TxRaw.encode({
    bodyBytes: TxBody.encode(TxBody.fromPartial(body)).finish(),
    authInfoBytes: AuthInfo.encode(AuthInfo.fromPartial(authInfo)).finish(),
    signatures: [new Uint8Array([9])],
  }).finish();

  const json = signedTxJson(bytes, catalog);
  expect(JSON.parse(json).auth_info.signer_infos[0]).toMatchObject({
    public_key: { "@type": key.typeUrl, threshold: 2, public_keys: [{}, {}, {}] },
    mode_info: { multi: { bitarray: { extra_bits_stored: 3, elems: "oA==" }, mode_infos: [{ single: {} }, {}] } },
  });
  expect(signedTxBytes(json, catalog)).toEqual(bytes);
});

describe("what is no signed transaction is refused, with the field:", () => {
  const unsigned = JSON.parse(unsignedTxJson({ messages, gas: 1, fee }, catalog));
  it.each<[string, string, string]>([
    ["text", "not JSON", "transaction"],
    ["another object", '{"height":"5"}', "transaction"],
    ["one without a signature", JSON.stringify(unsigned), "signatures"],
    [
      "an unknown message",
      JSON.stringify({ ...unsigned, body: { ...unsigned.body, messages: [{ "@type": "/a.B" }] } }),
      "body.messages.0.@type",
    ],
    [
      "an extension that would be lost",
      JSON.stringify({ ...unsigned, body: { ...unsigned.body, extension_options: [{}] } }),
      "body",
    ],
    [
      "an unknown key",
      JSON.stringify({ ...unsigned, auth_info: { signer_infos: [{ public_key: { "@type": "/a.Key" } }] } }),
      "auth_info.signer_infos.0.public_key.@type",
    ],
  ])("%s", (_what, json, name) => {
    const error = thrown("TX_JSON_INVALID", () => signedTxBytes(json, catalog));
    expect(error.context.problems).toMatchObject([{ name }]);
  });
});
