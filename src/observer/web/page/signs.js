// @ts-check
import { svg } from "lit-html";

/**
 * Signs beside words, so that no colour has to be told apart.
 * @type {Readonly<Record<string, import("lit-html").TemplateResult>>}
 */
const shapes = {
  check: svg`<circle cx="12" cy="12" r="9.5"/><path d="m7.8 12.4 2.9 2.9 5.6-6.2"/>`,
  alert: svg`<path d="M12 3.2 22 20.4H2Z"/><path d="M12 9.6v5M12 17.4v.1"/>`,
  cross: svg`<path d="M8 2.6h8L21.4 8v8L16 21.4H8L2.6 16V8Z"/><path d="m9 9 6 6m0-6-6 6"/>`,
  clock: svg`<circle cx="12" cy="12" r="9.5"/><path d="M12 6.8V12l3.4 2.2"/>`,
  question: svg`<circle cx="12" cy="12" r="9.5"/><path d="M9.3 9.4a2.8 2.8 0 1 1 4.2 2.4c-1 .6-1.5 1.1-1.5 2.1M12 16.9v.1"/>`,
  dot: svg`<circle cx="12" cy="12" r="5" fill="currentColor"/>`,
};

/**
 * A sign without a meaning of its own: the words beside it say it.
 * @param {string} name
 */
export function sign(name) {
  return svg`<svg class="sign" viewBox="0 0 24 24" aria-hidden="true">${shapes[name] ?? shapes.dot}</svg>`;
}
