import { jsonText } from "../../errors.ts";
import type { LogFields, Logger } from "../../logger.ts";
import type { RelayerEvent } from "../../relayer/service/relayer-events.ts";
import { describeRelayerEvent, type Level, levels } from "./describe-relayer-event.ts";

/** Where the lines of `icskit relay` go. */
export interface RelayOutput {
  /** For the library's log, at the level that the environment asks for. */
  readonly logger: Logger;
  event(event: RelayerEvent): void;
  /** A line of the command itself. */
  say(level: Level, event: string, message: string, fields?: LogFields): void;
}

/** How `createRelayOutput` writes. */
export interface RelayOutputOptions {
  readonly json: boolean;
  readonly logLevel: Level;
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
  readonly now?: () => Date;
}

/** Lines for people on stderr; or, with `json`, one object a line on stdout: time, level, event, then its fields. */
export function createRelayOutput(options: RelayOutputOptions): RelayOutput {
  const { json, logLevel, stdout, stderr, now = () => new Date() } = options;
  const say: RelayOutput["say"] = (level, event, message, fields = {}) => {
    const time = now().toISOString();
    if (json) stdout(jsonText({ time, level, event, message, ...fields }) ?? "");
    else stderr([time, level.padEnd(5), message, ...Object.entries(fields).map(fieldText)].join(" "));
  };
  const log = (level: Level) => (message: string, fields?: LogFields) => {
    if (levels.indexOf(level) >= levels.indexOf(logLevel)) say(level, "log", message, plain(fields));
  };
  return {
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    say,
    event: (event) => {
      const { level, message, fields } = describeRelayerEvent(event);
      if (level === "debug" && logLevel !== "debug") return;
      say(level, event.kind, message, { path: event.path, ...fields });
    },
  };
}

function fieldText([name, value]: [string, unknown]): string {
  return `${name}=${typeof value === "object" || typeof value === "string" ? (jsonText(value) ?? "") : String(value)}`;
}

/** Errors as their text: JSON has no form for them. */
function plain(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.message : value]),
  );
}
