import { writeFile } from "node:fs/promises";
import { IcsError } from "../errors.ts";

/** Writes a file that was not there. @throws CONFIG_INVALID */
export async function writeNewFile(path: string, text: string, mode: number): Promise<void> {
  await writeFile(path, text, { flag: "wx", mode }).catch((error: NodeJS.ErrnoException) => {
    const got = error.code === "EEXIST" ? `${path}, which exists` : `${path}, which cannot be written (${error.code})`;
    throw new IcsError("CONFIG_INVALID", `Cannot write ${got}\nGive the path of a new file.`, {
      problems: [{ name: "file", got, wanted: "the path of a new file" }],
    });
  });
}
