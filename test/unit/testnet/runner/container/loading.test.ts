import { loadedModules } from "../../../../support/loaded-modules.ts";

const engines = ["testcontainers", "dockerode", "tar-fs"];

test("neither icskit nor icskit/testnet loads what containers need", async () => {
  expect(await loadedModules("", engines)).toEqual([]);
  expect(await loadedModules(`await import("./testnet/index.ts")`, engines)).toEqual([]);
});

test("a testnet in containers does", async () => {
  const script = `
    const { createTestnet } = await import("./testnet/index.ts");
    process.env.DOCKER_HOST = "unix:///nowhere.sock";
    await createTestnet({ provider: { binary: { image: "chain:1" } } }).catch(() => undefined)`;
  expect(await loadedModules(script, engines)).toEqual(engines);
});
