import { readdirSync, readFileSync } from "node:fs";
import { readPageFiles } from "../../../../src/observer/web/page-files.ts";
import { ask } from "../../../support/browser/ask.ts";
import { useServed } from "../../../support/browser/served.ts";

const serve = useServed();

it("serves every file of the page, and knows no other", async () => {
  const { assets } = await readPageFiles();
  const files = readdirSync("src/observer/web/page").filter((name) => !/\.(html|ts)$/.test(name));
  const vendored = ["lit-html.js", "uplot.js", "uplot.css"];
  expect([...assets.keys()].toSorted()).toEqual([...files, ...vendored].toSorted());
});

it("is published with what the compiler does not write", async () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const others = readdirSync("src/observer/web/page").filter((name) => !/\.(js|ts)$/.test(name));
  expect(others.filter((name) => !scripts.build.includes(` ${name} `))).toEqual([]);
});

it("has what each script of the page imports", async () => {
  const { assets, document } = await readPageFiles();
  const [, map = "{}"] = /<script type="importmap">(.*)<\/script>/.exec(document) ?? [];
  const { imports } = JSON.parse(map) as { imports: Record<string, string> };
  for (const [name, { text }] of assets) {
    for (const [, from = ""] of text.matchAll(/^import[^;]*?from "([^"]+)";/gm)) {
      const asset = from.startsWith("./") ? from.slice(2) : imports[from]?.replace("/assets/", "");
      expect([name, from, assets.has(asset ?? "")]).toEqual([name, from, true]);
    }
  }
});

it("loads nothing from elsewhere", async () => {
  const { assets, document } = await readPageFiles();
  const own = [...assets].filter(([name]) => !/^(lit-html|uplot)/.test(name)).map(([, { text }]) => text);
  for (const text of [document, ...own]) {
    expect(text.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\/|\/\/[a-z]+\.[a-z]/);
  }
});

it("lets browsers run the one script inside the document", async () => {
  const { scriptHashes, document } = await readPageFiles();
  expect(scriptHashes).toEqual([expect.stringMatching(/^'sha256-[A-Za-z0-9+/]{43}='$/)]);
  expect(document.match(/<script/g)).toHaveLength(2);
});

it("serves each with its type, compressed for who takes it, and again only when it changed", async () => {
  const { url } = await serve();
  expect((await ask(url)).headers["content-type"]).toMatch(/^text\/html/);
  const script = await ask(`${url}/assets/page.js`);
  expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
  expect((await ask(`${url}/assets/page.css`)).headers["content-type"]).toBe("text/css; charset=utf-8");
  const headers = { "if-none-match": String(script.headers.etag) };
  expect((await ask(`${url}/assets/page.js`, { headers })).code).toBe(304);
  const compressed = await ask(`${url}/assets/uplot.js`, { headers: { "accept-encoding": "gzip" } });
  expect(compressed.headers["content-encoding"]).toBe("gzip");
});
