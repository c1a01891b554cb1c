import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NodeSpec } from "../../testnet/runner/runner.ts";

/** What a fake node does; nothing runs but a script. */
export interface FakeNode {
  readonly folder: string;
  /** Body of a POSIX shell script; `$HOME_FOLDER` is the node's home. Default: a node that answers `/status`. */
  readonly shell?: string;
  readonly port?: number;
  readonly name?: string;
  /** Written to stderr before the answering node starts. */
  readonly complains?: string;
  /** Makes the answering node ignore SIGTERM. */
  readonly ignoresTerm?: boolean;
  /** What the answering node says it is. Default `fake-1`. */
  readonly chainId?: string;
  /** Height that the answering node reports. Default 1. */
  readonly height?: number;
}

/** Writes an executable that stands in for a chain binary, and the spec of a node that runs it. */
export async function writeFakeNode(fake: FakeNode): Promise<NodeSpec> {
  const name = fake.name ?? "fake";
  const home = join(fake.folder, name);
  await mkdir(home, { recursive: true });
  const binary = join(fake.folder, `${name}.sh`);
  const complaint = fake.complains === undefined ? "" : `echo "${fake.complains}" >&2\n`;
  const script = fake.shell ?? `${complaint}exec "${process.execPath}" -e '${answeringServer(fake)}' "$HOME_FOLDER"`;
  await writeFile(binary, `#!/bin/sh\nHOME_FOLDER=$3\n${script}\n`);
  await chmod(binary, 0o755);
  const ports = { rpc: fake.port ?? 1, p2p: 2 };
  return {
    name: `fake-1/${name}`,
    chainId: "fake-1",
    nodeId: `id-${name}`,
    binary,
    home,
    placement: { name, listenHost: "127.0.0.1", ports, peers: [], outside: { host: "127.0.0.1", ports } },
    logPath: join(home, "node.log"),
  };
}

function answeringServer({ ignoresTerm, port, chainId = "fake-1", height = 1, name = "fake" }: FakeNode): string {
  const status = {
    result: {
      response: { last_block_height: String(height) },
      node_info: { network: chainId, id: `id-${name}` },
      sync_info: { latest_block_height: String(height), latest_block_time: "2030-01-01T00:00:00Z" },
    },
  };
  const onTerm = ignoresTerm ? `process.on("SIGTERM", () => console.log("not now"));` : "";
  const answer = JSON.stringify(JSON.stringify(status));
  return `${onTerm} require("node:http").createServer((_, r) => r.end(${answer})).listen(${port}, "127.0.0.1")`;
}
