import { DirectSecp256k1HdWallet, Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { AuthInfo, Tx, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { ChainConnection } from "../../src/chain/chain-connection.ts";
import { TxSender, type TxSenderOptions } from "../../src/chain/tx-sender.ts";
import type { FakeComet } from "./fake-comet.ts";
import { testMnemonic } from "./testnet-fixtures.ts";

/** What a signed transaction says. */
export interface ReadTx {
  readonly sequence: number;
  readonly gas: bigint;
  readonly timeoutHeight: bigint;
  readonly typeUrls: readonly string[];
  readonly memo: string;
}

export function readTx(bytes: Uint8Array): ReadTx {
  const raw = TxRaw.decode(bytes);
  const { signerInfos, fee } = AuthInfo.decode(raw.authInfoBytes);
  const body = TxBody.decode(raw.bodyBytes);
  return {
    sequence: Number(signerInfos[0]?.sequence),
    gas: fee?.gasLimit ?? 0n,
    timeoutHeight: body.timeoutHeight,
    typeUrls: body.messages.map(({ typeUrl }) => typeUrl),
    memo: body.memo,
  };
}

/** The sequence rules of one chain: what is committed, and what its mempool has taken in. */
export interface FakeSequence {
  committed: number;
  checked: number;
}

/** Teaches a fake node one account with the ante handler's sequence check, and simulation that takes 50,000 gas. */
export function addAccount(comet: FakeComet, sequence: FakeSequence = { committed: 4, checked: 4 }): FakeSequence {
  comet.queries.set("/cosmos.auth.v1beta1.Query/Account", (data) => {
    const { address } = QueryAccountRequest.decode(data);
    const account = BaseAccount.fromPartial({ address, accountNumber: 8n, sequence: BigInt(sequence.committed) });
    const value = BaseAccount.encode(account).finish();
    return QueryAccountResponse.encode({
      account: { typeUrl: "/cosmos.auth.v1beta1.BaseAccount", value },
    }).finish();
  });
  comet.queries.set("/cosmos.tx.v1beta1.Service/Simulate", (data) => {
    const { authInfo } = Tx.decode(SimulateRequest.decode(data).txBytes);
    const got = Number(authInfo?.signerInfos[0]?.sequence);
    if (got !== sequence.checked)
      return { code: 6, log: `rpc error: code = Unknown desc = ${mismatch(sequence, got)}` };
    return SimulateResponse.encode(
      SimulateResponse.fromPartial({ gasInfo: { gasUsed: 50_000n, gasWanted: 0n } }),
    ).finish();
  });
  comet.onBroadcast = (bytes) => {
    const got = readTx(bytes).sequence;
    if (got !== sequence.checked) return { code: 32, codespace: "sdk", log: mismatch(sequence, got) };
    sequence.checked += 1;
    return { code: 0 };
  };
  return sequence;
}

function mismatch({ checked }: FakeSequence, got: number): string {
  return `account sequence mismatch, expected ${checked}, got ${got}: incorrect account sequence`;
}

export const testWallet = (): Promise<DirectSecp256k1HdWallet> => DirectSecp256k1HdWallet.fromMnemonic(testMnemonic);

/** A sender for the test account on a fake node. */
export async function createSender(
  connection: ChainConnection,
  options: Partial<TxSenderOptions> = {},
): Promise<TxSender> {
  return TxSender.create({
    connection,
    signer: await testWallet(),
    gasPrice: GasPrice.fromString("0.01stake"),
    registry: new Registry(defaultRegistryTypes),
    ...options,
  });
}
