import { parseAcknowledgement, parseSlashVerdict, parseVscVerdict } from "../../../src/ccv/acknowledgement.ts";
import { isIcsError } from "../../../src/errors.ts";
import { jsonBytes } from "./packet-bytes.ts";

const refusal = { error: "ABCI code: 1: error handling packet: see events for details" };

function codeOf(parse: () => unknown): string {
  try {
    parse();
    return "parsed";
  } catch (error) {
    return isIcsError(error) ? error.code : "foreign";
  }
}

describe("parseAcknowledgement", () => {
  it("tells results from errors", () => {
    expect(parseAcknowledgement(jsonBytes({ result: "AQ==" }))).toEqual({ kind: "result", result: Uint8Array.of(1) });
    expect(parseAcknowledgement(jsonBytes(refusal))).toEqual({ kind: "error", error: refusal.error });
  });

  it.each(["{}", "null", "", '{"result":1}', '{"result":"AQ==","error":"x"}', '{"result":"%"}', '{"other":""}'])(
    "refuses %s",
    (text) => {
      expect(codeOf(() => parseAcknowledgement(jsonBytes(text)))).toBe("CCV_PACKET_INVALID");
    },
  );
});

describe("parseVscVerdict", () => {
  it("takes any result as accepted, as the provider does", () => {
    expect(parseVscVerdict(jsonBytes({ result: "AQ==" }))).toEqual({ kind: "accepted" });
    expect(parseVscVerdict(jsonBytes({ result: "" }))).toEqual({ kind: "accepted" });
  });

  it("keeps the text of an error", () => {
    expect(parseVscVerdict(jsonBytes(refusal))).toEqual({ kind: "error", error: refusal.error });
  });
});

describe("parseSlashVerdict", () => {
  it.each([
    ["AQ==", "v1"],
    ["Ag==", "handled"],
    ["Aw==", "bounced"],
  ])("reads the result %s as %s", (result, kind) => {
    expect(parseSlashVerdict(jsonBytes({ result }))).toEqual({ kind });
  });

  it("keeps the text of an error", () => {
    expect(parseSlashVerdict(jsonBytes(refusal))).toEqual({ kind: "error", error: refusal.error });
  });

  it.each(["", "BA==", "AgM=", "AA=="])("refuses the result %p, as a consumer does", (result) => {
    expect(codeOf(() => parseSlashVerdict(jsonBytes({ result })))).toBe("CCV_PACKET_INVALID");
  });
});
