import { syntheticPair } from "../../bench/observe/synthetic-pair.ts";
import { storeBlocks } from "../../src/observer/store/observe-stored.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../../src/observer/store/open-sqlite-store.ts";

/** Observes a synthetic pair into a store, and tells a line for each block that was kept, and how it ended. */
const place = process.env.STORE ?? "";
const isUrl = place.startsWith("postgres:");
try {
  await using store = await (isUrl ? openPostgresStore({ connectionString: place }) : openSqliteStore({ path: place }));
  for await (const { cursor } of storeBlocks({ ...syntheticPair(0, Number(process.env.BLOCKS)), store })) {
    process.stdout.write(`kept ${cursor.height}\n`);
  }
  process.stdout.write("whole\n");
} catch (error) {
  process.stdout.write(`${JSON.stringify(error)}\n`);
}
