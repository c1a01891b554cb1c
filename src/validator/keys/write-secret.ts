import { open, rename, rm } from "node:fs/promises";

/** Writes a file that only its owner can read: all of it or nothing, and on the disk before this resolves. */
export async function writeSecret(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
