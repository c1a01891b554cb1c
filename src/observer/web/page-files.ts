import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A file that the server gives to browsers. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** The page: its document, what the document loads, and what the browser may take in for it. */
export interface PageFiles {
  readonly document: string;
  /** By the path's last part, such as `page.css`. */
  readonly assets: ReadonlyMap<string, PageFile>;
  /** Content-Security-Policy hashes of the scripts inside the document. */
  readonly scriptHashes: readonly string[];
}

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** Our own, beside this file in the sources and in the package. */
const own = [
  "page.css",
  "page.js",
  "icon.svg",
  "channel-card.js",
  "clients-card.js",
  "describe-message.js",
  "events-card.js",
  "figures.js",
  "findings-card.js",
  "format.js",
  "glance.js",
  "live.js",
  "packet-chart.js",
  "packets-card.js",
  "parts.js",
  "rewards-card.js",
  "signs.js",
  "slash-card.js",
  "state.js",
  "validators-card.js",
  "verdict.js",
  "view.js",
] as const;

/** From packages, as one file each. */
const vendored = {
  "lit-html.js": "lit-html/lit-html.js",
  "uplot.js": "uplot/dist/uPlot.esm.js",
  "uplot.css": "uplot/dist/uPlot.min.css",
} as const;

/** Reads the page from the package, once per server. */
export async function readPageFiles(): Promise<PageFiles> {
  const folder = join(import.meta.dirname, "page");
  const document = await readFile(join(folder, "index.html"), "utf8");
  const paths = [
    ...own.map((name) => [name, join(folder, name)] as const),
    ...Object.entries(vendored).map(([name, path]) => [name, packageFile(path)] as const),
  ];
  const assets = await Promise.all(
    paths.map(async ([name, path]) => {
      const type = types[name.slice(name.lastIndexOf(".") + 1)] ?? "text/plain";
      return [name, { type, text: await readFile(path, "utf8") }] as const;
    }),
  );
  return { document, assets: new Map(assets), scriptHashes: scriptHashes(document) };
}

/** The file of a package that browsers get: what `exports` names is for Node. */
function packageFile(path: string): string {
  const [name = "", ...rest] = path.split("/");
  const entry = createRequire(import.meta.url).resolve(name);
  const inPackages = join("node_modules", name);
  return join(entry.slice(0, entry.lastIndexOf(inPackages)), inPackages, ...rest);
}

function scriptHashes(document: string): string[] {
  const inside = document.matchAll(/<script type="importmap">([^<]*)<\/script>/g);
  return [...inside].map(([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}
