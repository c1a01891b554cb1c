import { readdir, stat } from "node:fs/promises";
import type { RunningNode } from "../../../testnet/runner/runner.ts";
import { Workspace } from "../../../testnet/workspace.ts";
import { writeFakeNode } from "../../support/fake-node.ts";
import { idleRunner } from "../../support/idle-runner.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const failing = idleRunner(() => new Error("no node here"));

async function create(options: { keep?: boolean } = {}) {
  const parentFolder = await temporaryFolder();
  const workspace = await Workspace.create({ parentFolder, createRunner: () => failing, ...options });
  const left = () => readdir(parentFolder);
  const startNode = async () => workspace.runner.startNode(await writeFakeNode({ folder: workspace.folder }));
  return { workspace, left, startNode };
}

test("each workspace has a folder of its own that only its owner can read", async () => {
  const parentFolder = await temporaryFolder();
  const both = await Promise.all([Workspace.create({ parentFolder }), Workspace.create({ parentFolder })]);
  expect(await readdir(parentFolder)).toHaveLength(2);
  expect((await stat(both[0].folder)).mode & 0o777).toBe(0o700);
  await Promise.all(both.map((workspace) => workspace.close()));
});

describe("the folder", () => {
  test("goes on success", async () => {
    const { workspace, left } = await create();
    expect(await workspace.close()).toBeUndefined();
    expect(await left()).toEqual([]);
  });

  test("stays when something failed after a node was started, and its path is said", async () => {
    const { workspace, left, startNode } = await create();
    await expect(startNode()).rejects.toThrow("no node here");
    expect(await workspace.close({ failed: true })).toBe(workspace.folder);
    expect(await left()).toHaveLength(1);
  });

  test("goes when something failed before any node was started", async () => {
    const { workspace, left } = await create();
    expect(await workspace.close({ failed: true })).toBeUndefined();
    expect(await left()).toEqual([]);
  });

  test.each([
    ["from the beginning", true],
    ["later", false],
  ])("stays where that is asked for %s", async (_when, keep) => {
    const { workspace, left } = await create({ keep });
    if (!keep) workspace.keep();
    expect(await workspace.close()).toBe(workspace.folder);
    expect(await left()).toHaveLength(1);
  });
});

test("closes what talks to nodes first, then the nodes, then their ports, each once", async () => {
  const { workspace } = await create();
  const closed: string[] = [];
  const resource = (name: string) => ({ close: async () => void closed.push(name) });
  workspace.use(resource("port"), "places");
  workspace.use(resource("node") as RunningNode, "nodes");
  workspace.use(resource("client"));
  await Promise.all([workspace.close(), workspace.close()]);
  expect(closed).toEqual(["client", "node", "port"]);
});

test("one failure does not stop the others from closing, and all failures are said", async () => {
  const { workspace } = await create();
  const closed: string[] = [];
  const broken = (message: string) => ({ close: () => Promise.reject(new Error(message)) });
  workspace.use(broken("first"));
  workspace.use(broken("second"), "nodes");
  workspace.use({ close: async () => void closed.push("third") }, "places");
  await expect(workspace.close()).rejects.toMatchObject({ errors: [{ message: "first" }, { message: "second" }] });
  expect(closed).toEqual(["third"]);
});
