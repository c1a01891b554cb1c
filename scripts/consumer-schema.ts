import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchFileJsonSchema } from "../src/cli/consumer/launch-file-schema.ts";

/** Writes the JSON Schema of a consumer's spec file; a test says when it is stale. */
const path = join(import.meta.dirname, "../docs/consumer-spec.schema.json");
await writeFile(path, `${JSON.stringify(launchFileJsonSchema(), undefined, 2)}\n`);
