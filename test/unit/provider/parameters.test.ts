import fc from "fast-check";
import {
  atomicsToDecimal,
  decimalToAtomics,
  durationOfSeconds,
  infractionParametersFromWire,
  infractionParametersToWire,
  initializationParametersFromWire,
  initializationParametersToWire,
  powerShapingFromWire,
  powerShapingToWire,
} from "../../../src/provider/parameters.ts";
import { validConsumer } from "./valid-consumer.ts";

describe("parameters come back from the wire as they went:", () => {
  it("initialization", () => {
    const given = validConsumer.initializationParameters;
    expect(initializationParametersFromWire(initializationParametersToWire(given))).toEqual(given);
    expect(initializationParametersFromWire(undefined)).toBeUndefined();
  });

  it("power shaping", () => {
    const given = validConsumer.powerShapingParameters;
    expect(powerShapingFromWire(powerShapingToWire(given))).toEqual(given);
  });

  it("infractions, each of which may be left out", () => {
    const given = validConsumer.infractionParameters;
    expect(infractionParametersFromWire(infractionParametersToWire(given))).toEqual(given);
    expect(infractionParametersFromWire(infractionParametersToWire({}))).toEqual({});
    expect(infractionParametersFromWire(undefined)).toBeUndefined();
  });

  it("a slash fraction that the chain left empty is 0", () => {
    const wire = { slashFraction: new Uint8Array(), jailDuration: undefined, tombstone: false };
    expect(infractionParametersFromWire({ downtime: wire, doubleSign: undefined })).toEqual({
      downtime: { slashFraction: "0", jailDuration: { seconds: 0n, nanos: 0 }, tombstone: false },
    });
  });
});

describe("durations", () => {
  it("are whole seconds", () => {
    expect(durationOfSeconds(5)).toEqual({ seconds: 5n, nanos: 0 });
    expect(durationOfSeconds(2n ** 40n)).toEqual({ seconds: 2n ** 40n, nanos: 0 });
  });
});

it("decimals have 18 places on the wire", () => {
  expect(decimalToAtomics("0.05")).toBe("50000000000000000");
  expect(atomicsToDecimal("1")).toBe("0.000000000000000001");
  expect(atomicsToDecimal("1000000000000000000")).toBe("1");
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (atomics) => {
      expect(decimalToAtomics(atomicsToDecimal(atomics.toString()))).toBe(atomics.toString());
    }),
  );
});
