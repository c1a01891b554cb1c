import { readFileSync } from "node:fs";
import { fromHex, fromUtf8, toBase64 } from "@cosmjs/encoding";
import fc from "fast-check";
import { encodeVscPacket, parseVscPacket } from "../../../src/ccv/vsc-packet.ts";
import { isIcsError } from "../../../src/errors.ts";
import { jsonBytes, vscPacketJson } from "./packet-bytes.ts";

const recorded = readFileSync("test/fixtures/observer/downtime-v7.0.1.json", "utf8");
const key = new Uint8Array(32).fill(7);
const update = { pub_key: { ed25519: toBase64(key) }, power: "50007" };
const packet = {
  validator_updates: [update],
  valset_update_id: "93",
  slash_acks: ["consumervalcons1px0zkz2cxvc6lh34uhafveea9jnaagckmrlsye"],
};

function parse(value: unknown) {
  return parseVscPacket(jsonBytes(value));
}

function codeOf(bytes: Uint8Array): string {
  try {
    parseVscPacket(bytes);
    return "parsed";
  } catch (error) {
    return isIcsError(error) ? error.code : `foreign: ${String(error)}`;
  }
}

describe("parseVscPacket", () => {
  it("reads what a provider writes", () => {
    expect(parse(packet)).toEqual({
      valsetUpdateId: 93n,
      validatorUpdates: [{ pubkey: key, power: 50007n }],
      slashAcknowledgements: packet.slash_acks,
    });
  });

  it("keeps removals as power 0 and the provider's order", () => {
    const other = { pub_key: { ed25519: toBase64(new Uint8Array(32).fill(9)) }, power: "0" };
    const { validatorUpdates } = parse({ ...packet, validator_updates: [other, update] });
    expect(validatorUpdates.map(({ power }) => power)).toEqual([0n, 50007n]);
  });

  it("keeps 64-bit integers exact", () => {
    const big = parse({
      ...packet,
      valset_update_id: "18446744073709551615",
      validator_updates: [{ ...update, power: "9223372036854775807" }],
    });
    expect(big.valsetUpdateId).toBe(18446744073709551615n);
    expect(big.validatorUpdates[0]?.power).toBe(9223372036854775807n);
  });

  it("takes absent slash acknowledgements as none", () => {
    expect(parse({ ...packet, slash_acks: undefined }).slashAcknowledgements).toEqual([]);
    expect(parse({ ...packet, slash_acks: null }).slashAcknowledgements).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["an id of 0", { ...packet, valset_update_id: "0" }],
    ["a missing id", { validator_updates: [], slash_acks: [] }],
    ["an id above 64 bits", { ...packet, valset_update_id: "18446744073709551616" }],
    ["an inexact number", { ...packet, valset_update_id: 2 ** 60 }],
    ["a fraction", { ...packet, valset_update_id: "1.5" }],
    ["hexadecimal", { ...packet, valset_update_id: "0x1f" }],
    ["nil updates", { ...packet, validator_updates: null }],
    ["a negative power", { ...packet, validator_updates: [{ ...update, power: "-1" }] }],
    ["a short key", { ...packet, validator_updates: [{ ...update, pub_key: { ed25519: "AAAA" } }] }],
    ["a key that is not ed25519", { ...packet, validator_updates: [{ ...update, pub_key: { secp256k1: "AAAA" } }] }],
    ["bad base64", { ...packet, validator_updates: [{ ...update, pub_key: { ed25519: "***" } }] }],
    ["an unknown field", { ...packet, more: 1 }],
    ["another packet", { type: "CONSUMER_PACKET_TYPE_SLASH" }],
    ["no object", "[]"],
    ["null", "null"],
    ["no JSON", "{"],
    ["nothing", ""],
  ])("refuses %s", (_name, value) => {
    expect(codeOf(jsonBytes(value))).toBe("CCV_PACKET_INVALID");
  });

  it("says which field is wrong", () => {
    expect(() => parse({ ...packet, valset_update_id: "x" })).toThrow(/Invalid VSC packet: valset_update_id/);
  });

  it("throws nothing but CCV_PACKET_INVALID for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => codeOf(bytes) === "CCV_PACKET_INVALID"));
    fc.assert(fc.property(fc.json(), (text) => codeOf(jsonBytes(text)) === "CCV_PACKET_INVALID"));
  });

  it("reads back every packet that a provider could write", () => {
    const updates = fc.array(
      fc.record({
        pubkey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        power: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      }),
    );
    const packets = fc.record({
      valsetUpdateId: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
      validatorUpdates: updates,
      slashAcknowledgements: fc.array(fc.string()),
    });
    fc.assert(fc.property(packets, (value) => expect(parse(vscPacketJson(value))).toEqual(value)));
  });
});

describe("encodeVscPacket", () => {
  it("writes the bytes that a real provider sent", () => {
    const sent = [...recorded.matchAll(/"packet_data_hex",\s*"([0-9a-f]+)"\],\s*\["packet_timeout_height"/g)]
      .map(([, hex = ""]) => fromHex(hex))
      .filter((data) => fromUtf8(data).startsWith('{"validator_updates"'));
    expect(sent.length).toBeGreaterThan(2);
    for (const data of sent) expect(fromUtf8(encodeVscPacket(parseVscPacket(data)))).toBe(fromUtf8(data));
  });

  it("is read back as it was given", () => {
    const updates = fc.record({
      pubkey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      power: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    });
    const any = fc.record({
      valsetUpdateId: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
      validatorUpdates: fc.array(updates),
      slashAcknowledgements: fc.array(fc.string()),
    });
    fc.assert(fc.property(any, (given) => expect(parseVscPacket(encodeVscPacket(given))).toEqual(given)));
  });
});
