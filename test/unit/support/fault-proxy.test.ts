import { pollUntil } from "../../../src/async/poll-until.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import { Refusal } from "../../support/fake-comet-faults.ts";
import { type Fault, FaultProxy } from "../../support/fault-proxy.ts";

const { start } = useFakeComet();
const proxies: FaultProxy[] = [];

afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

async function proxyOf(comet: Awaited<ReturnType<typeof start>>): Promise<FaultProxy> {
  const proxy = await FaultProxy.start(comet.url);
  proxies.push(proxy);
  return proxy;
}

async function ask(url: string, method: string, params: Record<string, unknown> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", id: 7, method, params }) });
}

async function tipAt(url: string): Promise<string> {
  const answer = (await (await ask(url, "abci_info")).json()) as {
    id: number;
    result: { response: { last_block_height: string } };
  };
  expect(answer.id).toBe(7);
  return answer.result.response.last_block_height;
}

/** The first message of a new subscription that tells a header; undefined where the websocket closes first. */
function firstHeader(url: string, onSubscribed: () => unknown): Promise<string | undefined> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/websocket`);
  return new Promise((resolve) => {
    socket.addEventListener("open", () => socket.send("{}"));
    socket.addEventListener("close", () => resolve(undefined));
    socket.addEventListener("message", ({ data }) => {
      const height = /"height":"(\d+)"/.exec(String(data))?.[1];
      if (height === undefined) return onSubscribed();
      resolve(height);
      socket.close();
    });
  });
}

describe("a proxy without faults", () => {
  it("passes requests and answers on, and counts them by method", async () => {
    const comet = await start({ blocks: 4 });
    const proxy = await proxyOf(comet);
    expect(await tipAt(proxy.url)).toBe("4");
    await ask(proxy.url, "block", { height: "2" });
    await ask(proxy.url, "block", { height: "3" });
    expect([proxy.count("block"), proxy.count("abci_info"), proxy.count("status")]).toEqual([2, 1, 0]);
    expect(proxy.asked).toEqual(comet.asked);
  });

  it("counts each call of a batch, and the batch as one request", async () => {
    const proxy = await proxyOf(await start());
    proxy.fault = () => ({ status: 503 });
    const calls = ["block", "block_results"].map((method, id) => ({ jsonrpc: "2.0", id, method, params: {} }));
    await fetch(proxy.url, { method: "POST", body: JSON.stringify(calls) });
    await ask(proxy.url, "status");
    expect(proxy.asked).toEqual(["block", "block_results", "status"]);
    expect(proxy.requests).toBe(2);
  });

  it("passes a refusal on with the node's own words", async () => {
    const comet = await start();
    comet.overrides.set("block", () => {
      throw new Refusal("no such block");
    });
    const answer = await ask((await proxyOf(comet)).url, "block", { height: "1" });
    expect(await answer.text()).toContain("no such block");
  });

  it("passes websockets on", async () => {
    const comet = await start();
    const proxy = await proxyOf(comet);
    expect(await firstHeader(proxy.url, () => comet.addBlock())).toBe("2");
  });
});

describe("faults of answers", () => {
  it.each<[string, Fault, number, string]>([
    ["a status", { status: 429 }, 429, ""],
    ["a status with a body", { status: 502, body: "<html>" }, 502, "<html>"],
    ["garbage", { body: "\u0000{" }, 200, "\u0000{"],
  ])("are %s in place of what the node would say, for the requests meant", async (_name, fault, status, body) => {
    const comet = await start();
    const proxy = await proxyOf(comet);
    proxy.fault = ({ method }) => (method === "block" ? fault : undefined);
    const answer = await ask(proxy.url, "block", { height: "1" });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
    expect(comet.asked).toEqual([]);
    expect(await tipAt(proxy.url)).toBe("1");
  });

  it("keep an answer back until they are over", async () => {
    const proxy = await proxyOf(await start());
    const gate = Promise.withResolvers<void>();
    proxy.fault = ({ method }) => (method === "abci_info" ? { after: gate.promise } : undefined);
    const order: string[] = [];
    const asking = tipAt(proxy.url).then(() => order.push("answered"));
    await ask(proxy.url, "status");
    order.push("released");
    gate.resolve();
    await asking;
    expect(order).toEqual(["released", "answered"]);
  });

  it("break the connection before the node is asked, or after it has answered", async () => {
    const comet = await start();
    const proxy = await proxyOf(comet);
    proxy.fault = () => "break";
    await expect(ask(proxy.url, "abci_info")).rejects.toThrow("fetch failed");
    expect(comet.asked).toEqual([]);
    proxy.fault = () => "lose-answer";
    await expect(ask(proxy.url, "abci_info")).rejects.toThrow("fetch failed");
    expect(comet.asked).toEqual(["abci_info"]);
  });

  it("leave a request without any answer", async () => {
    const proxy = await proxyOf(await start());
    proxy.fault = () => "hang";
    const asking = fetch(proxy.url, { method: "POST", body: '{"method":"status"}', signal: AbortSignal.timeout(50) });
    await expect(asking).rejects.toThrow("timeout");
  });

  it("answer as a node that is behind: its height, its state, its refusals; transactions go through", async () => {
    const comet = await start({ blocks: 9 });
    const seen: bigint[] = [];
    comet.queries.set("/key", (_data, height) => {
      seen.push(height);
      return new Uint8Array([1]);
    });
    const proxy = await proxyOf(comet);
    proxy.fault = () => ({ behind: 3n });
    expect(await tipAt(proxy.url)).toBe("6");
    expect(await (await ask(proxy.url, "status")).text()).toContain('"latest_block_height":"6"');
    await ask(proxy.url, "abci_query", { path: "/key", data: "" });
    await ask(proxy.url, "abci_query", { path: "/key", data: "", height: "5" });
    await ask(proxy.url, "abci_query", { path: "/key", data: "", height: "7" });
    expect(seen).toEqual([6n, 5n, 1_000_000_000n]);
    expect(await (await ask(proxy.url, "block", { height: "6" })).text()).toContain('"height":"6"');
    expect(await (await ask(proxy.url, "block", { height: "7" })).text()).toContain("must be less than or equal");
    await ask(proxy.url, "broadcast_tx_sync", { tx: "AQ==" });
    expect(comet.broadcasts).toEqual([new Uint8Array([1])]);
  });
});

describe("faults of connections", () => {
  it("refuse every connection while the proxy is down, at the same address until it is up again", async () => {
    const proxy = await proxyOf(await start());
    const { url } = proxy;
    await tipAt(url);
    await proxy.down();
    await expect(ask(url, "status")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    await proxy.up();
    expect(proxy.url).toBe(url);
    expect(await tipAt(url)).toBe("1");
  });

  it("cut websockets, and refuse new ones", async () => {
    const proxy = await proxyOf(await start());
    expect(
      await firstHeader(proxy.url, () => {
        expect(proxy.websockets).toBe(1);
        proxy.cutWebsockets();
      }),
    ).toBeUndefined();
    proxy.websocketsAllowed = false;
    expect(await firstHeader(proxy.url, () => undefined)).toBeUndefined();
  });

  it("let websockets live and say nothing", async () => {
    const comet = await start();
    const proxy = await proxyOf(comet);
    const told = firstHeader(proxy.url, async () => {
      proxy.websocketsMuted = true;
      comet.addBlock();
      await pollUntil(
        async () => proxy.unheard,
        (count) => count === 1,
        { what: "the header to be swallowed", intervalMs: 1 },
      );
      proxy.websocketsMuted = false;
      comet.addBlock();
    });
    expect(await told).toBe("3");
  });

  it("end with the node's own websocket", async () => {
    const comet = await start();
    const proxy = await proxyOf(comet);
    expect(await firstHeader(proxy.url, () => comet.cutWebsockets())).toBeUndefined();
  });
});
