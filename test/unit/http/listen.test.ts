import { createServer } from "node:http";
import { type Listening, listen } from "../../../src/http/listen.ts";
import { parseListen } from "../../../src/http/listen-address.ts";

const answering = () => createServer((_request, response) => response.end("here"));
const started: Listening[] = [];
afterEach(async () => {
  for (const listening of started.splice(0)) await listening[Symbol.asyncDispose]();
});

async function start(host: string, port = 0): Promise<Listening> {
  const listening = await listen(answering(), { host, port });
  started.push(listening);
  return listening;
}

it("says where it listens, and answers there", async () => {
  const { url } = await start("127.0.0.1");
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(url)).text()).toBe("here");
});

it("writes an IPv6 address as URLs do", async () => {
  expect((await start("::1")).url).toMatch(/^http:\/\/\[::1\]:\d+$/);
});

it("says so where its address is taken", async () => {
  const { url } = await start("127.0.0.1");
  await expect(start("127.0.0.1", Number(new URL(url).port))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("EADDRINUSE"),
  });
});

it("cuts what is open when it is closed, and may be closed again", async () => {
  const server = createServer((_request, response) => response.write("and then"));
  const listening = await listen(server, { host: "127.0.0.1", port: 0 });
  const hanging = await fetch(listening.url);
  await listening[Symbol.asyncDispose]();
  await expect(hanging.text()).rejects.toThrow();
  await listening[Symbol.asyncDispose]();
  await expect(fetch(listening.url)).rejects.toThrow();
});

it.each([
  ["127.0.0.1:8080", { host: "127.0.0.1", port: 8080 }],
  ["[::1]:0", { host: "::1", port: 0 }],
  ["box.lan:65535", { host: "box.lan", port: 65_535 }],
  ["8080", undefined],
  ["box:65536", undefined],
  ["http://box:80", undefined],
])("reads %s", (text, address) => {
  expect(parseListen(text)).toEqual(address);
});
