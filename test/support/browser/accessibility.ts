import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong on a page as it is shown, each with its first place; [] where nothing is. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
}

/** True where the page is wider than the window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

/** What Tab reaches, in order, by the text or label of each; each must show that it has the focus. */
export async function walkByKeyboard(page: Page): Promise<{ name: string; isShown: boolean }[]> {
  const reached: { name: string; isShown: boolean }[] = [];
  for (let step = 0; step < 100; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const label = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const field = element.closest("label")?.textContent;
      const name = (label.trim() || field || "").replace(/\s+/g, " ").trim();
      return { name, isShown: outlineStyle !== "none" && outlineWidth !== "0px" };
    });
    if (focused === undefined) return reached;
    reached.push(focused);
  }
  throw new Error("Tab reaches more than 100 places");
}
