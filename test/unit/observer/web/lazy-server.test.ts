import { loadedModules } from "../../../support/loaded-modules.ts";

const web = ["hono", "@hono/node-server", "prom-client", "zod-openapi"];
const service = `{ runId: "a", consumers: [], consumer() {}, recent: () => [], async *events() {} }`;

describe("the web framework", () => {
  it("is not loaded by who only imports the library", async () => {
    expect(await loadedModules("", web)).toEqual([]);
  });

  it("is loaded by who starts a server", async () => {
    const script = `await (await icskit.startObserverServer(${service})).close()`;
    expect(await loadedModules(script, web)).toEqual(web);
  });
});
