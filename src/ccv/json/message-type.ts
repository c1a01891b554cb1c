import { inField, type JsonForm, JsonProblem, type JsonType, jsonObject, shown } from "./json-type.ts";

/** One field of a message: its type, and where JSON differs from what both would say by themselves. */
export interface JsonField<T> {
  readonly type: JsonType<T>;
  /** The proto's name where it is not the property's in snake case. */
  readonly name?: string;
  /** Amino's name where it is yet another (`amino.field_name`). */
  readonly aminoName?: string;
  /** In amino even where it is absent (`amino.dont_omitempty`). */
  readonly always?: boolean;
}

/** How each field of `T` stands in JSON: none may be forgotten. */
export type JsonFields<T> = { readonly [K in keyof T]-?: JsonType<T[K]> | JsonField<T[K]> };

interface Member {
  readonly key: string;
  readonly name: Readonly<Record<JsonForm, string>>;
  readonly type: JsonType<unknown>;
  readonly always: boolean;
}

/** A message that is always there, such as one that a light client's state cannot be without. */
export function messageOf<T extends object>(fields: JsonFields<T>): JsonType<T> {
  const members = Object.entries(fields).map(([key, field]) => memberOf(key, field as JsonType<unknown>));
  const namesIn = (form: JsonForm): string[] => members.map(({ name }) => name[form]);
  return {
    toJson(value, form) {
      const fields = value as Readonly<Record<string, unknown>>;
      const written = members.filter((member) => isWritten(member, fields[member.key], form));
      return Object.fromEntries(
        written.map(({ key, name, type }) => [name[form], inField(name[form], () => type.toJson(fields[key], form))]),
      );
    },
    fromJson(json, form) {
      const given = jsonObject(json);
      refuseUnknown(namesIn(form), given);
      return Object.fromEntries(
        members.map(({ key, name, type }) => {
          const value = given[name[form]];
          const isMissing = value === undefined || value === null;
          return [key, isMissing ? type.absent() : inField(name[form], () => type.fromJson(value, form))];
        }),
      ) as T;
    },
    isAbsent: () => false,
    absent: () => Object.fromEntries(members.map(({ key, type }) => [key, type.absent()])) as T,
  };
}

/** A value, mostly a message, that may be undefined. */
export function optional<T>(type: JsonType<T>): JsonType<T | undefined> {
  return {
    toJson: (value, form) => (value === undefined ? null : type.toJson(value, form)),
    fromJson: (json, form) => type.fromJson(json, form),
    isAbsent: (value) => value === undefined,
    absent: () => undefined,
  };
}

/** A repeated field. */
export function listOf<T>(type: JsonType<T>): JsonType<T[]> {
  return {
    toJson: (values, form) => values.map((value, index) => inField(`${index}`, () => type.toJson(value, form))),
    fromJson(json, form) {
      if (!Array.isArray(json)) throw new JsonProblem(shown(json), "a list");
      return json.map((item, index) => inField(`${index}`, () => type.fromJson(item, form)));
    },
    isAbsent: (values) => values.length === 0,
    absent: () => [],
  };
}

/** A value that is always there, of a type that may be absent elsewhere. */
export function required<T>(type: JsonType<T | undefined>, absent: () => T): JsonType<T> {
  return {
    toJson: (value, form) => type.toJson(value, form),
    fromJson: (json, form) => type.fromJson(json, form) ?? absent(),
    isAbsent: () => false,
    absent,
  };
}

function memberOf(key: string, field: JsonType<unknown> | JsonField<unknown>): Member {
  const { type, name, aminoName, always = false }: JsonField<unknown> = "type" in field ? field : { type: field };
  const proto = name ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { key, name: { proto, amino: aminoName ?? proto }, type, always };
}

function isWritten({ type, always }: Member, value: unknown, form: JsonForm): boolean {
  return form === "amino" ? always || !type.isAbsent(value) : value !== undefined;
}

/** What is not known cannot be kept; the chain's own output also names fields without content. */
function refuseUnknown(known: readonly string[], given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    const isEmpty = !value || value === "0" || (Array.isArray(value) && value.length === 0);
    if (!known.includes(name) && !isEmpty) throw new JsonProblem(`the field "${name}"`, known.join(", "));
  }
}
