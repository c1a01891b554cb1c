import { fromAscii } from "@cosmjs/encoding";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import { errorMessage, IcsError, isIcsError } from "../../errors.ts";
import type { TendermintConsensusState } from "../../ibc/client-state.ts";
import { headerSource, type SignedBlock } from "../../ibc/header.ts";
import type { ClientReading } from "./client-status.ts";

/** The root of a consensus state that was made before its chain had a block. */
const SENTINEL = "sentinel_root";

/**
 * Checks that a client follows this very chain: two chains may have the same id, but what the client has verified of its
 * latest height is one chain's only. A height that the node no longer keeps is not compared.
 * @throws IBC_CLIENT_MISMATCH, RPC_QUERY_FAILED where the node is behind what the client knows, RPC_UNREACHABLE
 */
export async function checkCounterparty(
  host: ChainConnection,
  counterparty: ChainConnection,
  { state, consensus }: ClientReading,
): Promise<void> {
  const { clientId, chainId } = state;
  if (chainId !== counterparty.chainId) {
    throw new IcsError(
      "IBC_CLIENT_MISMATCH",
      `Light client ${clientId} on ${host.chainId} follows "${chainId}", not "${counterparty.chainId}"\nUse the client that this consumer's launch made.`,
      { clientId, expectedChainId: counterparty.chainId, actualChainId: chainId },
    );
  }
  if (consensus === undefined) return;
  const { height } = consensus;
  const block = await blockAt(host, counterparty, clientId, consensus);
  if (block === undefined || isSameBlock(block, consensus)) return;
  throw new IcsError(
    "IBC_CLIENT_MISMATCH",
    `Light client ${clientId} on ${host.chainId} follows another chain with the id "${chainId}" than ${shownUrl(counterparty.url)} serves: block ${height} there is not the one that the client knows\nConnect to a node of the other one, or use the client of this one.`,
    { clientId, expectedChainId: counterparty.chainId, actualChainId: chainId, height },
  );
}

/** Undefined where there is nothing to compare with: a removed block, or the first one, not made yet. */
async function blockAt(
  host: ChainConnection,
  counterparty: ChainConnection,
  clientId: string,
  consensus: TendermintConsensusState,
): Promise<SignedBlock | undefined> {
  try {
    return await headerSource(counterparty).block(consensus.height);
  } catch (cause) {
    if (!isIcsError(cause, "RPC_QUERY_FAILED")) throw cause;
    const text = errorMessage(cause);
    if (/lowest height is \d+/.test(text)) return undefined;
    if (!/must be less than or equal to the current blockchain height/.test(text)) throw cause;
    if (isSentinel(consensus)) return undefined;
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${shownUrl(counterparty.url)} has not reached height ${consensus.height} of ${counterparty.chainId}, which light client ${clientId} on ${host.chainId} has verified\nThe node lags behind, or serves another chain with the same id: use a node that is in sync.`,
      { url: shownUrl(counterparty.url), path: "commit", height: consensus.height },
      { retryable: true, cause },
    );
  }
}

function isSameBlock(block: SignedBlock, consensus: TendermintConsensusState): boolean {
  // A launch knows the first validators only; the time is that of the other chain.
  if (isSentinel(consensus)) return isSame(block.validatorsHash, consensus.nextValidatorsHash);
  const time = block.signedHeader.header?.time;
  return (
    time?.seconds === consensus.timestamp.seconds &&
    time.nanos === consensus.timestamp.nanos &&
    isSame(block.appHash, consensus.root) &&
    isSame(block.nextValidatorsHash, consensus.nextValidatorsHash)
  );
}

function isSentinel({ root }: TendermintConsensusState): boolean {
  return root.length === SENTINEL.length && root.every((byte) => byte < 128) && fromAscii(root) === SENTINEL;
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
