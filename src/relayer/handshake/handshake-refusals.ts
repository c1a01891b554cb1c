import { IcsError } from "../../errors.ts";
import type { RelayPath } from "../relay-path.ts";
import { closedCcvChannel } from "./handshake-lane.ts";
import type { HandshakeState } from "./handshake-state.ts";

/**
 * Refuses what cannot become a CCV channel, before anything is sent.
 * @throws IBC_CHANNEL_CLOSED, IBC_CLIENT_MISMATCH
 */
export function expectRelayable(path: RelayPath, state: HandshakeState): void {
  expectNotClosed(state);
  expectClientsOfLaunch(path, state);
}

function expectNotClosed(state: HandshakeState): void {
  const closed = closedCcvChannel(state);
  if (closed === undefined) return;
  const side = closed.provider?.state === "CLOSED" ? "provider" : "consumer";
  const { chainId } = state[side];
  const { portId = side, id = "" } = closed[side] ?? {};
  throw new IcsError(
    "IBC_CHANNEL_CLOSED",
    `The CCV channel ${portId}/${id} of ${chainId} is closed\nA closed channel never opens again: the provider stops this consumer, which goes on with the validators that it has. Launch it anew, under a new consumer id.`,
    { chainId, portId, channelId: id },
  );
}

/** @throws IBC_CLIENT_MISMATCH */
export function expectClientsOfLaunch(path: RelayPath, { provider, consumer }: HandshakeState): void {
  if (provider.consumerId === undefined) {
    const { clientId } = path.provider.client;
    const why = "belongs to no launched consumer";
    const advice = "Use the client of the launch: consumerChain(consumerId).clientId. A deleted consumer has none.";
    throw notOfLaunch(clientId, provider.chainId, consumer.chainId, why, advice);
  }
  const { clientId } = path.consumer.client;
  if (consumer.ccvClientId === clientId) return;
  const why = "is not the one that the CCV module trusts";
  const advice = consumer.ccvClientId === undefined ? "It trusts none yet." : `Use ${consumer.ccvClientId}.`;
  throw notOfLaunch(clientId, consumer.chainId, provider.chainId, why, advice);
}

function notOfLaunch(
  clientId: string,
  chainId: string,
  counterpartyChainId: string,
  why: string,
  advice: string,
): IcsError<"IBC_CLIENT_MISMATCH"> {
  return new IcsError("IBC_CLIENT_MISMATCH", `Light client ${clientId} on ${chainId} ${why}\n${advice}`, {
    clientId,
    expectedChainId: counterpartyChainId,
    actualChainId: counterpartyChainId,
  });
}
