import { styleText } from "node:util";
import { jsonText } from "../errors.ts";
import type { LogFields, Logger } from "../logger.ts";

const levels = ["debug", "info", "warn", "error"] as const;

/** A logger that writes lines of at least this level to stderr, as stdout is for data. */
export function createCliLogger(least: (typeof levels)[number]): Logger {
  const write = (level: (typeof levels)[number], message: string, fields?: LogFields): void => {
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    const colour = level === "error" ? "red" : level === "warn" ? "yellow" : "dim";
    const name = styleText(colour, level, { stream: process.stderr });
    console.error(fields === undefined ? `${name} ${message}` : `${name} ${message} ${fieldsText(fields)}`);
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}

function fieldsText(fields: LogFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${fieldText(value)}`)
    .join(" ");
}

function fieldText(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
  if (typeof value !== "object" && typeof value !== "string") return String(value);
  return jsonText(value) ?? "";
}
