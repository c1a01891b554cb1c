import { toAscii } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { MsgDeposit, MsgSubmitProposal, MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Params } from "../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as tx from "../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  durationOfSeconds,
  governanceAccount,
  initializationParameters,
  msgAssignConsumerKey,
  msgChangeRewardDenoms,
  msgCreateConsumer,
  msgOptIn,
  msgOptOut,
  msgRemoveConsumer,
  msgSetConsumerCommissionRate,
  msgUpdateConsumer,
  msgUpdateProviderParams,
  operatorAddress,
  powerShapingParameters,
  providerMessages,
} from "../../src/index.ts";
import { decodedDoubleVote } from "./recorded-double-vote.ts";

/** What a row's message is made from. */
export interface ModeScene {
  /** Account of a validator, which signs every row. */
  readonly account: string;
  readonly consensusAddress: string;
  /** A consumer that this account has created. */
  readonly consumerId: string;
  /** A consumer that has launched, and into which this account's validator has opted. */
  readonly launchedId: string;
  readonly params: Params;
  readonly proposalId: bigint;
  readonly key: (fill: number) => Uint8Array;
}

/** `accepted`, the sentinel of the chain's refusal, or the code with which icskit refuses before anything is sent. */
export interface ModeRow {
  readonly name: string;
  readonly message: (scene: ModeScene) => EncodeObject;
  readonly direct: string;
  /** Where it differs. */
  readonly amino?: string;
}

const authority = governanceAccount("cosmos");
const chainId = "modes-2";
/** What Go escapes in JSON, what needs four bytes, and what looks like JSON. */
const awkward = '<a href="x">R&D</a> \\ "ü😀" \t\u007f';

const create = ({ account: submitter, consensusAddress }: ModeScene): EncodeObject =>
  msgCreateConsumer({
    submitter,
    chainId,
    metadata: { name: "modes", description: awkward, metadata: '{"a":[1,2]}' },
    initializationParameters: initializationParameters(chainId, {
      initialHeight: { revisionNumber: 2n, revisionHeight: 2n ** 31n + 5n },
      genesisHash: new Uint8Array([1, 255]),
      spawnTime: new Date("2040-05-06T07:08:09.120Z"),
      ccvTimeoutPeriod: { seconds: 5n, nanos: 250_000_001 },
      transferTimeoutPeriod: durationOfSeconds(9_223_372_035n),
      consumerRedistributionFraction: "0.123456789012345678",
    }),
    powerShapingParameters: powerShapingParameters({
      validatorsPowerCap: 34,
      validatorSetCap: 10,
      allowlist: [consensusAddress],
      prioritylist: [consensusAddress],
      minStake: 3_000_000_000n,
      allowInactiveValidators: true,
    }),
    allowlistedRewardDenoms: [`ibc/${"AB".repeat(32)}`],
    infractionParameters: {
      doubleSign: {
        slashFraction: "0.050000000000000001",
        jailDuration: durationOfSeconds(9_223_372_035n),
        tombstone: true,
      },
      downtime: { slashFraction: "0", jailDuration: durationOfSeconds(0), tombstone: false },
    },
  });

const validator = ({ account, consumerId }: ModeScene) => ({
  signer: account,
  providerOperatorAddress: operatorAddress(account),
  consumerId,
});

const proposal = ({ account, params }: ModeScene): EncodeObject => {
  const messages = [
    msgUpdateProviderParams(authority, { ...params, blocksPerEpoch: 2n }),
    msgChangeRewardDenoms({ authority, denomsToAdd: ["stake"], denomsToRemove: ["uatom"] }),
    msgUpdateConsumer({
      owner: authority,
      consumerId: "0",
      powerShapingParameters: powerShapingParameters({ topN: 50 }),
    }),
    msgRemoveConsumer(authority, "0"),
  ].map((message) => providerMessages.encode(message));
  const value: MsgSubmitProposal = {
    messages,
    initialDeposit: [{ denom: "stake", amount: "20000000" }],
    proposer: account,
    metadata: "",
    title: awkward,
    summary: "A proposal",
    expedited: false,
  };
  return { typeUrl: MsgSubmitProposal.typeUrl, value };
};

/** Not checked by icskit: the chain is to answer. */
const raw = <T>(codec: { readonly typeUrl: string }, value: T): EncodeObject => ({ typeUrl: codec.typeUrl, value });

const evidence = ({ account, launchedId }: ModeScene): EncodeObject => {
  const duplicateVoteEvidence = decodedDoubleVote();
  const { validatorAddress: address } = duplicateVoteEvidence.voteA;
  const member = { address, pubKey: { ed25519: new Uint8Array(32) }, votingPower: 1n };
  const infractionBlockHeader = Header.fromPartial({
    signedHeader: { commit: {} },
    validatorSet: { validators: [member], proposer: member, totalVotingPower: 1n },
  });
  return raw<tx.MsgSubmitConsumerDoubleVoting>(tx.MsgSubmitConsumerDoubleVoting, {
    submitter: account,
    duplicateVoteEvidence,
    infractionBlockHeader,
    consumerId: launchedId,
  });
};

