import { Secp256k1HdWallet } from "@cosmjs/amino";
import { AminoTypes, createDefaultAminoConverters } from "@cosmjs/stargate";
import { AuthInfo, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { checkSignable } from "../../../src/chain/amino-signing.ts";
import type { TxSender, TxSenderOptions } from "../../../src/chain/tx-sender.ts";
import { IcsError } from "../../../src/errors.ts";
import { rejection, thrown, useFakeComet } from "../../support/comet-fixtures.ts";
import { addAccount, createSender, readTx, testWallet } from "../../support/fake-account.ts";
import type { FakeComet } from "../../support/fake-comet.ts";
import { testMnemonic } from "../../support/testnet-fixtures.ts";

const { start, connect } = useFakeComet();
const send = { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: { fromAddress: "a", toAddress: "b", amount: [] } };
const strange = { typeUrl: "/strange.Msg", value: {} };
const SIGN_MODE_AMINO = 127;

async function fixture(options: Partial<TxSenderOptions> = {}): Promise<{ comet: FakeComet; sender: TxSender }> {
  const comet = await start({ blocks: 3 });
  addAccount(comet);
  const check = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    const verdict = check(bytes);
    comet.addBlock({ txs: [{ bytes }] });
    return verdict;
  };
  return { comet, sender: await createSender(await connect(comet), options) };
}

const authInfo = ({ broadcasts }: FakeComet): AuthInfo =>
  AuthInfo.decode(TxRaw.decode(broadcasts[0] ?? new Uint8Array()).authInfoBytes);

it("an amino signer signs what has a converter", async () => {
  const { comet, sender } = await fixture({ signer: await Secp256k1HdWallet.fromMnemonic(testMnemonic) });
  await sender.send([send], { gas: 5, memo: "m" });
  expect(authInfo(comet).signerInfos).toMatchObject([
    { modeInfo: { single: { mode: SIGN_MODE_AMINO } }, sequence: 4n },
  ]);
  expect(comet.broadcasts.map(readTx)).toMatchObject([{ typeUrls: [send.typeUrl], memo: "m", timeoutHeight: 103n }]);
});

it("what an amino signer cannot sign is refused before the chain is asked, and takes no sequence", async () => {
  const { comet, sender } = await fixture({ signer: await Secp256k1HdWallet.fromMnemonic(testMnemonic) });
  const asked = comet.asked.length;
  const error = await rejection("TX_AMINO_UNSUPPORTED", sender.send([send, strange]));
  expect(error.context.typeUrl).toBe("/strange.Msg");
  expect(comet.asked).toHaveLength(asked);
  await sender.send([send], { gas: 5 });
  expect(comet.broadcasts.map(readTx)).toMatchObject([{ sequence: 4 }]);
});

it("a refusal of a converter is passed on, and a direct signer is asked nothing", async () => {
  const refusal = new IcsError("TX_AMINO_UNSUPPORTED", "no", { typeUrl: strange.typeUrl, reason: "why" });
  const refuse = (): never => {
    throw refusal;
  };
  const types = new AminoTypes({ [strange.typeUrl]: { aminoType: "x", toAmino: refuse, fromAmino: refuse } });
  const wallet = await Secp256k1HdWallet.fromMnemonic(testMnemonic);
  expect(thrown("TX_AMINO_UNSUPPORTED", () => checkSignable(wallet, types, [strange]))).toBe(refusal);
  checkSignable(await testWallet(), new AminoTypes(createDefaultAminoConverters()), [strange]);
});

it.each([{ gas: 100_000 }, {}])("a granted fee names who pays it (%j)", async (options) => {
  const { comet, sender } = await fixture();
  await sender.send([send], { ...options, feeGranter: "cosmos1granter" });
  const gas = options.gas ?? 50_000 * 1.4 + 40_000;
  expect(authInfo(comet).fee).toMatchObject({ granter: "cosmos1granter", gasLimit: BigInt(gas), payer: "" });
  expect(authInfo(comet).fee?.amount).toEqual([{ denom: "stake", amount: `${gas / 100}` }]);
});
