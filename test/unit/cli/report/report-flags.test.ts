import { parseReportFlags } from "../../../../src/cli/report/report-flags.ts";
import { thrown } from "../../../support/comet-fixtures.ts";

const chains = { provider: "http://127.0.0.1:1", consumer: "http://127.0.0.1:2" };

describe("parseReportFlags", () => {
  it("takes a store, or the nodes of both chains", () => {
    expect(parseReportFlags({ store: "observed.db", out: "report.html" })).toEqual({
      source: { kind: "store", store: "observed.db" },
      consumerId: undefined,
      range: { from: {}, to: {} },
    });
    expect(parseReportFlags({ ...chains, json: true }).source).toEqual({ kind: "chains", ...chains });
  });

  it("takes a provider alone where the consumer is named", () => {
    const { source, consumerId } = parseReportFlags({ provider: chains.provider, consumerId: "3", json: true });
    expect(source).toEqual({ kind: "chains", provider: chains.provider, consumer: undefined });
    expect(consumerId).toBe("3");
  });

  it.each([
    ["120", { provider: 120n, consumer: 120n }],
    ["provider:120", { provider: 120n }],
    ["provider:120,consumer:80", { provider: 120n, consumer: 80n }],
  ])("takes %s as heights", (from, expected) => {
    expect(parseReportFlags({ ...chains, json: true, from }).range.from).toEqual(expected);
  });

  it("names every problem at once", () => {
    const error = thrown("CONFIG_INVALID", () =>
      parseReportFlags({ provider: "ftp://x", consumerId: "first", from: "-1", to: "provider:1,provider:2" }),
    );
    expect(error.context.problems.map(({ name }) => name)).toEqual([
      "--provider",
      "--out",
      "--consumer-id",
      "--from",
      "--to",
    ]);
  });

  it("repeats no password of an address", () => {
    const error = thrown("CONFIG_INVALID", () =>
      parseReportFlags({ ...chains, provider: "http://u:secret@x", json: true }),
    );
    expect(JSON.stringify(error.context) + error.message).not.toContain("secret");
  });

  it.each([
    ["--consumer", { provider: chains.provider, json: true }],
    ["--provider", { json: true }],
    ["--store", { store: "a.db", ...chains, json: true }],
    ["--to", { ...chains, json: true, from: "9", to: "consumer:8" }],
    ["--from", { ...chains, json: true, from: "1e3" }],
  ])("refuses what %s lacks", (name, flags) => {
    const error = thrown("CONFIG_INVALID", () => parseReportFlags(flags));
    expect(error.context.problems.map((problem) => problem.name)).toEqual([name]);
  });
});