const headers = { signedHeader: { header: {}, commit: {} }, validatorSet: {}, trustedValidators: { validators: [{}] } };

/** Every message of the provider module, and of x/gov what carries those of governance. */
export const modeRows: readonly ModeRow[] = [
  { name: "MsgCreateConsumer", message: create, direct: "accepted" },
  {
    name: "MsgCreateConsumer with the longest jail",
    message: (scene) => {
      const message = create(scene);
      const value = message.value as tx.MsgCreateConsumer;
      const longest = {
        slashFraction: toAscii("0"),
        jailDuration: { seconds: 9223372036n, nanos: 854775807 },
        tombstone: true,
      };
      return { ...message, value: { ...value, infractionParameters: { doubleSign: longest, downtime: undefined } } };
    },
    direct: "accepted",
    amino: "TX_AMINO_UNSUPPORTED",
  },
  {
    name: "MsgCreateConsumer of the least",
    message: ({ account }) =>
      msgCreateConsumer({
        submitter: account,
        chainId: "least-1",
        metadata: { name: "n", description: "d", metadata: "m" },
      }),
    direct: "accepted",
  },
  {
    name: "MsgUpdateConsumer",
    message: ({ account: owner, consumerId }) =>
      msgUpdateConsumer({
        owner,
        consumerId,
        newOwnerAddress: owner,
        newChainId: "renamed-2",
        metadata: { name: "n", description: awkward, metadata: "m" },
        powerShapingParameters: powerShapingParameters(),
        // A spawn time that is undecided, and lists that are empty.
        initializationParameters: initializationParameters("renamed-2"),
        allowlistedRewardDenoms: [],
      }),
    direct: "accepted",
  },
  { name: "MsgOptIn", message: (scene) => msgOptIn(validator(scene)), direct: "accepted" },
  { name: "MsgOptIn with a key", message: (scene) => msgOptIn(validator(scene), scene.key(1)), direct: "accepted" },
  {
    name: "MsgAssignConsumerKey",
    message: (scene) => msgAssignConsumerKey(validator(scene), scene.key(2)),
    direct: "accepted",
  },
  {
    name: "MsgSetConsumerCommissionRate",
    message: (scene) => msgSetConsumerCommissionRate(validator(scene), "0.123456789012345678"),
    direct: "accepted",
  },
  {
    name: "MsgOptOut",
    message: (scene) => msgOptOut(validator({ ...scene, consumerId: scene.launchedId })),
    direct: "accepted",
  },
  { name: "MsgOptOut before the launch", message: (scene) => msgOptOut(validator(scene)), direct: "ErrInvalidPhase" },
  {
    name: "MsgRemoveConsumer",
    message: ({ account, consumerId }) => msgRemoveConsumer(account, consumerId),
    direct: "ErrInvalidPhase",
  },
  {
    name: "MsgUpdateParams",
    message: ({ account, params }) => raw<tx.MsgUpdateParams>(tx.MsgUpdateParams, { authority: account, params }),
    direct: "ErrInvalidSigner",
  },
  {
    name: "MsgChangeRewardDenoms",
    message: ({ account }) => {
      const value = { denomsToAdd: ["stake"], denomsToRemove: [], authority: account };
      return raw<tx.MsgChangeRewardDenoms>(tx.MsgChangeRewardDenoms, value);
    },
    direct: "ErrUnauthorized",
  },
  {
    name: "MsgSubmitConsumerDoubleVoting",
    message: evidence,
    direct: "ErrInvalidMsgSubmitConsumerDoubleVoting",
    amino: "TX_AMINO_UNSUPPORTED",
  },
  {
    name: "MsgSubmitConsumerMisbehaviour",
    message: ({ account, launchedId }) =>
      raw<tx.MsgSubmitConsumerMisbehaviour>(tx.MsgSubmitConsumerMisbehaviour, {
        submitter: account,
        consumerId: launchedId,
        misbehaviour: Misbehaviour.fromPartial({ clientId: "07-tendermint-0", header1: headers, header2: headers }),
      }),
    direct: "ErrInvalidMsgSubmitConsumerMisbehaviour",
    amino: "TX_AMINO_UNSUPPORTED",
  },
  { name: "MsgSubmitProposal of governance's messages", message: proposal, direct: "accepted" },
  {
    name: "MsgDeposit",
    message: ({ account, proposalId }) =>
      raw<MsgDeposit>(MsgDeposit, { proposalId, depositor: account, amount: [{ denom: "stake", amount: "200000" }] }),
    direct: "accepted",
  },
  {
    name: "MsgVote",
    message: ({ account, proposalId }) =>
      raw<MsgVote>(MsgVote, { proposalId, voter: account, option: 1, metadata: "" }),
    direct: "accepted",
  },
];
