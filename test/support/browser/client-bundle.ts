import { isBuiltin } from "node:module";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** JavaScript for a browser, and what it is made of. */
export interface Bundle {
  readonly text: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
  /** Files in it, by their paths in the checkout. */
  readonly files: readonly string[];
  /** Node built-ins that it would import, or that it has an empty stand-in for. */
  readonly builtins: readonly string[];
}

/** Bundles a module as a page's build would; `"packages"` leaves the code of packages out. */
export async function bundleForBrowser(source: string, leaveOut?: "packages"): Promise<Bundle> {
  const builtins: string[] = [];
  const result = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
    outfile: "client.js",
    packages: leaveOut === undefined ? "bundle" : "external",
    logLevel: "silent",
    plugins: [
      {
        name: "built-ins",
        setup(context) {
          context.onResolve({ filter: /./ }, ({ path, kind }) => {
            if (kind === "entry-point" || !isBuiltin(path)) return undefined;
            builtins.push(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error("esbuild wrote nothing");
  const files = Object.keys(result.metafile.inputs);
  return {
    text: output.text,
    bytes: output.contents.length,
    gzippedBytes: gzipSync(output.contents).length,
    files,
    builtins: [...builtins, ...files.filter((file) => file.startsWith("(disabled)"))],
  };
}
