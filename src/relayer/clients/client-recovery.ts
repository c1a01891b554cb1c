import type { Coin, EncodeObject } from "@cosmjs/proto-signing";
import { setupStakingExtension } from "@cosmjs/stargate";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { type MsgCreateClient, MsgRecoverClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { WaitOptions } from "../../async/wait-options.ts";
import { eventAttribute } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import type { IncludedTx } from "../../chain/tx-sender.ts";
import { BinaryWriter } from "../../codec/wire.ts";
import { setupConsumerExtension } from "../../consumer/queries.ts";
import { errorMessage, IcsError, isIcsError } from "../../errors.ts";
import { duration, milliseconds, type TendermintClientState } from "../../ibc/client-state.ts";
import { headerSource, type SignedBlock } from "../../ibc/header.ts";
import { ibcHeight } from "../../ibc/height.ts";
import { authorityFor } from "../../provider/governance/authority-for.ts";
import { msgSubmitProposal } from "../../provider/governance/gov-messages.ts";
import { gasFor } from "../packets/gas.ts";
import type { RelayEnd } from "../relay-end.ts";
import { readClient } from "./client-status.ts";
import { connectLightClient, type LightClient } from "./light-client.ts";

/** A client that can take the place of another one's state. */
export interface SubstituteClient {
  readonly client: LightClient;
  readonly tx: IncludedTx;
}

/** Part of the unbonding period that is trusted where the old client trusts longer than validators are bonded now. */
const TRUSTED_PART = 2 / 3;

/**
 * Creates, on the chain of `end`, a substitute for its expired or frozen client: of the same chain, at its latest height,
 * with every parameter that MsgRecoverClient compares the same. The substitute must be active when the proposal is
 * executed: give it to `keepClientFresh` where the vote lasts longer than a third of the trusting period.
 * @throws TX_EVENT_MISSING, TX_REFUSED, TX_FAILED, RPC_QUERY_FAILED, RPC_UNREACHABLE and whatever `TxSender.send` throws
 * @see CheckSubstituteAndUpdateState in 07-tendermint/proposal_handle.go of ibc-go
 */
export async function createSubstituteClient(end: RelayEnd, options: WaitOptions = {}): Promise<SubstituteClient> {
  const { connection: host, sender, client: subject } = end;
  const { counterparty } = subject;
  const [{ state }, unbondingPeriodMs, block] = await Promise.all([
    readClient(host, subject.clientId),
    queryUnbondingPeriodMs(counterparty),
    counterparty.latestHeight().then((height) => headerSource(counterparty).block(height)),
  ]);
  const message = msgCreateSubstitute(sender.address, state, unbondingPeriodMs, block);
  const tx = await sender.send([message], { ...options, gas: gasFor([message]) });
  const created = tx.events.find(({ type }) => type === "create_client");
  const clientId = created && eventAttribute(created, "client_id");
  if (clientId === undefined) {
    throw new IcsError(
      "TX_EVENT_MISSING",
      `Transaction ${tx.hash} on ${host.chainId} succeeded without the event create_client`,
      { chainId: host.chainId, hash: tx.hash, eventType: "create_client" },
    );
  }
  return { client: await connectLightClient(host, clientId, counterparty), tx };
}

/**
 * The governance message that lets a substitute's state take the place of an expired or frozen client's. Its connections
 * and channels stay as they are, and what waits on them can be relayed again.
 */
export function msgRecoverClient(authority: string, subjectClientId: string, substituteClientId: string): EncodeObject {
  const value: MsgRecoverClient = { signer: authority, subjectClientId, substituteClientId };
  return { typeUrl: MsgRecoverClient.typeUrl, value };
}

/** Who proposes a client's recovery. */
export interface ClientRecoveryProposal {
  readonly subjectClientId: string;
  readonly substituteClientId: string;
  /** An account of the chain that keeps both clients. */
  readonly proposer: string;
  /** The deposit that the chain's x/gov asks for. */
  readonly initialDeposit: readonly Coin[];
  readonly title?: string;
  readonly summary?: string;
}

/** The message that proposes `msgRecoverClient` to the chain's governance; nothing is sent. */
export function clientRecoveryProposal(proposal: ClientRecoveryProposal): EncodeObject {
  const { subjectClientId, substituteClientId, proposer, initialDeposit } = proposal;
  const title = proposal.title ?? `Recover light client ${subjectClientId}`;
  const authority = authorityFor(proposer);
  return msgSubmitProposal({
    messages: [msgRecoverClient(authority, subjectClientId, substituteClientId)],
    initialDeposit,
    proposer,
    title,
    summary: proposal.summary ?? `${title} with the state of ${substituteClientId}, so that packets are relayed again.`,
  });
}

/**
 * How long a chain's validators can be slashed after they left: of a consumer, what its consumer module says; of any
 * other chain, what x/staking says.
 * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function queryUnbondingPeriodMs(chain: ChainConnection): Promise<number> {
  const { consumer } = setupConsumerExtension(chain.queryClient);
  const { staking } = setupStakingExtension(chain.queryClient);
  try {
    const { unbondingPeriod } = await consumer.params();
    if (unbondingPeriod !== undefined) return milliseconds(unbondingPeriod);
  } catch (error) {
    // A chain without the consumer module does not know the query.
    if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
  }
  try {
    return milliseconds((await staking.params()).params.unbondingTime);
  } catch (cause) {
    if (isIcsError(cause)) throw cause;
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${chain.chainId} did not tell its unbonding period: ${errorMessage(cause)}`,
      { url: shownUrl(chain.url), path: "/cosmos.staking.v1beta1.Query/Params" },
      { cause },
    );
  }
}

function msgCreateSubstitute(
  signer: string,
  { wire, chainId, trustingPeriodMs }: TendermintClientState,
  unbondingPeriodMs: number,
  { height, signedHeader, appHash, nextValidatorsHash }: SignedBlock,
): EncodeObject {
  // The trusting period is the one parameter that a recovery may change: headers of validators who left long ago could
  // be forged without a punishment.
  const isTooLong = trustingPeriodMs >= unbondingPeriodMs;
  const clientState: ClientState = {
    ...wire,
    trustingPeriod: isTooLong ? duration(Math.floor(TRUSTED_PART * unbondingPeriodMs)) : wire.trustingPeriod,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
    latestHeight: ibcHeight(chainId, height),
  };
  const consensusState = ConsensusState.fromPartial({
    ...(signedHeader.header && { timestamp: signedHeader.header.time }),
    root: { hash: appHash },
    nextValidatorsHash,
  });
  const value: MsgCreateClient = {
    clientState: any(ClientState, clientState),
    consensusState: any(ConsensusState, consensusState),
    signer,
  };
  return { typeUrl: "/ibc.core.client.v1.MsgCreateClient", value };
}

interface WireType<T> {
  readonly typeUrl: string;
  encode(message: T, writer: BinaryWriter): { finish(): Uint8Array };
}

function any<T>(type: WireType<T>, message: T): Any {
  return { typeUrl: type.typeUrl, value: type.encode(message, BinaryWriter.create()).finish() };
}
