import { gasFor } from "../../../src/relayer/gas.ts";

const message = (typeUrl: string, value: unknown = {}) => ({ typeUrl, value });

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
