import { chartColumns, timeSpan } from "../../../../../src/observer/web/page/packet-chart.js";
import type { VscPacket } from "../../../../../src/observer/web/page/wire.ts";

const packet = (second: number, rest: Partial<VscPacket>): VscPacket => ({
  sequence: "1",
  status: "acknowledged",
  slashAcknowledgements: [],
  sent: { height: "1", time: new Date(second * 1000).toISOString() },
  ...rest,
});

it("places packets where they were sent, oldest first, and those on their way as high as they are old", () => {
  const packets = [
    packet(30, { status: "sent" }),
    packet(20, { status: "received", receivedSeconds: 4 }),
    packet(10, { receivedSeconds: 2, acknowledgedSeconds: 5 }),
  ];
  expect(chartColumns(packets, 37_000)).toEqual([
    [10, 20, 30],
    [2, 4, null],
    [5, null, null],
    [null, null, 7],
  ]);
});

it("leaves out packets whose sending was not seen", () => {
  const { sent: _sent, ...unsent } = packet(1, { receivedSeconds: 1 });
  expect(chartColumns([unsent], 0)).toEqual([[], [], [], []]);
});

it("spans a minute at least, around what there is", () => {
  expect(timeSpan(100, 100)).toEqual([70, 130]);
  expect(timeSpan(100, 150)).toEqual([95, 155]);
  expect(timeSpan(100, 1000)).toEqual([100, 1000]);
  expect(timeSpan(undefined, undefined)).toEqual([0, 60]);
});
