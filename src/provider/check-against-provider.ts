import type { EncodeObject } from "@cosmjs/proto-signing";
import { refuseMessage } from "../ccv/rules/refuse-message.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { QueryOptions } from "../chain/query.ts";
import { OverviewReader } from "./consumer-overview-reader.ts";
import { readProvider } from "./rules/provider-reading.ts";
import { stateProblems } from "./rules/state-rules.ts";

/**
 * Checks messages against the provider's state, as the helpers that make them cannot: an unknown consumer, a phase that
 * forbids the call, not the owner, no validator, a key already used, a rate below the least one, evidence that is too
 * old. Each is judged as if it were alone: not by what those before it in the same transaction would change. Messages
 * of other modules pass.
 * @throws TX_MESSAGE_INVALID for the first message that the provider would refuse, with every problem; RPC_UNREACHABLE,
 * RPC_QUERY_FAILED
 * @see x/ccv/provider/keeper/msg_server.go
 */
export async function checkAgainstProvider(
  connection: ChainConnection,
  messages: readonly EncodeObject[],
  options: QueryOptions = {},
): Promise<void> {
  const reader = new OverviewReader(connection, options.height ?? (await connection.latestHeight()));
  const readings = await Promise.all(messages.map((message) => readProvider(reader, message)));
  for (const [index, message] of messages.entries()) {
    const reading = readings[index];
    if (reading !== undefined) refuseMessage(message.typeUrl, stateProblems(message, reading));
  }
}
