import { GasMeter, gasFor } from "../../../../src/relayer/packets/gas.ts";

const message = (typeUrl: string, value: unknown = {}) => ({ typeUrl, value });
const receive = (destinationPort: string) =>
  message("/ibc.core.channel.v1.MsgRecvPacket", { packet: { destinationPort } });

it("is what each message may take, above what any transaction takes", () => {
  expect(gasFor([])).toBe(150_000);
  expect(gasFor([message("/other")])).toBe(550_000);
  expect(gasFor([message("/ibc.core.channel.v1.MsgRecvPacket")])).toBe(1_050_000);
  expect(gasFor([message("/other"), message("/ibc.core.channel.v1.MsgAcknowledgement")])).toBe(950_000);
});

it("grows with the bytes of a message, nested ones included", () => {
  const value = { proof: new Uint8Array(100), packet: { data: new Uint8Array(1_000), sequence: 5n }, none: null };
  expect(gasFor([message("/other", value)]) - gasFor([message("/other")])).toBe(30 * 1_100);
});

describe("a meter", () => {
  it("keeps above the most that a kind of transaction has used lately, in proportion", () => {
    const meter = new GasMeter();
    expect(meter.limit([receive("consumer")])).toBe(1_050_000);
    meter.succeeded([receive("consumer")], 210_000n);
    meter.succeeded([receive("consumer")], 105_000n);
    expect(meter.limit([receive("consumer")])).toBe(Math.ceil(1_050_000 * 0.2 * 1.3) + 60_000);
    expect(meter.limit([receive("consumer"), receive("consumer")])).toBe(Math.ceil(1_950_000 * 0.2 * 1.3) + 60_000);
    for (let count = 0; count < 20; count += 1) meter.succeeded([receive("consumer")], 105_000n);
    expect(meter.limit([receive("consumer")])).toBe(Math.ceil(1_050_000 * 0.1 * 1.3) + 60_000);
  });

  it("lets a small transaction take more than others of its kind did in proportion", () => {
    const meter = new GasMeter();
    // On a chain with one validator 89,687 were used, and then 116,939.
    meter.succeeded([receive("consumer")], 89_687n);
    expect(meter.limit([receive("consumer")])).toBeGreaterThan(150_000);
  });

  it("keeps the messages of other modules apart", () => {
    const meter = new GasMeter();
    meter.succeeded([receive("consumer")], 210_000n);
    expect(meter.limit([receive("transfer")])).toBe(1_050_000);
    expect(meter.limit([receive("consumer"), receive("transfer")])).toBe(1_950_000);
  });

  it("forgets what it learned when a limit was too low, and allows more each time", () => {
    const meter = new GasMeter();
    meter.succeeded([receive("consumer")], 210_000n);
    meter.tooLow();
    expect(meter.limit([receive("consumer")])).toBe(1_575_000);
    expect(meter.isExhausted).toBe(false);
    meter.tooLow();
    expect(meter.limit([receive("consumer")])).toBe(2_362_500);
    meter.succeeded([receive("consumer")], 1_050_000n);
    expect(meter.limit([receive("consumer")])).toBe(1_425_000);
  });

  it("is exhausted where that does not help, until a transaction has succeeded", () => {
    const meter = new GasMeter();
    for (let failures = 0; failures < 9; failures += 1) meter.tooLow();
    expect(meter.isExhausted).toBe(true);
    expect(meter.limit([receive("consumer")])).toBe(2_362_500);
    meter.succeeded([receive("consumer")], 10_500_000n);
    expect(meter.isExhausted).toBe(false);
    expect(meter.limit([receive("consumer")])).toBe(13_710_000);
  });
});
