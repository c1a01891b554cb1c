// Records the demo's live view as docs/demo.svg: runs it in tmux, takes what the terminal shows twice a second, and
// writes the frames into one animated SVG. Needs tmux and a machine that is set up:
//   node_modules/.bin/node scripts/record-demo.ts [file]
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify, stripVTControlCharacters } from "node:util";

const root = join(import.meta.dirname, "..");
const size = { columns: 118, rows: 38 };
const everyMs = 500;
/** How long the last frame, the table, stays before the recording begins again. */
const lastFrameMs = 12_000;
const cell = { width: 7.8, height: 17, margin: 14 };
const colours = { background: "#0d1117", text: "#d0d7de", green: "#3fb950", cyan: "#39c5cf", yellow: "#d29922" };

/** What the terminal showed from `atMs` on. */
interface Frame {
  readonly atMs: number;
  readonly screen: string;
}

const tmux = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)("tmux", ["-L", `icskit-${process.pid}`, ...args], { cwd: root })).stdout;

/** The frames of one run of the demo, the closing table last. @throws Error where the demo fails */
async function record(): Promise<Frame[]> {
  const frames: Frame[] = [];
  const node = join(root, "node_modules/.bin/node");
  // The prompt and the command come first, as a user types it, and the exit code last.
  const command = `printf '$ icskit demo\\n'; ${node} src/cli/main.ts demo; printf 'exit code %s\\n' $?; read -r _`;
  await tmux("new-session", "-d", "-x", `${size.columns}`, "-y", `${size.rows}`, "sh", "-c", command);
  try {
    const begun = performance.now();
    for (let ended = false; !ended; await delay(everyMs)) {
      const screen = await tmux("capture-pane", "-e", "-p");
      ended = /^exit code \d/m.test(screen);
      const atMs = Math.round(performance.now() - begun);
      if (screen !== frames.at(-1)?.screen) frames.push({ atMs, screen });
    }
    if (!/^exit code 0/m.test(frames.at(-1)?.screen ?? ""))
      throw new Error(`The demo failed:\n${frames.at(-1)?.screen}`);
    return frames;
  } finally {
    await tmux("kill-server");
  }
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const sgrClasses: Readonly<Record<string, string>> = { "1": "b", "2": "d", "32": "g", "33": "y", "36": "c" };

/** One line of a frame as tspans; `classes` carries what is switched on from line to line. */
function lineToSvg(line: string, classes: Set<string>): string {
  const sgr = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`);
  return line
    .split(sgr)
    .map((part, index) => {
      if (index % 2 === 1) applySgr(part, classes);
      if (index % 2 === 1 || part === "") return "";
      const text = escapeXml(part);
      return classes.size === 0 ? text : `<tspan class="${[...classes].join(" ")}">${text}</tspan>`;
    })
    .join("");
}

function applySgr(codes: string, classes: Set<string>): void {
  for (const code of codes.split(";")) {
    const name = sgrClasses[code];
    if (name !== undefined) classes.add(name);
    else if (code === "" || code === "0") classes.clear();
    else if (code === "22") for (const each of ["b", "d"]) classes.delete(each);
    else if (code === "39") for (const each of ["g", "y", "c"]) classes.delete(each);
  }
}

function frameToSvg({ screen }: Frame): string {
  const classes = new Set<string>();
  const plain = screen.split("\n").map((line) => line.trimEnd());
  const lines = plain.map((line) => lineToSvg(line, classes));
  const texts = lines.map((line, row) => {
    const y = cell.margin + 34 + row * cell.height;
    if (line === "") return "";
    // With a width that is given, columns stay columns in every font.
    const width = (stripVTControlCharacters(plain[row] ?? "").length * cell.width).toFixed(1);
    return `<text x="${cell.margin}" y="${y}" textLength="${width}">${line}</text>`;
  });
  return texts.join("");
}

/** CSS that shows each frame at its own time; who asked for no motion sees the last one only. */
function animation(frames: readonly Frame[]): string {
  const totalMs = (frames.at(-1)?.atMs ?? 0) + lastFrameMs;
  const percent = (ms: number): string => `${((100 * ms) / totalMs).toFixed(2)}%`;
  const rules = frames.map(({ atMs }, index) => {
    const until = frames[index + 1]?.atMs ?? totalMs;
    const before = atMs === 0 || index === 0 ? "" : `0%{opacity:0}`;
    const after = until === totalMs ? "" : `${percent(until)}{opacity:0}`;
    const from = index === 0 ? "0%" : percent(atMs);
    return `@keyframes f${index}{${before}${from}{opacity:1}${after}}#f${index}{animation:f${index} ${totalMs}ms step-end infinite}`;
  });
  const last = frames.length - 1;
  return `g{opacity:0}#f${last}{opacity:1}@media (prefers-reduced-motion:no-preference){#f${last}{opacity:0}${rules.join("")}}`;
}

function toSvg(frames: readonly Frame[]): string {
  const rows = Math.max(...frames.map(({ screen }) => screen.trimEnd().split("\n").length));
  const width = Math.ceil(size.columns * cell.width + 2 * cell.margin);
  const height = Math.ceil(rows * cell.height + 34 + 2 * cell.margin);
  const text = `font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace`;
  const styles = `text{${text};fill:${colours.text};white-space:pre}.b{font-weight:bold}.d{opacity:.6}.g{fill:${colours.green}}.y{fill:${colours.yellow}}.c{fill:${colours.cyan}}`;
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, at) => `<circle cx="${20 + 20 * at}" cy="18" r="6" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>A recording of icskit demo: each step with its time, what the observer sees, and the table at the end</title>",
    `<style>${styles}${animation(frames)}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${colours.background}"/>${dots.join("")}`,
    ...frames.map((frame, index) => `<g id="f${index}">${frameToSvg(frame)}</g>`),
    "</svg>\n",
  ].join("\n");
}

const target = process.argv[2] ?? join(root, "docs/demo.svg");
const frames = await record();
await writeFile(target, toSvg(frames));
console.error(`${target}: ${frames.length} frames`);
