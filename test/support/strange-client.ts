import { toAscii } from "@cosmjs/encoding";
import { Any } from "cosmjs-types/google/protobuf/any";
import type { MsgCreateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { eventAttribute } from "../../src/chain/block.ts";
import { queryStore } from "../../src/chain/store.ts";
import type { IncludedTx, TxSender } from "../../src/index.ts";

/**
 * Makes another client like one that is there, with what that one has of its latest height; resolves with the new id.
 * `change` alters the state first, for instance the id of the chain to follow.
 */
export async function createClientLike(
  sender: TxSender,
  clientId: string,
  change: (state: ClientState) => ClientState = (state) => state,
): Promise<string> {
  const read = (path: string): Promise<Uint8Array> => queryStore(sender.connection, "ibc", toAscii(path));
  const state = Any.decode(await read(`clients/${clientId}/clientState`));
  const decoded = ClientState.decode(state.value);
  const { revisionNumber, revisionHeight } = decoded.latestHeight;
  const consensusState = Any.decode(
    await read(`clients/${clientId}/consensusStates/${revisionNumber}-${revisionHeight}`),
  );
  const clientState = { ...state, value: ClientState.encode(change(decoded)).finish() };
  const value: MsgCreateClient = { clientState, consensusState, signer: sender.address };
  const created = await sender.send([{ typeUrl: "/ibc.core.client.v1.MsgCreateClient", value }]);
  return createdId(created, "create_client", "client_id");
}

/** The id that a transaction's event tells. */
export function createdId(tx: IncludedTx, type: string, key: string): string {
  const event = tx.events.find((item) => item.type === type);
  const id = event && eventAttribute(event, key);
  if (id === undefined) throw new Error(`Transaction ${tx.hash} made no event ${type} with ${key}`);
  return id;
}
