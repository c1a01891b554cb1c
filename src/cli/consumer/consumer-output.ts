import { jsonText } from "../../errors.ts";
import type { LaunchEvent } from "../../launch/launch-event.ts";
import type { Verdict } from "../../launch/verdict.ts";
import { plainJson } from "../../observer/web/views/plain-json.ts";
import { describeLaunchEvent } from "./describe-launch-event.ts";

/** Where a command of `icskit consumer` writes. */
export interface ConsumerOutput {
  /** What a command is asked for: a line for people, or its fields as JSON, on stdout. */
  data(line: string, fields: Readonly<Record<string, unknown>>): void;
  /** What a launch does: lines on stderr, or JSON on stdout. */
  event(event: LaunchEvent): void;
}

/** How `createConsumerOutput` writes. */
export interface ConsumerOutputOptions {
  readonly json: boolean;
  readonly stdout?: (line: string) => void;
  readonly stderr?: (line: string) => void;
  readonly now?: () => Date;
}

/** Lines for people; or, with `json`, one object a line on stdout. */
export function createConsumerOutput(options: ConsumerOutputOptions): ConsumerOutput {
  const { json, stdout = console.log, stderr = console.error, now = () => new Date() } = options;
  const asJson = (fields: object): void => stdout(jsonText(plainJson(fields)) ?? "");
  return {
    data: (line, fields) => (json ? asJson(fields) : stdout(line)),
    event: (event) => {
      const { kind, ...fields } = event;
      if (json)
        asJson({ time: now(), event: kind, ...("tx" in fields ? { ...fields, ...txFields(fields.tx) } : fields) });
      else stderr(`${now().toISOString()} ${describeLaunchEvent(event)}`);
    },
  };
}

/** Of a transaction what finds it again. */
function txFields({ hash, height }: { readonly hash: string; readonly height: bigint }) {
  return { tx: hash, height };
}

const SIGNS = { pass: "ok", warning: "warn", failure: "FAIL", unknown: "?" } as const;

/** Writes a checklist, one rule a line; what to do stands below those that did not pass. */
export function writeVerdicts(verdicts: readonly Verdict[], output: ConsumerOutput): void {
  const width = Math.max(...verdicts.map(({ id }) => id.length));
  for (const verdict of verdicts) {
    const remedy = verdict.remedy === "" ? "" : `\n${" ".repeat(width + 8)}${verdict.remedy}`;
    output.data(`${SIGNS[verdict.verdict].padEnd(5)} ${verdict.id.padEnd(width)}  ${verdict.reason}${remedy}`, {
      ...verdict,
    });
  }
}
