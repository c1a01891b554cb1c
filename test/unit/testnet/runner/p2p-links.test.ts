import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { P2pLinks } from "../../../../testnet/runner/p2p-links.ts";

const host = "127.0.0.1";
const servers: Server[] = [];
let links: P2pLinks;

/** A node that answers what it is sent. */
async function listen(name: string) {
  const server = createServer((socket) => socket.pipe(socket).on("error", () => undefined)).listen(0, host);
  await once(server, "listening");
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return { name, ports: { rpc: 1, p2p: address.port } };
}

beforeEach(async () => {
  links = await P2pLinks.open(await Promise.all(["a", "b", "c"].map(listen)), host);
});

afterEach(async () => {
  await links.close();
  for (const server of servers.splice(0)) server.close();
});

/** Dials as one node does the other; `c` dials all. */
async function dial(from: string, to: string): Promise<Socket> {
  const peer = links.from(from).find(({ name }) => name === to);
  const socket = connect({ host, port: peer?.port ?? 0 });
  await once(socket, "connect");
  return socket;
}

async function answers(socket: Socket): Promise<boolean> {
  socket.on("error", () => undefined);
  const answered = once(socket, "data").then(
    () => true,
    () => false,
  );
  const closed = once(socket, "close").then(
    () => false,
    () => false,
  );
  socket.write("x");
  return Promise.race([answered, closed]);
}

test("each pair of nodes has one that dials", () => {
  expect(["a", "b", "c"].map((name) => links.from(name).map((peer) => peer.name))).toEqual([[], ["a"], ["a", "b"]]);
});

test("a link carries what is sent", async () => {
  const socket = await dial("c", "a");
  expect(await answers(socket)).toBe(true);
  socket.destroy();
});

test("a cut ends the node's connections and refuses new ones, and leaves others alone", async () => {
  const [cut, other] = [await dial("c", "a"), await dial("c", "b")];
  await answers(cut);
  const closed = once(cut, "close");
  links.cut("a");
  await closed;
  expect(await answers(await dial("b", "a"))).toBe(false);
  expect(await answers(other)).toBe(true);
  other.destroy();
});

test("a healed node is reached again, except by one that is cut off itself", async () => {
  links.cut("a");
  links.cut("b");
  links.heal("a");
  expect(await answers(await dial("b", "a"))).toBe(false);
  const socket = await dial("c", "a");
  expect(await answers(socket)).toBe(true);
  socket.destroy();
});

test("closing ends what is open, and can be done twice", async () => {
  const socket = await dial("c", "a");
  const closed = once(socket, "close");
  await links.close();
  await closed;
  await links.close();
});
