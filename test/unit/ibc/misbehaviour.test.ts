import type { EncodeObject } from "@cosmjs/proto-signing";
import { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { headerMessage } from "../../../src/ibc/header.ts";
import { msgUpdateClient } from "../../../src/ibc/messages.ts";
import { clientHeaders, misbehaviourMessage } from "../../../src/ibc/misbehaviour.ts";
import { encodedTx } from "../relayer/evidence/encoded-tx.ts";

const clientId = "07-tendermint-1";
const header = (height: bigint): Header =>
  Header.fromPartial({ signedHeader: { header: { chainId: "consumer-1", height } } });
const update = (height: bigint, client = clientId): EncodeObject =>
  msgUpdateClient("cosmos1", client, headerMessage(header(height)));
const heights = (tx: Uint8Array): unknown[] =>
  clientHeaders(tx, clientId).map(({ signedHeader }) => signedHeader?.header?.height);

it("the headers that a transaction brings a client come in order", () => {
  expect(heights(encodedTx([update(4n), update(5n, "07-tendermint-2"), update(6n)]))).toEqual([4n, 6n]);
});

it("a misbehaviour brings both of its headers", () => {
  const misbehaviour = Misbehaviour.fromPartial({ clientId, header1: header(7n), header2: header(8n) });
  const message = msgUpdateClient("cosmos1", clientId, misbehaviourMessage(misbehaviour));
  expect(heights(encodedTx([message, update(9n)]))).toEqual([7n, 8n, 9n]);
});

it("messages of other kinds, and of other light clients, bring none", () => {
  const foreign = { typeUrl: "/ibc.lightclients.wasm.v1.ClientMessage", value: new Uint8Array([1]) };
  const send = { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: {} };
  expect(heights(encodedTx([msgUpdateClient("cosmos1", clientId, foreign), send]))).toEqual([]);
});

it("a misbehaviour's powers and times are written right where cosmjs-types writes them wrong", () => {
  const power = 3_000_000_000n;
  const signed = { header: { time: { seconds: 2_500_000_000n, nanos: 5 } } };
  const given = { signedHeader: signed, validatorSet: { validators: [{ votingPower: power }] } };
  const misbehaviour = Misbehaviour.fromPartial({ clientId, header1: given, header2: given });
  const decoded = Misbehaviour.decode(misbehaviourMessage(misbehaviour).value);
  expect(decoded.header1?.validatorSet?.validators[0]?.votingPower).toBe(power);
  expect(decoded.header2?.signedHeader?.header?.time.seconds).toBe(2_500_000_000n);
});
