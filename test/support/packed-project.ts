import { execFile } from "node:child_process";
import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/**
 * A copy of a project in which icskit is installed as it is published: built, packed and unpacked. Its other packages
 * are this checkout's, so that nothing is downloaded.
 */
export async function packedProject(source: string, folder: string): Promise<string> {
  const project = join(folder, "project");
  const modules = join(project, "node_modules");
  await run("npm", ["run", "build"], { cwd: root });
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [packed] = JSON.parse((await run("npm", pack, { cwd: root })).stdout);
  await cp(join(root, source), project, { recursive: true });
  await mkdir(join(modules, "icskit"), { recursive: true });
  await run("tar", ["-xzf", join(folder, packed.filename), "-C", join(modules, "icskit"), "--strip-components=1"]);
  const others = (await readdir(join(root, "node_modules"))).filter(
    (name) => !name.startsWith(".") && name !== "icskit",
  );
  await Promise.all(others.map((name) => symlink(join(root, "node_modules", name), join(modules, name))));
  return project;
}
