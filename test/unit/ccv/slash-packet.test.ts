import { toBase64 } from "@cosmjs/encoding";
import fc from "fast-check";
import { parseConsumerPacket, parseInfraction } from "../../../src/ccv/slash-packet.ts";
import { isIcsError } from "../../../src/errors.ts";
import { jsonBytes, slashPacketJson } from "./packet-bytes.ts";

const address = new Uint8Array(20).fill(3);
const data = {
  validator: { address: toBase64(address), power: "1" },
  valset_update_id: "0",
  infraction: "INFRACTION_TYPE_DOWNTIME",
};
const slash = { type: "CONSUMER_PACKET_TYPE_SLASH", slashPacketData: data };

function codeOf(value: unknown): string {
  try {
    parseConsumerPacket(value instanceof Uint8Array ? value : jsonBytes(value));
    return "parsed";
  } catch (error) {
    return isIcsError(error) ? error.code : `foreign: ${String(error)}`;
  }
}

describe("parseConsumerPacket", () => {
  it("reads a downtime packet as consumers write it", () => {
    expect(parseConsumerPacket(jsonBytes(slash))).toEqual({
      kind: "slash",
      consumerAddressBytes: address,
      power: 1n,
      valsetUpdateId: 0n,
      infraction: "downtime",
    });
  });

  it("reads a double sign, under its old and its new name", () => {
    for (const infraction of ["INFRACTION_TYPE_DOUBLE_SIGN", "INFRACTION_DOUBLE_SIGN", 1]) {
      const packet = parseConsumerPacket(jsonBytes({ ...slash, slashPacketData: { ...data, infraction } }));
      expect(packet).toMatchObject({ infraction: "double-sign" });
    }
  });

  it("reads the historical VSCMatured packet", () => {
    const matured = { type: "CONSUMER_PACKET_TYPE_VSCM", vscMaturedPacketData: { valset_update_id: "42" } };
    expect(parseConsumerPacket(jsonBytes(matured))).toEqual({ kind: "vsc-matured", valsetUpdateId: 42n });
  });

  it.each<[string, unknown]>([
    ["no data", { type: "CONSUMER_PACKET_TYPE_SLASH" }],
    ["an unspecified type", { ...slash, type: "CONSUMER_PACKET_TYPE_UNSPECIFIED" }],
    ["an unknown type", { ...slash, type: "CONSUMER_PACKET_TYPE_MORE" }],
    ["no type", { slashPacketData: data }],
    ["the data of another type", { type: "CONSUMER_PACKET_TYPE_VSCM", slashPacketData: data }],
    ["a matured id of 0", { type: "CONSUMER_PACKET_TYPE_VSCM", vscMaturedPacketData: { valset_update_id: "0" } }],
    ["power 0", { ...slash, slashPacketData: { ...data, validator: { ...data.validator, power: "0" } } }],
    ["an empty address", { ...slash, slashPacketData: { ...data, validator: { address: "", power: "1" } } }],
    ["no infraction", { ...slash, slashPacketData: { ...data, infraction: undefined } }],
    ["an unspecified infraction", { ...slash, slashPacketData: { ...data, infraction: "INFRACTION_UNSPECIFIED" } }],
    ["an inherited name as infraction", { ...slash, slashPacketData: { ...data, infraction: "constructor" } }],
    ["a list", "[1]"],
    ["no JSON", "slash"],
    ["broken UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
  ])("refuses %s", (_name, value) => {
    expect(codeOf(value)).toBe("CCV_PACKET_INVALID");
  });

  it("throws nothing but CCV_PACKET_INVALID for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => codeOf(bytes) === "CCV_PACKET_INVALID"));
    fc.assert(fc.property(fc.json(), (text) => codeOf(text) === "CCV_PACKET_INVALID"));
  });

  it("reads back every slash packet that a consumer could write", () => {
    const packets = fc.record({
      address: fc.uint8Array({ minLength: 20, maxLength: 20 }),
      power: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
      valsetUpdateId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      infraction: fc.constantFrom("downtime" as const, "double-sign" as const),
    });
    fc.assert(
      fc.property(packets, ({ address: consumerAddressBytes, ...rest }) => {
        const bytes = jsonBytes(slashPacketJson({ address: consumerAddressBytes, ...rest }));
        expect(parseConsumerPacket(bytes)).toEqual({ kind: "slash", consumerAddressBytes, ...rest });
      }),
    );
  });
});

describe("parseInfraction", () => {
  it("knows only infractions", () => {
    expect(parseInfraction("INFRACTION_DOWNTIME")).toBe("downtime");
    expect(parseInfraction("toString")).toBeUndefined();
    expect(parseInfraction(0)).toBeUndefined();
  });
});
