import type { ServerResponse } from "node:http";

/** A JSON-RPC error; thrown by a method of the fake. */
export class Refusal extends Error {}

/** How the HTTP side misbehaves: a status, a body that is no JSON-RPC, no answer at all, or a broken connection. */
export type Trouble = { readonly status?: number; readonly body?: string } | "hang" | "break";

/** True for a trouble in the place of an answer. */
export function isTrouble(value: unknown): value is Trouble {
  if (value === "hang" || value === "break") return true;
  return typeof value === "object" && value !== null && ("status" in value || "body" in value);
}

/** Answers a request as this trouble does. */
export function misbehave(trouble: Trouble, response: ServerResponse): void {
  if (trouble === "hang") return;
  if (trouble === "break") response.socket?.destroy();
  else response.writeHead(trouble.status ?? 200).end(trouble.body ?? "down");
}
