import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { Secp256k1, Secp256k1Signature, sha256 } from "@cosmjs/crypto";
import { fromBase64 } from "@cosmjs/encoding";
import { encodePubkey, makeAuthInfoBytes, makeSignBytes, makeSignDoc } from "@cosmjs/proto-signing";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { MsgCreateValidator } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { TxBody } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { createGentx, type GenesisValidator } from "../../../../testnet/genesis/gentx.ts";
import { createTopologyFixture } from "../../../support/testnet-fixtures.ts";

const consensusPublicKey = new Uint8Array(32).fill(7);

async function createValidator(): Promise<GenesisValidator> {
  const { onProvider } = await createTopologyFixture();
  const [account] = onProvider;
  if (!account) throw new Error("the fixture has no account");
  return {
    moniker: "alice",
    operatorAddress: "cosmosvaloper19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
    accountAddress: account.address,
    accountPublicKey: account.publicKey,
    consensusPublicKey,
    signer: account.signer,
    stake: 5_000_000n,
    commissionRate: 100_000_000_000_000_000n,
  };
}

/** The bytes that the binary signs over: made from the JSON's values, not from our code. */
function signBytes(validator: GenesisValidator, chainId: string): Uint8Array {
  const message = MsgCreateValidator.fromPartial({
    description: { moniker: "alice" },
    commission: { rate: "100000000000000000", maxRate: "1000000000000000000", maxChangeRate: "1000000000000000000" },
    minSelfDelegation: "1",
    validatorAddress: validator.operatorAddress,
    pubkey: {
      typeUrl: "/cosmos.crypto.ed25519.PubKey",
      value: PubKey.encode({ key: consensusPublicKey }).finish(),
    },
    value: { denom: "stake", amount: "5000000" },
  });
  const typeUrl = "/cosmos.staking.v1beta1.MsgCreateValidator";
  const body = TxBody.fromPartial({ messages: [{ typeUrl, value: MsgCreateValidator.encode(message).finish() }] });
  const pubkey = encodePubkey(encodeSecp256k1Pubkey(validator.accountPublicKey));
  const authInfo = makeAuthInfoBytes([{ pubkey, sequence: 0 }], [], 200_000, undefined, undefined);
  return makeSignBytes(makeSignDoc(TxBody.encode(body).finish(), authInfo, chainId, 0));
}

test("is signed over the direct-mode bytes with account number and sequence 0", async () => {
  const validator = await createValidator();
  const gentx = await createGentx(validator, "provider-1", "stake");
  const [signature] = gentx.signatures as string[];
  const verify = (chainId: string) =>
    Secp256k1.verifySignature(
      Secp256k1Signature.fromFixedLength(fromBase64(signature ?? "")),
      sha256(signBytes(validator, chainId)),
      validator.accountPublicKey,
    );
  expect(verify("provider-1")).toBe(true);
  expect(verify("provider-2")).toBe(false);
});

test("spells the message as the SDK's JSON does", async () => {
  const gentx = await createGentx(await createValidator(), "provider-1", "stake");
  expect(gentx).toMatchObject({
    body: {
      messages: [
        {
          "@type": "/cosmos.staking.v1beta1.MsgCreateValidator",
          commission: { rate: "0.100000000000000000", max_rate: "1.000000000000000000" },
          validator_address: "cosmosvaloper19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
          pubkey: { "@type": "/cosmos.crypto.ed25519.PubKey", key: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=" },
          value: { denom: "stake", amount: "5000000" },
        },
      ],
    },
    auth_info: { fee: { amount: [], gas_limit: "200000" }, signer_infos: [{ sequence: "0" }] },
  });
});
