/** Values that a log line carries beside its text; never secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the library writes its progress to. Pass your own; the library itself never prints. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => undefined;

/** The default logger: drops every line. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
