import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { IcsError } from "../errors.ts";
import type { ListenAddress } from "./listen-address.ts";

/** A server that answers until it is disposed of; connections are then cut. */
export interface Listening extends AsyncDisposable {
  /** For instance `http://127.0.0.1:9464`. */
  readonly url: string;
}

/**
 * Lets a server listen; resolves once it does.
 * @throws CONFIG_INVALID where the address cannot be listened at
 */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<Listening> {
  server.listen(port, host);
  await once(server, "listening").catch((cause: NodeJS.ErrnoException) => {
    const got = `${host}:${port} (${cause.code ?? cause.message})`;
    throw new IcsError(
      "CONFIG_INVALID",
      `Cannot listen at ${got}\nGive another address with --listen, or end the process that has it.`,
      { problems: [{ name: "listen", got, wanted: "an address of this machine that is free" }] },
      { cause },
    );
  });
  const { address, port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(address) === 6 ? `[${address}]` : address}:${actual}`,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
