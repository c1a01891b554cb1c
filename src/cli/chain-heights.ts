import type { ChainRole } from "../observer/observer-event.ts";

/**
 * The value for each chain in a flag: one for both, or `provider:V,consumer:V`, of which either may be left out.
 * Undefined where `read` refuses a value, a chain is named twice, or the text says anything else.
 */
export function parseByChain<V>(
  text: string,
  read: (text: string) => V | undefined,
): Partial<Record<ChainRole, V>> | undefined {
  const both = read(text);
  if (both !== undefined) return { provider: both, consumer: both };
  const values: Partial<Record<ChainRole, V>> = {};
  for (const part of text.split(",")) {
    const [, role, wanted = ""] = /^(provider|consumer):(.+)$/.exec(part) ?? [];
    const value = read(wanted);
    if ((role !== "provider" && role !== "consumer") || value === undefined || role in values) return undefined;
    values[role] = value;
  }
  return values;
}

/** A height from 1 on; undefined for other text. Eighteen digits are more than any chain will have. */
export function parseHeight(text: string): bigint | undefined {
  return /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : undefined;
}
