import { html, type Markup } from "../html.ts";

/** A part of the page that the table of contents names. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

/** A section with its heading. */
export function sectionMarkup({ id, title, content }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-head"><h2 id="${id}-head">${title}</h2>
${content}
</section>`;
}
