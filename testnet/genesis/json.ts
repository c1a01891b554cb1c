/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; a field that is `undefined` is not there. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of `base` with `patch` laid over it: objects merge key by key, anything else replaces, `undefined` keeps. */
export function mergeJson(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const current = merged[key];
    merged[key] = isJsonObject(current) && isJsonObject(value) ? mergeJson(current, value) : value;
  }
  return merged;
}

/** `mergeJson`, but only for those keys of `patch` that `base` has: modules that an app does not run stay out. */
export function mergeExisting(base: JsonObject, patch: JsonObject): JsonObject {
  return mergeJson(base, Object.fromEntries(Object.entries(patch).filter(([key]) => key in base)));
}
