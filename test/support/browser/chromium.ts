import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
/** For what a page must show at once; a busy machine included. */
const PATIENCE_MS = 20_000;
const flags = [
  "--no-first-run",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The first Chromium on PATH; undefined where there is none. */
function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A suite in a real Chromium. Where there is none it says so and is skipped, and fails in CI, where nobody reads it.
 */
export function describeInChromium(name: string, suite: (open: OpenPage) => void): void {
  const path = findChromium();
  if (path === undefined) {
    const reason = `no Chromium on PATH (${names.join(", ")}): install one, such as Debian's package chromium`;
    const missing = () => {
      throw new Error(reason);
    };
    if (process.env.CI === "true") describe(name, () => it("needs Chromium", missing));
    else {
      process.stderr.write(`Skipped, ${name}: ${reason}\n`);
      describe.skip(name, () => it("needs Chromium", missing));
    }
    return;
  }
  describe(name, () => {
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      // As root the sandbox cannot be set up, as in most containers.
      const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      browser = await chromium.launch({ executablePath: path, args: [...flags, ...sandbox] });
    });
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
    });
    afterAll(async () => {
      await browser.close();
    });
    suite(async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const complaints: string[] = [];
      page.on("console", (line) => {
        if (["error", "warning"].includes(line.type())) complaints.push(line.text());
      });
      page.on("pageerror", ({ message }) => complaints.push(message));
      await page.goto(url);
      return { page, complaints };
    });
  });
}

/** Opens a page; `complaints` are its errors and warnings, refusals of its content security policy among them. */
export type OpenPage = (
  url: string,
  options?: BrowserContextOptions,
) => Promise<{ readonly page: Page; readonly complaints: string[] }>;

/** Keeps a picture of the whole page for people, and says where. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(".icskit", "artifacts");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  process.stderr.write(`Screenshot: ${path}\n`);
}
