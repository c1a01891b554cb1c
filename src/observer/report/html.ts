/** Markup that is safe to put into a page. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What `html` takes between its parts: all but markup is escaped, lists are joined, undefined and false are nothing. */
export type HtmlValue = Markup | string | number | bigint | undefined | false | readonly HtmlValue[];

/**
 * Markup from a template. What stands between its parts comes from chains and is hostile: it becomes text, in elements
 * and in quoted attributes alike.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < values.length ? textOf(values[index]) : "")).join(""));
}

/** Markup from a text that is known to be markup, such as a chart's. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function textOf(value: HtmlValue): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(textOf).join("");
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, and those that turn the direction of text around them, show as a replacement character. */
function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")
    .replace(/[\p{Cs}\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, "\ufffd");
}
