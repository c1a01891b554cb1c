import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { binaryNames, pinnedModuleDirectory } from "../../../testnet/binary-name.ts";
import { goBuildArguments, parseRequiredModule } from "../../../testnet/go.ts";

const root = join(import.meta.dirname, "../../..");

const read = async (path: string): Promise<string> =>
  (await readFile(join(root, path), "utf8")).replaceAll(/\\\n\s*/g, "");

describe("the Dockerfile", () => {
  test("builds with the flags of every other build, so that both are the same binaries", async () => {
    const { path, version } = parseRequiredModule(await readFile(join(pinnedModuleDirectory, "go.mod"), "utf8"));
    const dockerfile = await read("Dockerfile");
    const flags = goBuildArguments("$version").map((word) => (word.includes(" ") ? `"${word}"` : word));
    expect(dockerfile).toContain(`go ${flags.join(" ")} `);
    expect(dockerfile).toContain("ENV CGO_ENABLED=0 GOWORK=off");
    expect(dockerfile).toContain(path);
    expect(dockerfile).toContain(`ARG VERSION=${version}`);
    expect(dockerfile).toContain(`for name in ${binaryNames.join(" ")};`);
  });

  test("ends in images without a base, not as root, with labels, on any platform", async () => {
    const dockerfile = await read("Dockerfile");
    const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
    const final = stages.filter((stage) => stage.startsWith("FROM scratch"));
    expect(final).toHaveLength(2);
    expect(stages.at(-1)).toBe(final.at(-1));
    for (const stage of final) {
      expect(stage).toContain("USER 65532:65532");
      for (const label of ["title", "description", "version", "source", "licenses"]) {
        expect(stage).toContain(`org.opencontainers.image.${label}=`);
      }
    }
    expect(dockerfile).not.toContain("--platform");
  });

  test("packs without the stages that need another image: the first one is enough", async () => {
    expect(await read("Dockerfile")).toMatch(/^(#.*\n|\n)*FROM scratch AS packed\n/);
  });

  test("is sent no more than it copies", async () => {
    const ignored = await read(".dockerignore");
    for (const name of binaryNames) expect(ignored).toContain(`!.icskit/bin/interchain-security-${name}\n`);
  });
});
