import type { TxSender } from "../chain/tx-sender.ts";
import { IcsError } from "../errors.ts";
import { queryFeeBalance } from "./service/path-sampler.ts";

/** About what a client update with one packet may take. */
const ONE_TRANSACTION_GAS = 1_500_000;

/**
 * Checks that an account can pay for at least one relayed packet.
 * @throws TX_FUNDS_MISSING with what to send, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function checkFunds(sender: TxSender): Promise<void> {
  const { address, connection, gasPrice, feeDenom: denom } = sender;
  const { chainId } = connection;
  const price = BigInt(Math.ceil(gasPrice.amount.toFloatApproximation() * ONE_TRANSACTION_GAS));
  // A chain may take transactions for nothing; the account must exist all the same, and a first coin makes it.
  const wanted = price > 0n ? price : 1n;
  const balance = await queryFeeBalance(sender);
  if (balance >= wanted) return;
  throw new IcsError(
    "TX_FUNDS_MISSING",
    `${address} has ${balance}${denom} on ${chainId}, too little for one transaction of a relayer (about ${wanted}${denom})\nSend it some ${denom}; an account exists from its first deposit on.`,
    { chainId, address, denom, balance, wanted },
    { retryable: true },
  );
}
