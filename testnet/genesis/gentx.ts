import { encodeEd25519Pubkey, encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { toBase64 } from "@cosmjs/encoding";
import { encodePubkey, makeAuthInfoBytes, makeSignDoc, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import { MsgCreateValidator } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { TxBody } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { coinJson } from "./genesis-document.ts";
import type { JsonObject } from "./json.ts";

/** A validator that exists from the first block. */
export interface GenesisValidator {
  readonly moniker: string;
  /** bech32 with the `valoper` prefix. */
  readonly operatorAddress: string;
  /** The same bytes as `operatorAddress`, as an account of `signer`. */
  readonly accountAddress: string;
  readonly accountPublicKey: Uint8Array;
  readonly consensusPublicKey: Uint8Array;
  readonly signer: OfflineDirectSigner;
  /** Self-delegation in base units. */
  readonly stake: bigint;
  /** 18 decimals as an integer: 0.1 is 100000000000000000n. */
  readonly commissionRate: bigint;
}

const createValidatorType = "/cosmos.staking.v1beta1.MsgCreateValidator";
const gasLimit = 200_000;
const oneDecimal = 10n ** 18n;

/**
 * The signed `MsgCreateValidator` of a validator as an element of `app_state.genutil.gen_txs`, without a binary.
 * Account number and sequence are 0, as the SDK's ante handler expects at genesis.
 * @see cosmos-sdk x/genutil/gentx.go, DeliverGenTxs
 */
export async function createGentx(validator: GenesisValidator, chainId: string, denom: string): Promise<JsonObject> {
  const message = createValidatorMessage(validator, denom);
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: [{ typeUrl: createValidatorType, value: MsgCreateValidator.encode(message).finish() }],
    }),
  ).finish();
  const pubkey = encodePubkey(encodeSecp256k1Pubkey(validator.accountPublicKey));
  const authInfoBytes = makeAuthInfoBytes([{ pubkey, sequence: 0 }], [], gasLimit, undefined, undefined);
  const signDoc = makeSignDoc(bodyBytes, authInfoBytes, chainId, 0);
  const { signature } = await validator.signer.signDirect(validator.accountAddress, signDoc);
  return {
    body: {
      messages: [createValidatorJson(validator, denom)],
      memo: "",
      timeout_height: "0",
      extension_options: [],
      non_critical_extension_options: [],
    },
    auth_info: {
      signer_infos: [
        {
          public_key: keyJson("/cosmos.crypto.secp256k1.PubKey", validator.accountPublicKey),
          mode_info: { single: { mode: "SIGN_MODE_DIRECT" } },
          sequence: "0",
        },
      ],
      fee: { amount: [], gas_limit: gasLimit.toString(), payer: "", granter: "" },
      tip: null,
    },
    signatures: [signature.signature],
  };
}

function createValidatorMessage(validator: GenesisValidator, denom: string): MsgCreateValidator {
  return MsgCreateValidator.fromPartial({
    description: { moniker: validator.moniker },
    commission: {
      rate: validator.commissionRate.toString(),
      maxRate: oneDecimal.toString(),
      maxChangeRate: oneDecimal.toString(),
    },
    minSelfDelegation: "1",
    validatorAddress: validator.operatorAddress,
    pubkey: encodePubkey(encodeEd25519Pubkey(validator.consensusPublicKey)),
    value: { denom, amount: validator.stake.toString() },
  });
}

/** The same message as the genesis file spells it: the binary encodes it again and checks the signature over that. */
function createValidatorJson(validator: GenesisValidator, denom: string): JsonObject {
  return {
    "@type": createValidatorType,
    description: { moniker: validator.moniker, identity: "", website: "", security_contact: "", details: "" },
    commission: {
      rate: decimalJson(validator.commissionRate),
      max_rate: decimalJson(oneDecimal),
      max_change_rate: decimalJson(oneDecimal),
    },
    min_self_delegation: "1",
    delegator_address: "",
    validator_address: validator.operatorAddress,
    pubkey: keyJson("/cosmos.crypto.ed25519.PubKey", validator.consensusPublicKey),
    value: coinJson(denom, validator.stake),
  };
}

function keyJson(type: string, key: Uint8Array): JsonObject {
  return { "@type": type, key: toBase64(key) };
}

function decimalJson(atomics: bigint): string {
  const digits = atomics.toString().padStart(19, "0");
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
