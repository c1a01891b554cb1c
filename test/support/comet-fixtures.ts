import { type ChainConnection, type ConnectChainOptions, connectChain } from "../../src/chain/chain-connection.ts";
import { type IcsError, type IcsErrorCode, isIcsError } from "../../src/errors.ts";
import { FakeComet } from "./fake-comet.ts";

/** Timing that makes a test quick, with no part in what it proves. */
export const quick = { pollWithoutWebsocketMs: 5, pollWithWebsocketMs: 60_000, reconnectMs: 10 };

/** Fake nodes and connections that end after each test of the file that calls this. */
export function useFakeComet() {
  const closing: Array<() => Promise<void>> = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const start = async (options: Parameters<typeof FakeComet.start>[0] = {}): Promise<FakeComet> => {
    const comet = await FakeComet.start(options);
    closing.push(() => comet.close());
    return comet;
  };
  const connect = async (comet: FakeComet, options: Partial<ConnectChainOptions> = {}): Promise<ChainConnection> => {
    const connection = await connectChain({ url: comet.url, tipTiming: quick, ...options });
    closing.push(() => connection.close());
    return connection;
  };
  return { start, connect };
}

/** The error that a promise rejects with, which must have this code. */
export async function rejection<C extends IcsErrorCode>(code: C, promise: Promise<unknown>): Promise<IcsError<C>> {
  const error: unknown = await promise.then(
    () => new Error("it resolved"),
    (caught: unknown) => caught,
  );
  if (isIcsError(error, code)) return error;
  throw new Error(`Wanted ${code}`, { cause: error });
}

/** As `rejection`, for a call that throws. */
export function thrown<C extends IcsErrorCode>(code: C, call: () => unknown): IcsError<C> {
  try {
    call();
  } catch (error) {
    if (isIcsError(error, code)) return error;
    throw new Error(`Wanted ${code}`, { cause: error });
  }
  throw new Error(`Wanted ${code}, and nothing was thrown`);
}
