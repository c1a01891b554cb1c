import { sha256 } from "@cosmjs/crypto";
import { fromBech32, toBech32, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { setupStakingExtension } from "@cosmjs/stargate";
import { MsgCreateVestingAccount } from "cosmjs-types/cosmos/vesting/v1beta1/tx";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import { setupProviderExtension } from "../../provider/queries.ts";

/**
 * True where a double sign on the consumer does not tombstone. The provider then takes the same evidence any number of
 * times, and slashes each time: whoever submits it must make sure that nobody else does.
 */
export async function needsLock(provider: ChainConnection, consumerId: string): Promise<boolean> {
  const { provider: queries } = setupProviderExtension(provider.queryClient);
  const { infractionParameters } = await queries.consumerChain(consumerId);
  return infractionParameters?.doubleSign?.tombstone === false;
}

/**
 * The message that makes a transaction succeed once only, whoever sends it: it creates an account that nobody has the
 * key of, with one base unit, at an address that follows from the evidence. The chain refuses to create one twice, and
 * with it all that is in the same transaction.
 */
export async function lockMessage(provider: ChainConnection, fromAddress: string, key: string): Promise<EncodeObject> {
  const { staking } = setupStakingExtension(provider.queryClient);
  const { params } = await staking.params();
  const { prefix } = fromBech32(fromAddress, 1023);
  const value: MsgCreateVestingAccount = {
    fromAddress,
    toAddress: toBech32(prefix, sha256(toUtf8(`icskit evidence ${key}`)).slice(0, 20)),
    amount: [{ denom: params.bondDenom, amount: "1" }],
    // Of no use to anybody: nobody can sign for the account.
    endTime: 1n,
    delayed: true,
  };
  return { typeUrl: MsgCreateVestingAccount.typeUrl, value };
}

/** How the lock, the first message of its transaction, failed; undefined where it did not. */
export function lockFailure(error: IcsError): "taken" | "unusable" | undefined {
  if (!isIcsError(error, "TX_REFUSED") && !isIcsError(error, "TX_FAILED")) return undefined;
  const { log } = error.context;
  if (/account \S+ already exists/.test(log)) return "taken";
  return /message index: 0\b|unable to resolve type URL|no message handler|unknown message/i.test(log)
    ? "unusable"
    : undefined;
}
