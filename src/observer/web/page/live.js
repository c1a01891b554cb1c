// @ts-check
/** @import { Consumer, Message } from "./wire.ts" */

/**
 * @typedef {object} LiveListener
 * @property {(consumer: Consumer) => void} onSummary
 * @property {(message: Message) => void} onMessage
 * @property {() => void} onLost what was missed must be read again
 * @property {() => void} onHeard anything came
 * @property {(isOpen: boolean) => void} onLink
 */

/** The browser tries again by itself after a broken connection, but not after an answer that refuses. */
const RETRY_MS = 3000;

/**
 * Listens to the observer's events of one consumer until it is closed, over any number of connections.
 * @param {string | undefined} consumerId
 * @param {LiveListener} listener
 */
export function openLive(consumerId, listener) {
  const url = consumerId === undefined ? "/api/v1/events" : `/api/v1/events?consumer=${consumerId}&summary=true`;
  /** @type {EventSource} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  const connect = () => {
    source = new EventSource(url);
    source.onopen = () => listener.onLink(true);
    source.onerror = () => {
      listener.onLink(false);
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS);
    };
    on("beat", () => undefined);
    on("summary", listener.onSummary);
    for (const type of ["event", "violation", "health", "failure"]) on(type, listener.onMessage);
    for (const type of ["dropped", "reset"]) on(type, listener.onLost);
  };
  /**
   * @template T
   * @param {string} type
   * @param {(data: T) => void} take
   */
  const on = (type, take) => {
    source.addEventListener(type, (/** @type {MessageEvent<string>} */ { data }) => {
      listener.onHeard();
      take(JSON.parse(data));
    });
  };
  connect();
  return {
    close() {
      clearTimeout(retry);
      source.close();
    },
  };
}
