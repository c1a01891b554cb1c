import type { ObservedConsumer } from "../../observer/service/observed-consumer.ts";
import type { ObserverMessage } from "../../observer/service/observer-message.ts";
import { messageJson, messageLine } from "./message-lines.ts";

/** What `icskit observe` has begun with. */
export interface Started {
  readonly providerChainId: string;
  readonly consumers: readonly { readonly consumerId: string; readonly chainId: string }[];
  /** Of the web page, where one is served. */
  readonly url: string | undefined;
}

/** Who is told what `icskit observe` sees. */
export interface ObserveOutput {
  started(started: Started, consumers: () => readonly ObservedConsumer[]): void;
  message(message: ObserverMessage): void | Promise<void>;
  /** Leaves the last state on the screen. Idempotent. */
  close(): void;
}

/** One JSON object a line; waits while the reader of the lines is slow. */
export function createJsonOutput(stream: NodeJS.WriteStream): ObserveOutput {
  const write = async (line: string): Promise<void> => {
    if (stream.write(`${line}\n`)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const event of ["drain", "close", "error"]) stream.off(event, done);
        resolve();
      };
      for (const event of ["drain", "close", "error"]) stream.once(event, done);
    });
  };
  return {
    started: (started) => void write(JSON.stringify({ type: "started", ...started })),
    message: (message) => write(messageJson(message)),
    close: () => undefined,
  };
}

/** Plain lines, for pipes and logs. */
export function createPlainOutput(write: (line: string) => void): ObserveOutput {
  const names = new Map<string, string>();
  return {
    started: ({ providerChainId, consumers, url }) => {
      for (const { consumerId, chainId } of consumers) names.set(consumerId, chainId);
      write(`observing ${consumers.map(({ chainId }) => chainId).join(", ")} of ${providerChainId}`);
      if (url !== undefined) write(`serving ${url}`);
    },
    message: (message) => {
      const line = messageLine(message, names.get(message.consumerId) ?? message.consumerId, names.size);
      if (line !== undefined) write(line);
    },
    close: () => undefined,
  };
}
