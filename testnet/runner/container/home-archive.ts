import { mkdir } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tar from "tar-fs";
import { withRoom } from "../../disk-full.ts";

/** The folder of a node's home inside its container. */
export const containerHome = "/node";

/** Containers run as this user, whatever their image says: nobody in particular, and never root. */
export const containerUser = 65_532;

const segment = containerHome.slice(1);

/** A folder as an archive for a container's root, owned by the container's user. */
export function packHome(folder: string): Readable {
  const archive = tar.pack(folder, {
    map: (header) => ({
      ...header,
      name: header.name === "." ? segment : `${segment}/${header.name}`,
      uid: containerUser,
      gid: containerUser,
    }),
  });
  return Readable.from(archive);
}

/** Writes an archive of a container's home into a folder of this machine, owned by this user. @throws TESTNET_DISK_FULL */
export async function unpackHome(archive: NodeJS.ReadableStream, folder: string): Promise<void> {
  await withRoom("a node's home", folder, async () => {
    await mkdir(folder, { recursive: true });
    const extract = tar.extract(folder, {
      strip: 1,
      map: (header) => ({ ...header, uid: process.getuid?.() ?? header.uid, gid: process.getgid?.() ?? header.gid }),
    });
    await pipeline(archive, extract);
  });
}
