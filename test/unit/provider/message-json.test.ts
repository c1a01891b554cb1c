import { fromBase64, toBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import fc from "fast-check";
import * as tx from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { createProviderAminoConverters, createProviderAminoTypes } from "../../../src/provider/aminomessages.ts";
import { providerMessages } from "../../../src/provider/message-json.ts";
import { msgCreateConsumer } from "../../../src/provider/messages.ts";
import { providerRegistryTypes } from "../../../src/provider/registry.ts";
import { providerMessageArbitraries } from "../../support/arbitraries/messages.ts";
import { thrown } from "../../support/comet-fixtures.ts";
import { decodedDoubleVote } from "../../support/recorded-double-vote.ts";
import { validConsumer } from "./valid-consumer.ts";

/** What the chain gets. */
const written = (message: EncodeObject): string => toBase64(providerMessages.encode(message).value);
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What amino cannot say, brought to what it can: line separators, and durations that could leave an int64. */
function sayable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[\u2028\u2029]/g, "");
  if (typeof value === "bigint" || typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(sayable);
  const entries = Object.entries(value).map(([key, field]) => [key, sayable(field)]);
  if ("nanos" in value && "seconds" in value) entries.push(["seconds", BigInt(`${value.seconds}`) % 9_223_372_035n]);
  return Object.fromEntries(entries);
}

const named = providerMessageArbitraries.map((message): [string, typeof message] => {
  const [sample] = fc.sample(message, 1);
  return [sample?.typeUrl ?? "", message];
});

it.each(named)("%s comes back from a transaction file as the same bytes", (_typeUrl, messages) => {
  fc.assert(
    fc.property(messages, (message) => {
      const again = providerMessages.fromJson(throughJson(providerMessages.toJson(message)));
      expect(written(again)).toBe(written(message));
    }),
    { numRuns: 40 },
  );
});

it.each(named.filter(([typeUrl]) => !/DoubleVoting|Misbehaviour/.test(typeUrl)))(
  "%s comes back from amino JSON as the same bytes",
  (typeUrl, messages) => {
    const aminoTypes = createProviderAminoTypes();
    fc.assert(
      fc.property(messages, ({ value }) => {
        const message = { typeUrl, value: sayable(value) };
        const amino = aminoTypes.toAmino(message);
        expect(amino.type).toBe(typeUrl);
        const signed = throughJson(amino) as typeof amino;
        expect(written(aminoTypes.fromAmino(signed))).toBe(written(message));
      }),
      { numRuns: 40 },
    );
  },
);

it("every message of the module has a converter", () => {
  expect(Object.keys(createProviderAminoConverters())).toEqual(
    expect.arrayContaining(providerRegistryTypes.map(([typeUrl]) => typeUrl)),
  );
});

describe("evidence", () => {
  const duplicateVoteEvidence = decodedDoubleVote();
  const key = { address: new Uint8Array([1]), pubKey: { ed25519: new Uint8Array(32) }, votingPower: 5n };
  const header = Header.fromPartial({
    signedHeader: { header: { chainId: "c-1", height: 9n }, commit: { height: 9n, signatures: [{ blockIdFlag: 2 }] } },
    validatorSet: { validators: [key], proposer: key },
  });
  const consumerId = "7";
  const doubleVote = { submitter: "cosmos1s", duplicateVoteEvidence, infractionBlockHeader: header, consumerId };
  const misbehaviour = Misbehaviour.fromPartial({ clientId: "07-tendermint-1", header1: header, header2: header });
  const rows: ReadonlyArray<[string, EncodeObject, RegExp]> = [
    ["a double vote", { typeUrl: tx.MsgSubmitConsumerDoubleVoting.typeUrl, value: doubleVote }, /vote_a: got a vote/],
    [
      "misbehaviour",
      { typeUrl: tx.MsgSubmitConsumerMisbehaviour.typeUrl, value: { submitter: "s", misbehaviour, consumerId } },
      /header_1.validator_set.validators.0.pub_key: got a consensus key/,
    ],
  ];

  it.each(rows)("of %s is kept in a transaction file, and refused as amino", (_what, message, reason) => {
    const json = throughJson(providerMessages.toJson(message));
    expect(written(providerMessages.fromJson(json))).toBe(written(message));
    const refused = thrown("TX_AMINO_UNSUPPORTED", () => createProviderAminoTypes().toAmino(message));
    expect(refused.context.reason).toMatch(reason);
  });

  it("is written as the chain writes it", () => {
    const [[, message] = ["", { typeUrl: "", value: {} }]] = rows;
    expect(providerMessages.toJson(message)).toMatchObject({
      duplicate_vote_evidence: { vote_a: { type: "SIGNED_MSG_TYPE_PRECOMMIT" } },
      infraction_block_header: {
        signed_header: { commit: { signatures: [{ block_id_flag: "BLOCK_ID_FLAG_COMMIT" }] } },
        validator_set: { validators: [{ address: "AQ==", pub_key: { ed25519: toBase64(new Uint8Array(32)) } }] },
      },
    });
    expect(fromBase64("AQ==")).toEqual(key.address);
  });
});

it("the provider's default jail for a double sign cannot be signed as amino: the chain could not verify it", () => {
  const message = msgCreateConsumer(validConsumer);
  const refused = thrown("TX_AMINO_UNSUPPORTED", () => createProviderAminoTypes().toAmino(message));
  expect(refused.context).toEqual({
    typeUrl: tx.MsgCreateConsumer.typeUrl,
    reason: expect.stringMatching(/^infraction_parameters.double_sign.jail_duration: got 9223372036.854775807s/),
  });
});
