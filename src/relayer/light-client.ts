import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient, setupIbcExtension } from "@cosmjs/stargate";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { IcsError, isIcsError } from "../errors.ts";
import { headerMessage, queryHeader, ValidatorSetCache } from "../ibc/header.ts";
import { msgUpdateClient } from "../ibc/messages.ts";

/** The light client that `host` keeps of `counterparty`, and how far it has got. */
export class LightClient {
  readonly clientId: string;
  readonly #counterparty: ChainConnection;
  readonly #validatorSets: ValidatorSetCache;
  #trustedHeight: bigint;

  constructor(clientId: string, counterparty: ChainConnection, trustedHeight: bigint) {
    this.clientId = clientId;
    this.#counterparty = counterparty;
    this.#validatorSets = new ValidatorSetCache(counterparty);
    this.#trustedHeight = trustedHeight;
  }

  /** The highest height of the counterparty that this client is known to have verified. */
  get trustedHeight(): bigint {
    return this.#trustedHeight;
  }

  /** The message that brings the client to `height`; none where it is there already. */
  async update(signer: string, height: bigint): Promise<EncodeObject[]> {
    if (height <= this.#trustedHeight) return [];
    const header = await queryHeader(this.#counterparty, this.#validatorSets, height, this.#trustedHeight);
    return [msgUpdateClient(signer, this.clientId, headerMessage(header))];
  }

  /** Tells that a transaction with the update to `height` has succeeded. */
  advanced(height: bigint): void {
    if (height > this.#trustedHeight) this.#trustedHeight = height;
  }
}

/**
 * Reads a light client's state and checks that it is the counterparty's and usable.
 * @throws IBC_CLIENT_MISMATCH, IBC_CLIENT_NOT_ACTIVE, RPC_QUERY_FAILED for an unknown client id, RPC_UNREACHABLE
 */
export async function connectLightClient(
  host: ChainConnection,
  clientId: string,
  counterparty: ChainConnection,
): Promise<LightClient> {
  const { ibc } = QueryClient.withExtensions(host.comet, setupIbcExtension);
  const state = await ibc.client.stateTm(clientId).catch((cause: unknown) => {
    if (isIcsError(cause)) throw cause;
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${host.chainId} has no light client ${clientId}\nUse the client that the launch made: consumerChain(consumerId).clientId on the provider, 07-tendermint-0 on a new consumer.`,
      { url: host.url, path: "/ibc.core.client.v1.Query/ClientState" },
      { cause },
    );
  });
  if (state.chainId !== counterparty.chainId) {
    throw new IcsError(
      "IBC_CLIENT_MISMATCH",
      `Light client ${clientId} on ${host.chainId} follows "${state.chainId}", not "${counterparty.chainId}"\nUse the client that this consumer's launch made.`,
      { clientId, expectedChainId: counterparty.chainId, actualChainId: state.chainId },
    );
  }
  if (state.frozenHeight !== undefined && state.frozenHeight.revisionHeight > 0n) {
    throw new IcsError(
      "IBC_CLIENT_NOT_ACTIVE",
      `Light client ${clientId} on ${host.chainId} is frozen\nOnly governance can recover it (MsgRecoverClient).`,
      { chainId: host.chainId, clientId, status: "Frozen" },
    );
  }
  return new LightClient(clientId, counterparty, state.latestHeight?.revisionHeight ?? 0n);
}
