import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a script that has the library as `icskit`, and gives those of these modules that it has loaded by its end. */
export async function loadedModules(script: string, modules: readonly string[]): Promise<string[]> {
  const source = `
    import { registerHooks } from "node:module";
    const asked = [];
    registerHooks({ resolve: (name, context, next) => { asked.push(name); return next(name, context); } });
    const icskit = await import("./src/index.ts");
    ${script};
    console.log(JSON.stringify(asked));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", source]);
  const asked = JSON.parse(stdout) as string[];
  return modules.filter((name) => asked.includes(name));
}
