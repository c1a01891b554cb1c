/** Which fields of two plain objects differ, as text: "minStake 0 → 5"; all fields where there was none before. */
export function describeDifferences(before: object | undefined, after: object): string {
  const [old, next] = [fieldsOf(before ?? {}), fieldsOf(after)];
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((field) => old.get(field) !== next.get(field))
    .map((field) => {
      const value = next.get(field) ?? "none";
      return before === undefined ? `${field} ${value}` : `${field} ${old.get(field) ?? "none"} → ${value}`;
    })
    .join(", ");
}

/** Field by path, with its value as text. */
function fieldsOf(value: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([name, field]: [string, unknown]): [string, string][] => {
      const isNested = typeof field === "object" && field !== null && !Array.isArray(field) && !(field instanceof Date);
      if (isNested) return [...fieldsOf(field, `${path}${name}.`)];
      return field === undefined ? [] : [[`${path}${name}`, textOf(field)]];
    }),
  );
}

function textOf(field: unknown): string {
  if (Array.isArray(field)) return field.length === 0 ? "none" : field.map(String).join(" ");
  return String(field);
}
