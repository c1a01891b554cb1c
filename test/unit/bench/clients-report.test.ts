import { type ClientsBenchResults, clientsReport } from "../../../bench/clients/report.ts";
import { measureVscCodec } from "../../../bench/clients/vsc-codec.ts";

const results: ClientsBenchResults = {
  creation: {
    consumers: 1_000,
    seconds: 2,
    transactions: 10,
    blocks: 2,
    gasPerConsumer: 44_000,
    bytesPerConsumer: 214,
    ownCpuSeconds: 0.5,
  },
  refusalOfTooMany: "request body too large",
  maxBlockGas: undefined,
  listing: { consumers: 1_000, validators: 1_000, seconds: 1, roundTrips: 92, grownMiB: 40 },
  codec: { encodesPerSecond: 8_000, decodesPerSecond: 4_000, packetBytes: 15_723 },
  cli: { rows: 10, createSecondsPerConsumer: 0.6, listSecondsPerConsumer: 1.5, listSecondsOnce: 3 },
};

describe("the report of bench:clients", () => {
  it("begins with the figures of the headline", () => {
    expect(clientsReport(results)).toMatchObject({
      consumersPerSecond: 500,
      listSeconds: 1,
      listRoundTrips: 92,
      listGrownMiB: 40,
      vscEncodesPerSecond: 8_000,
      vscDecodesPerSecond: 4_000,
      details: results,
    });
  });

  it("scales the command line's sample to as many rows, and says so", () => {
    const report = clientsReport(results);
    expect(report.createSpeedupOverCli).toBe(300);
    expect(report.listSpeedupOverCli).toBe(1_503);
    expect(report.speedupOverCli).toBe(701);
    expect(report.notes[0]).toContain("10 consumers; its times are scaled to 1000 and 1000");
  });

  it.each<[string, Partial<ClientsBenchResults>, object]>([
    ["the nodes", {}, { binds: "the nodes' execution", ownCpuShare: 0.25, blockGasShare: undefined }],
    [
      "icskit itself",
      { creation: { ...results.creation, ownCpuSeconds: 1.5 } },
      { binds: "icskit", ownCpuShare: 0.75, blockGasShare: undefined },
    ],
    ["the gas of a block", { maxBlockGas: 30_000_000 }, { binds: "gas of a block", blockGasShare: 0.73 }],
    ["nothing of a block's gas", { maxBlockGas: 300_000_000 }, { binds: "the nodes' execution", blockGasShare: 0.07 }],
  ])("names %s as what binds", (_name, change, limit) => {
    expect(clientsReport({ ...results, ...change }).limit).toMatchObject({
      ...limit,
      perTransaction: "request body too large",
    });
  });
});

it("packets of 180 validators are encoded and decoded for a while", () => {
  const { encodesPerSecond, decodesPerSecond, packetBytes } = measureVscCodec(20);
  expect(Math.min(encodesPerSecond, decodesPerSecond)).toBeGreaterThan(0);
  expect(packetBytes).toBeGreaterThan(15_000);
});
