import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isIcsError, pollUntil } from "../../src/index.ts";
import { findBinary } from "../../testnet/binaries.ts";
import type { NodeBinary } from "../../testnet/binary-defaults.ts";
import { connectEngine } from "../../testnet/runner/container/engine.ts";
import { findImage, packBinary } from "../../testnet/runner/container/find-image.ts";
import { labelNames, runLabels } from "../../testnet/runner/container/labels.ts";
import { removeLeftovers } from "../../testnet/runner/container/removal.ts";
import { describeWithEngine } from "../support/container-engine.ts";
import { buildFakeChain, buildForeignChain } from "../support/fake-chain.ts";
import { RunnerBench, removeFakeImages } from "../support/node-runners.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no failure",
    (error: unknown) => (isIcsError(error) ? error.code : error),
  );

describeWithEngine("with a real container engine", () => {
  let binary: NodeBinary;

  async function benchOf(chain: NodeBinary): Promise<RunnerBench> {
    return new RunnerBench(chain, await temporaryFolder(), randomBytes(4).toString("hex"));
  }

  beforeAll(async () => {
    binary = await packBinary(await buildFakeChain(await temporaryFolder()));
  });

  afterAll(removeFakeImages);

  test("an image that is nowhere is said as such", async () => {
    expect(await codeOf(findImage("localhost:1/icskit/no-such-image:1", undefined))).toBe("TESTNET_IMAGE_MISSING");
  });

  test("an image is made once, and found again", async () => {
    const chain = await buildFakeChain(await temporaryFolder());
    const first = await packBinary(chain);
    const { dockerode } = (await connectEngine()).client.container;
    const info = await dockerode.getImage(first.image ?? "").inspect();
    expect(info.Config).toMatchObject({
      User: "65532:65532",
      Labels: { [labelNames.packed]: chain.stamp, "org.opencontainers.image.version": chain.version },
    });
    await packBinary(chain);
    expect((await dockerode.getImage(first.image ?? "").inspect()).Created).toBe(info.Created);
  });

  test("a binary that is not in the image is said as such", async () => {
    await using bench = await benchOf({ ...binary, path: "/bin/nothing" });
    expect(await codeOf(bench.start())).toBe("TESTNET_BINARY_MISSING");
  });

  test("an image for another processor is said as such", async () => {
    const other = process.arch === "arm64" ? "amd64" : "arm64";
    await using bench = await benchOf(await packBinary(await buildForeignChain(await temporaryFolder(), other)));
    expect(await codeOf(bench.start())).toBe("TESTNET_IMAGE_PLATFORM");
    expect(await codeOf(bench.initHome(await temporaryFolder()))).toBe("TESTNET_IMAGE_PLATFORM");
  });

  test("a node that uses more memory than it may is told apart", async () => {
    await using bench = await benchOf(binary);
    const [spec] = await bench.place();
    const died = Promise.withResolvers<Error>();
    const limited = spec && { ...spec, limits: { memoryMiB: 64 } };
    await bench.start(["--memory", "200"], { onNodeExit: died.resolve }, limited);
    const error = await died.promise;
    expect(error).toMatchObject({ code: "TESTNET_NODE_EXITED", context: { signal: "SIGKILL" } });
    expect(error.message).toContain("limits.memoryMiB");
    // Podman does not tell it with cgroup v1.
    const outOfMemory = (await connectEngine()).publishesFromAll ? {} : { outOfMemory: true };
    expect(error).toMatchObject({ context: outOfMemory });
  });

  test("limits reach the container", async () => {
    await using bench = await benchOf(binary);
    const [spec] = await bench.place();
    await bench.start([], {}, spec && { ...spec, limits: { memoryMiB: 128, cpus: 0.5 } });
    const { dockerode } = (await connectEngine()).client.container;
    const filters = { label: [`${labelNames.run}=${bench.runId}`] };
    const [container] = await dockerode.listContainers({ filters });
    const { HostConfig, Config } = await dockerode.getContainer(container?.Id ?? "").inspect();
    expect(HostConfig).toMatchObject({ Memory: 128 * 2 ** 20, NanoCpus: 5e8 });
    // Podman lists what ALL stands for.
    const dropped = [["ALL"], expect.arrayContaining(["CHOWN", "NET_RAW", "SETUID"])];
    expect(dropped).toContainEqual(HostConfig.CapDrop);
    expect(Config.User).toBe("65532:65532");
  });

  test("ports are published on this machine only where the engine is on it", async () => {
    await using bench = await benchOf(binary);
    const node = await bench.start();
    const { dockerode } = (await connectEngine()).client.container;
    const [container] = await dockerode.listContainers({ filters: { label: [`${labelNames.run}=${bench.runId}`] } });
    const { hostname, port } = new URL(node.rpcUrl);
    const { publishOn } = await connectEngine();
    // One for each version of IP, where the engine is elsewhere.
    const published = container?.Ports.map(({ PrivatePort, PublicPort }) => `${PrivatePort} ${PublicPort}`);
    expect(new Set(published)).toEqual(new Set([`26657 ${port}`]));
    if (publishOn !== "") expect([container?.Ports[0]?.IP, hostname]).toEqual([publishOn, publishOn]);
  });

  test("what a process left that is gone is removed by the next run", async () => {
    const { client } = await connectEngine();
    const labels = {
      ...runLabels("0dead000"),
      [labelNames.owner]: `${runLabels("")[labelNames.owner]?.split("/")[0]}/999999999`,
    };
    const { dockerode } = client.container;
    await dockerode.createNetwork({ Name: "icskit-0dead000", Labels: labels });
    await dockerode.createContainer({ Image: binary.image, Cmd: ["version"], Labels: labels });
    await removeLeftovers(await connectEngine());
    const filters = { label: [`${labelNames.run}=0dead000`] };
    expect(await dockerode.listContainers({ all: true, filters })).toEqual([]);
    expect(await dockerode.listNetworks({ filters })).toEqual([]);
  });

  test("the stock binaries run in their images, and write the defaults that they write as processes", async () => {
    const stock = await findBinary("cd");
    await using bench = await benchOf(await packBinary(stock));
    const [folder, natively] = [await temporaryFolder(), await temporaryFolder()];
    await bench.runner.initHome(await packBinary(stock), folder);
    await bench.runner.initHome(stock, natively);
    const read = (home: string, file: string) => readFile(join(home, "config", file), "utf8");
    const genesis = async (home: string) => ({ ...JSON.parse(await read(home, "genesis.json")), genesis_time: "" });
    expect(await genesis(folder)).toEqual(await genesis(natively));
    for (const file of ["config.toml", "app.toml"]) expect(await read(folder, file)).toBe(await read(natively, file));
  });

  test("a node's log is followed while it runs", async () => {
    await using bench = await benchOf(binary);
    const node = await bench.start(["--say", "one"]);
    const lines = await pollUntil(
      () => node.lastLogLines(5),
      (found) => found.length >= 2,
      { what: "the log", intervalMs: 20 },
    );
    expect(lines).toContain("one");
  });
});
