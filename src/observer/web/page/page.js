// @ts-check
/** @import { Consumer, ConsumerList, Glance, Message, MessageList, SlashRequestList, VscPacketList } from "./wire.ts" */
import { render } from "lit-html";
import { isTelling, newestMessages } from "./describe-message.js";
import { openLive } from "./live.js";
import { PacketChart } from "./packet-chart.js";
import { verdictBadge } from "./parts.js";
import { createState, observerNow } from "./state.js";
import { pageView } from "./view.js";

const GATHER_MS = 300;
const MOST_ROWS = 50;

const state = createState(Date.now());
const chart = new PacketChart();
const app = /** @type {HTMLElement} */ (document.getElementById("app"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));
/** @type {{ close(): void } | undefined} */
let live;
let isDrawing = false;
app.replaceChildren();

const actions = {
  onPause: () => {
    state.isPaused = !state.isPaused;
    if (!state.isPaused) readAllSoon();
    draw();
  },
  /** @param {string} filter */
  onFilter: (filter) => {
    state.filter = filter;
    draw();
  },
};

/** Draws once for all that changes within a frame. */
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    render(pageView(state, Date.now(), actions), app);
    const container = app.querySelector(".chart");
    if (container instanceof HTMLElement) chart.show(container, state.packets, observerNow(state, Date.now()));
  });
}

/**
 * What the API answers there.
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
async function ask(path) {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `The observer answered ${response.status}`);
  return body;
}

/** Every consumer, page after page. */
async function readConsumers() {
  /** @type {Glance[]} */
  const all = [];
  for (let after = ""; ; ) {
    const page = /** @type {ConsumerList} */ (await ask(`/api/v1/consumers?limit=500${after}`));
    all.push(...page.consumers);
    if (page.next === undefined) break;
    after = `&after=${page.next}`;
  }
  state.consumers = all;
}

/** Packets and slash requests of the consumer that is looked at. */
async function readPackets() {
  const id = state.selected;
  if (id === undefined || state.isPaused) return;
  const base = `/api/v1/consumers/${id}`;
  const [packets, slashes] = await Promise.all([
    /** @type {Promise<VscPacketList>} */ (ask(`${base}/vsc-packets?limit=${MOST_ROWS}`)),
    /** @type {Promise<SlashRequestList>} */ (ask(`${base}/slash-requests?limit=${MOST_ROWS}`)),
  ]);
  if (id !== state.selected) return;
  state.packets = packets.packets;
  state.slashes = slashes.requests;
  draw();
}

/** The messages of before; those that come are taken from the stream. */
async function readMessages() {
  const id = state.selected;
  if (id === undefined || state.isPaused) return;
  const { messages } = /** @type {MessageList} */ (await ask(`/api/v1/consumers/${id}/events?limit=200`));
  if (id !== state.selected) return;
  state.messages = newestMessages(state.messages, messages);
  draw();
}

// What fails is said by the link's state, and read again with the next message.
const readPacketsSoon = throttled(() => readPackets().catch(draw));
const readConsumersSoon = throttled(() => readConsumers().then(draw, draw));
const readAllSoon = throttled(() => Promise.all([readPackets(), readMessages()]).then(draw, draw));

/**
 * Once for all that asks for it within a moment.
 * @param {() => Promise<void>} work
 */
function throttled(work) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      void work();
    }, GATHER_MS);
  };
}

/** @param {Consumer} consumer */
function takeSummary(consumer) {
  state.clockOffsetMs = Date.parse(consumer.at) - Date.now();
  if (state.isPaused) return;
  const before = state.consumer;
  state.consumer = consumer;
  state.problem = undefined;
  const { text } = verdictBadge(consumer.health.verdict);
  const title = consumer.name ?? consumer.chainId ?? `Consumer ${consumer.consumerId}`;
  document.title = `${text} · ${title} · icskit observer`;
  if (before?.consumerId !== consumer.consumerId || before.health.verdict !== consumer.health.verdict) {
    announcer.textContent = `${title}: ${text}`;
  }
  state.consumers = state.consumers.map((glance) => (glance.consumerId === consumer.consumerId ? consumer : glance));
  draw();
}

/** @param {Message} message */
function takeMessage(message) {
  if (state.isPaused) return;
  state.messages = newestMessages(state.messages, [message]);
  if (isTelling(message)) readPacketsSoon();
  if (message.type === "health" && state.consumers.length > 1) readConsumersSoon();
  draw();
}

/** Looks at the consumer that the address names, or else at the first. */
function select() {
  const wanted = /^#consumer-(\d+)$/.exec(location.hash)?.[1];
  const selected = wanted ?? state.consumers[0]?.consumerId;
  if (selected === state.selected && live !== undefined) return;
  state.selected = selected;
  Object.assign(state, { consumer: undefined, packets: [], slashes: [], messages: [], problem: undefined });
  if (wanted !== undefined && !state.consumers.some(({ consumerId }) => consumerId === wanted)) {
    state.problem = `Consumer ${wanted} is not observed.`;
  }
  live?.close();
  live = openLive(state.problem === undefined ? selected : undefined, {
    onSummary: takeSummary,
    onMessage: takeMessage,
    onLost: readAllSoon,
    onHeard: () => {
      state.heardAtMs = Date.now();
      state.link = "live";
    },
    onLink: (isOpen) => {
      state.link = isOpen ? "live" : "lost";
      if (isOpen) readAllSoon();
      draw();
    },
  });
  draw();
}

/** The list first: it says which consumer there is to look at. Tries again while the observer does not answer. */
async function start() {
  try {
    await readConsumers();
  } catch {
    state.link = "lost";
    draw();
    setTimeout(start, 2000);
    return;
  }
  if (state.consumers.length === 0) state.problem = "The observer follows no consumer.";
  state.heardAtMs = Date.now();
  select();
}

addEventListener("hashchange", select);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
setInterval(draw, 1000);
setInterval(() => {
  if (state.consumers.length > 1 && !state.isPaused) readConsumersSoon();
}, 5000);
draw();
void start();
