import { fromAscii, toAscii } from "@cosmjs/encoding";
import { Any } from "cosmjs-types/google/protobuf/any";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { QueryClientStatusRequest, QueryClientStatusResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { providerPortId } from "../ccv/identifiers.ts";
import type { QueryMethod } from "../chain/query.ts";
import type { OverviewReader } from "./consumer-overview-reader.ts";
import { providerStoreKey } from "./store-keys.ts";

/** The provider's light client of a consumer. */
export interface OverviewClient {
  readonly clientId: string;
  /** As ibc-go says it: "Active", "Expired", "Frozen", … */
  readonly status: string;
  /** The consumer's height that it was updated to last. */
  readonly latestHeight: bigint;
}

/** The provider's end of a CCV channel. */
export interface OverviewChannel {
  readonly channelId: string;
  readonly state: "init" | "try" | "open" | "closed" | "unknown";
  readonly connectionId: string;
  /** The consumer's end; "" before it is known. */
  readonly counterpartyChannelId: string;
}

const clientStatusMethod: QueryMethod<QueryClientStatusRequest, QueryClientStatusResponse> = {
  path: "/ibc.core.client.v1.Query/ClientStatus",
  request: QueryClientStatusRequest,
  response: QueryClientStatusResponse,
};

const states: Partial<Record<State, OverviewChannel["state"]>> = {
  [State.STATE_INIT]: "init",
  [State.STATE_TRYOPEN]: "try",
  [State.STATE_OPEN]: "open",
  [State.STATE_CLOSED]: "closed",
};

/** The client that a launch mapped to a consumer; undefined for "". */
export async function overviewClient(reader: OverviewReader, clientId: string): Promise<OverviewClient | undefined> {
  if (clientId === "") return undefined;
  const [{ status }, bytes] = await Promise.all([
    reader.ask(clientStatusMethod, { clientId }),
    reader.store("ibc", toAscii(`clients/${clientId}/clientState`)),
  ]);
  const { latestHeight } = ClientState.decode(Any.decode(bytes).value);
  return { clientId, status, latestHeight: latestHeight.revisionHeight };
}

/** The channel that VSC packets go through; undefined before it has opened on the provider. */
export async function overviewChannel(
  reader: OverviewReader,
  consumerId: string,
): Promise<OverviewChannel | undefined> {
  const id = await reader.store("provider", providerStoreKey.channel(consumerId));
  if (id.length === 0) return undefined;
  const channelId = fromAscii(id);
  const end = Channel.decode(
    await reader.store("ibc", toAscii(`channelEnds/ports/${providerPortId}/channels/${channelId}`)),
  );
  return {
    channelId,
    state: states[end.state] ?? "unknown",
    connectionId: end.connectionHops[0] ?? "",
    counterpartyChannelId: end.counterparty.channelId,
  };
}
