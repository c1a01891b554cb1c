import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isIcsError } from "../../../../src/errors.ts";
import { type ObservedBlock, observeBlocks } from "../../../../src/observer/observe.ts";
import type { Subject } from "../../../../src/observer/store/observation-store.ts";
import { SqliteStore } from "../../../../src/observer/store/sqlite-store.ts";
import { collect } from "../collect.ts";
import { historySources } from "../fake-sources.ts";

const subject: Subject = { providerChainId: "provider-1", consumerId: "0" };

/** The reason of a store's failure, and what could not be done. */
async function failure(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (isIcsError(error, "OBSERVER_STORE_FAILED")) return `${error.context.operation}: ${error.context.reason}`;
    throw error;
  }
  return "none";
}

describe("SqliteStore", () => {
  let folder: string;
  let path: string;
  let blocks: ObservedBlock[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "icskit-sqlite-"));
    path = join(folder, "observer.sqlite");
    blocks = await collect(observeBlocks({ consumerId: "0", ...historySources() }));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keeps all that was stored before the disk was full, and goes on when there is room", async () => {
    const events = blocks.flatMap((block) => block.events).slice(0, 1);
    const block = blocks.find(({ chain }) => chain === "provider");
    if (block === undefined) throw new Error("no block");
    const grown = (height: bigint) => {
      const many = Array.from({ length: 20 }, () => events).flat();
      return { ...block, events: many, cursor: { ...block.cursor, height } } as ObservedBlock;
    };
    let last = 0n;
    {
      await using store = await SqliteStore.open({ path, maxBytes: 100_000 });
      const fill = async (): Promise<void> => {
        for (let height = 1n; ; height += 1n) {
          await store.append(subject, grown(height));
          last = height;
        }
      };
      expect(await failure(fill)).toBe("append a block: full");
      expect((await store.cursor(subject))?.provider?.height).toBe(last);
    }
    await using store = await SqliteStore.open({ path });
    await store.append(subject, grown(last + 1n));
    expect(await collect(store.events(subject))).toHaveLength(Number(last + 1n) * 20);
  });

  it("reads beside the writer, and writes nothing where it is to read only", async () => {
    await using writer = await SqliteStore.open({ path });
    await using reader = await SqliteStore.open({ path, readOnly: true });
    for (const block of blocks) await writer.append(subject, block);
    expect((await collect(reader.events(subject))).length).toBe(blocks.flatMap(({ events }) => events).length);
    const [block] = blocks;
    if (block === undefined) throw new Error("no block");
    expect(await failure(() => reader.append({ ...subject, consumerId: "1" }, block))).toBe(
      "append a block: read-only",
    );
  });

  it("refuses files that are none of its own, and leaves them as they are", async () => {
    await writeFile(path, "this is a text, and long enough that nobody takes it for an empty file".repeat(20));
    expect(await failure(() => SqliteStore.open({ path }))).toBe("be opened: not-a-store");
    const foreign = join(folder, "foreign.sqlite");
    const database = new DatabaseSync(foreign);
    database.exec("CREATE TABLE accounts (name TEXT)");
    expect(await failure(() => SqliteStore.open({ path: foreign }))).toBe("be opened: not-a-store");
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()).toMatchObject({ n: 1 });
    database.close();
  });

  it("refuses a file of a newer version", async () => {
    await (await SqliteStore.open({ path })).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(await failure(() => SqliteStore.open({ path }))).toBe("be opened: newer-version");
  });

  it("says where a file cannot be made", async () => {
    expect(await failure(() => SqliteStore.open({ path: join(folder, "none", "observer.sqlite") }))).toBe(
      "be opened: unavailable",
    );
    expect(await failure(() => SqliteStore.open({ path: folder }))).toBe("be opened: unavailable");
  });

  it("fails with a reason after it was closed, however often", async () => {
    const store = await SqliteStore.open({ path });
    await store.close();
    await store.close();
    expect(await failure(() => store.cursor(subject))).toBe("read a cursor: closed");
  });

  it("takes no input for SQL", async () => {
    await using store = await SqliteStore.open({ path });
    const [block] = blocks;
    if (block === undefined) throw new Error("no block");
    const odd = { providerChainId: "x'); DROP TABLE event; --", consumerId: "0'" };
    await store.append(odd, block);
    expect(await store.subjects()).toEqual([odd]);
    expect(await collect(store.events(odd))).toHaveLength(block.events.length);
  });
});
