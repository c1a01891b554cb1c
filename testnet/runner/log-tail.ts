import { open } from "node:fs/promises";

const tailBytes = 64 * 1024;

/** The last lines of a file, at most `count`, colour codes removed; none where there is no file. */
export async function readLastLines(path: string, count: number): Promise<readonly string[]> {
  const text = await readTail(path);
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines.slice(-count);
}

async function readTail(path: string): Promise<string> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
    return buffer.toString("utf8", 0, bytesRead).replaceAll(/\u001b\[[0-9;]*m/g, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
