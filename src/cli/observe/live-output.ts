import { createLogUpdate } from "log-update";
import type { ObservedConsumer } from "../../observer/service/observed-consumer.ts";
import { clip } from "../demo/live-view.ts";
import { liveLines } from "./live-lines.ts";
import { messageLine } from "./message-lines.ts";
import type { ObserveOutput, Started } from "./observe-output.ts";

const REDRAW_MS = 250;
const SEEN_LINES = 8;

/** Consumers at a glance and what was seen last, redrawn in place on a terminal. */
export function createLiveOutput(stream: NodeJS.WriteStream): ObserveOutput {
  const log = createLogUpdate(stream);
  const seen: string[] = [];
  const names = new Map<string, string>();
  let begun: { readonly started: Started; readonly consumers: () => readonly ObservedConsumer[] } | undefined;
  const draw = (): void => {
    if (begun === undefined) return;
    const summaries = begun.consumers().map((consumer) => consumer.summary());
    const lines = liveLines({ started: begun.started, summaries, seen, rows: stream.rows });
    log(lines.map((line) => clip(line, stream.columns)).join("\n"));
  };
  const timer = setInterval(draw, REDRAW_MS);
  let isClosed = false;
  return {
    started: (started, consumers) => {
      for (const { consumerId, chainId } of started.consumers) names.set(consumerId, chainId);
      begun = { started, consumers };
      draw();
    },
    message: (message) => {
      const name = names.get(message.consumerId) ?? message.consumerId;
      const lines = messageLine(message, name, names.size)?.split("\n") ?? [];
      seen.push(...lines.slice(0, 1));
      if (seen.length > SEEN_LINES) seen.shift();
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      draw();
      log.done();
    },
  };
}
