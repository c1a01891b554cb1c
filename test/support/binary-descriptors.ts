import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import { FileDescriptorProto } from "cosmjs-types/google/protobuf/descriptor";

/** How gogoproto's descriptors begin in a binary: a gzip header without name or time. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
const GZIP_HEADER_LENGTH = 10;
/** Longer than any of them. */
const LONGEST = 65_536;

/** The protobuf files of a package as a chain binary itself registers them, by name. */
export async function binaryDescriptors(path: string, folder: string): Promise<Map<string, FileDescriptorProto>> {
  const binary = await readFile(path);
  const found = new Map<string, FileDescriptorProto>();
  for (let at = binary.indexOf(GZIP_HEADER); at >= 0; at = binary.indexOf(GZIP_HEADER, at + 1)) {
    const start = at + GZIP_HEADER_LENGTH;
    const file = decoded(binary.subarray(start, start + LONGEST));
    if (file?.name.startsWith(folder)) found.set(file.name, file);
  }
  return found;
}

/** Undefined for what only begins like a descriptor. */
function decoded(bytes: Uint8Array): FileDescriptorProto | undefined {
  try {
    return FileDescriptorProto.decode(inflateRawSync(bytes));
  } catch {
    return undefined;
  }
}
