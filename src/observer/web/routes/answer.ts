import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type * as z from "zod";
import type { ServedConsumer, ServedService } from "../observed-service.ts";

/** An answer in the shape that its schema gives it, and describes. */
export function answer<S extends z.ZodType>(context: Context, schema: S, value: z.input<S>): Response {
  return context.json(schema.parse(value) as object);
}

/** What a schema makes of a query. @throws HTTPException with 400 and every problem */
export function readQuery<S extends z.ZodType>(context: Context, schema: S): z.output<S> {
  return read(context, schema, singleValues(context), "The query cannot be read");
}

/** The consumer that a path names. @throws HTTPException with 400 or 404 */
export function consumerOf<S extends z.ZodType<{ consumerId: string }>>(
  context: Context,
  schema: S,
  service: ServedService,
): ServedConsumer {
  const { consumerId } = read(context, schema, context.req.param(), "This is no consumer's address");
  const consumer = service.consumer(consumerId);
  if (consumer === undefined) throw refuse(context, 404, { error: `Consumer ${consumerId} is not observed` });
  return consumer;
}

/** A refusal that says what is wrong. */
export function refuse(context: Context, status: 400 | 404 | 503, body: object): HTTPException {
  return new HTTPException(status, { res: context.json(body, status) });
}

function read<S extends z.ZodType>(context: Context, schema: S, input: unknown, error: string): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({ name: path.join("."), wanted: message }));
  throw refuse(context, 400, { error, problems });
}

/** A name given twice stays a list, which no schema takes. */
function singleValues(context: Context): Record<string, string | string[]> {
  const all = Object.entries(context.req.queries());
  return Object.fromEntries(all.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]));
}
