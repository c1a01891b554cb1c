import { isIcsError } from "../../src/index.ts";
import { refusalGas, refusalOf } from "../expectations/refusal.ts";
import type { Testnet } from "../testnet.ts";

/** Sends tokens as a trace says; where it does not say how that ends, either end is right. */
export async function sendTokens(
  net: Testnet,
  {
    Chain,
    From,
    To,
    Amount,
    ExpectErr,
  }: {
    readonly Chain: string;
    readonly From: string;
    readonly To: string;
    readonly Amount: number;
    readonly ExpectErr?: boolean | undefined;
  },
): Promise<void> {
  const consumer = net.consumers.find(({ spec }) => spec.name === Chain);
  const { chain } = consumer ?? net.provider;
  const sender = consumer ? await consumer.sender(From) : (await net.provider.client(From)).sender;
  const value = {
    fromAddress: sender.address,
    toAddress: chain.account(To).address,
    amount: [{ denom: chain.denom, amount: String(Amount) }],
  };
  const sent = sender.send([{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }], { gas: refusalGas });
  if (ExpectErr) {
    await refusalOf(sent);
    return;
  }
  await sent.catch((error: unknown) => {
    if (ExpectErr === undefined && (isIcsError(error, "TX_FAILED") || isIcsError(error, "TX_REFUSED"))) return;
    throw error;
  });
}
