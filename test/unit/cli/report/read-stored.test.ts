import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readStored } from "../../../../src/cli/report/read-stored.ts";
import type { ReportRequest } from "../../../../src/cli/report/report-flags.ts";
import { observeStored } from "../../../../src/observer/store/observe-stored.ts";
import { openSqliteStore } from "../../../../src/observer/store/open-sqlite-store.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { collect } from "../../observer/collect.ts";
import { historySources } from "../../observer/fake-sources.ts";

const { signal } = new AbortController();

function request(consumerId?: string): ReportRequest {
  return { source: { kind: "store", store: "" }, consumerId, range: {} };
}

/** A store file that holds the made-up history for each of these consumer ids. */
async function storeOf(folder: string, ...consumerIds: readonly string[]): Promise<string> {
  const path = join(folder, "observed.db");
  await using store = await openSqliteStore({ path });
  for (const consumerId of consumerIds) await collect(observeStored({ consumerId, store, ...historySources() }));
  return path;
}

const newFolder = useTemporaryFolder();

describe("readStored", () => {
  it("reads the only history of a store, and how far it goes", async () => {
    const folder = await newFolder();
    const collector = await readStored(await storeOf(folder, "0"), request(), signal);
    const data = collector.data(new Date());
    expect(data.consumerId).toBe("0");
    expect(data.vscPackets.map(({ status }) => status)).toEqual(["acknowledged", "acknowledged"]);
    expect(data.slashRequests).toHaveLength(1);
  });

  it("wants to know which consumer where there are several", async () => {
    const folder = await newFolder();
    const path = await storeOf(folder, "0", "1");
    const error = await rejection("CONFIG_INVALID", readStored(path, request(), signal));
    expect(error.message).toContain("consumers 0 of provider-1, 1 of provider-1");
    expect((await readStored(path, request("1"), signal)).data(new Date()).consumerId).toBe("1");
    await rejection("CONFIG_INVALID", readStored(path, request("9"), signal));
  });

  it("makes no store where there is none", async () => {
    const folder = await newFolder();
    await rejection("OBSERVER_STORE_FAILED", readStored(join(folder, "none.db"), request(), signal));
    await rejection("OBSERVER_STORE_FAILED", readStored(folder, request(), signal));
    expect(await readdir(folder)).toEqual([]);
  });

  it("ends with the reason of its signal", async () => {
    const folder = await newFolder();
    const path = await storeOf(folder, "0");
    await expect(readStored(path, request(), AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
