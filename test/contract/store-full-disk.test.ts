import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { syntheticPair } from "../../bench/observe/synthetic-pair.ts";
import { isIcsError } from "../../src/errors.ts";
import { toJsonText } from "../../src/observer/json-text.ts";
import { type ObservedBlock, observeBlocks, observeConsumer } from "../../src/observer/observe.ts";
import type { ObserverEvent } from "../../src/observer/observer-event.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../../src/observer/store/open-sqlite-store.ts";
import { linesOf, startObserverChild } from "../support/observer-process.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { collect } from "../unit/observer/collect.ts";

const subject = { providerChainId: "provider-1", consumerId: "0" };
const mayMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
const reason = "a disk can be mounted only where user name spaces are allowed";
/** Where no disk can be mounted it fails if `CI` is set, and else is skipped with the reason. */
const onDisk = mayMount || process.env.CI ? it : it.skip;

describe(`a store on a full disk${mayMount ? "" : `: ${reason}`}`, () => {
  const temporaryFolder = useTemporaryFolder();

  onDisk("loses nothing of a SQLite file, and goes on once there is room", async () => {
    const folder = await temporaryFolder();
    const disk = join(folder, "disk");
    await mkdir(disk);
    const script = `
      disk=${disk}; mount -t tmpfs -o size=300k tmpfs $disk && "$0" "$@" &&
      mount -o remount,size=64m tmpfs $disk && "$0" "$@" && cp $disk/* ${folder}`;
    const wrapper = ["unshare", "-rm", "/bin/sh", "-c", script];
    const lines = await linesOf(startObserverChild({ store: join(disk, "observer.sqlite"), blocks: 200, wrapper }));
    const failures = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    expect(failures).toMatchObject([{ code: "OBSERVER_STORE_FAILED", context: { reason: "full" } }]);
    expect(lines.indexOf(JSON.stringify(failures[0]))).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe("whole");

    await expectWhole(join(folder, "observer.sqlite"), 200);
  });

  onDisk("loses nothing of a SQLite file on a disk that was made read-only, and goes on once it is not", async () => {
    const folder = await temporaryFolder();
    const disk = join(folder, "disk");
    await mkdir(disk);
    const script = `
      disk=${disk}; mount -t tmpfs tmpfs $disk && BLOCKS=20 "$0" "$@" &&
      mount -o remount,ro tmpfs $disk && "$0" "$@" &&
      mount -o remount,rw tmpfs $disk && "$0" "$@" && cp $disk/* ${folder}`;
    const wrapper = ["unshare", "-rm", "/bin/sh", "-c", script];
    const lines = await linesOf(startObserverChild({ store: join(disk, "observer.sqlite"), blocks: 40, wrapper }));
    const ends = lines.filter((line) => !line.startsWith("kept"));
    expect(ends).toEqual(["whole", expect.stringContaining('"reason":"unavailable"'), "whole"]);
    await expectWhole(join(folder, "observer.sqlite"), 40);
  });
});

async function expectWhole(path: string, blocks: number): Promise<void> {
  await using store = await openSqliteStore({ path });
  const stored = await collect(store.events(subject));
  const whole = await collect(observeConsumer(syntheticPair(0, blocks)));
  for (const chain of ["provider", "consumer"] as const) {
    const textOf = (list: readonly ObserverEvent[]) =>
      list.filter((event) => event.chain === chain).map((event) => toJsonText(event));
    expect(textOf(stored.map(({ event }) => event))).toEqual(textOf(whole));
  }
}

if (mayMount || process.env.CI) {
  describeWithPostgres(
    "a PostgreSQL store on a full disk",
    (server) => {
      it("loses nothing, and goes on once there is room", async () => {
        const run = (command: string) => server().query(`COPY (SELECT 1) TO PROGRAM '${command}'`);
        const ballast = join(server().smallDisk, "ballast");
        await server().query(`CREATE TABLESPACE small LOCATION '${server().smallDisk}'`);
        const connectionString = await server().createDatabase("small");
        await using store = await openPostgresStore({ connectionString });
        await run(`cat >/dev/null; head -c 6000000 /dev/zero >${ballast}`);

        const [block] = await collect(observeBlocks({ ...syntheticPair(0, 1) }));
        if (block === undefined) throw new Error("no block");
        const events = Array.from({ length: 500 }, () => block.events).flat();
        const at = (height: bigint) => ({ ...block, events, cursor: { ...block.cursor, height } }) as ObservedBlock;
        let height = 0n;
        const fill = async (): Promise<void> => {
          for (; ; height += 1n) await store.append(subject, at(height + 1n));
        };
        const error = await fill().catch((thrown: unknown) => thrown);
        expect(isIcsError(error, "OBSERVER_STORE_FAILED") && error.context.reason).toBe("full");
        expect(height).toBeGreaterThan(0n);
        expect((await store.cursor(subject))?.[block.chain]?.height).toBe(height);

        await run(`cat >/dev/null; rm ${ballast}`);
        await store.append(subject, at(height + 1n));
        expect(await collect(store.events(subject))).toHaveLength(events.length * Number(height + 1n));
      });
    },
    { smallDiskBytes: 24_000_000 },
  );
}
