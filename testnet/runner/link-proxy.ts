import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy in front of one port, which can be cut: then it ends every connection, and each new one at once. */
export class LinkProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(host: string, target: number) {
    this.#server = createServer({ noDelay: true }, (dialled) => {
      if (this.#cut) dialled.destroy();
      else this.#join(dialled, connect({ host, port: target, noDelay: true }));
    });
  }

  /** Listens on a free port of `host`. */
  static async listen(host: string, target: number): Promise<LinkProxy> {
    const proxy = new LinkProxy(host, target);
    proxy.#server.listen(0, host);
    await once(proxy.#server, "listening");
    // Nodes hold the testnet up, not this.
    proxy.#server.unref();
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new TypeError("The proxy does not listen");
    return address.port;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  heal(): void {
    this.#cut = false;
  }

  async close(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(one: Socket, other: Socket): void {
    for (const [socket, counterpart] of [
      [one, other],
      [other, one],
    ] as const) {
      this.#sockets.add(socket);
      // The end of either one is the end of the link, and the nodes see it as that.
      socket.on("error", () => undefined);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        counterpart.destroy();
      });
      socket.pipe(counterpart);
    }
  }
}
