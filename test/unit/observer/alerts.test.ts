import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";
import * as z from "zod";
import { ObserverMetrics } from "../../../src/observer/metrics.ts";
import { healthVerdicts, isHealthCode } from "../../../src/observer/summary/health-codes.ts";

const rules = z
  .strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+[smh]$/)
              .optional(),
            labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readFileSync("docs/observer-alerts.yml", "utf8")))
  .groups.flatMap((group) => group.rules);

/** The parts of an expression by the parser's name for them; `⚠` is what it cannot read. */
function parts(expression: string): { readonly name: string; readonly text: string }[] {
  const found: { name: string; text: string }[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to }) => {
      found.push({ name, text: expression.slice(from, to) });
    },
  });
  return found;
}

const texts = (expression: string, wanted: string) =>
  parts(expression).flatMap(({ name, text }) => (name === wanted ? [text] : []));

it.each(rules)("$alert is an expression that Prometheus can read", ({ expr }) => {
  expect(texts(expr, "⚠")).toEqual([]);
});

it.each(rules)("$alert asks for metrics and labels that exist", ({ expr }) => {
  const metrics = new ObserverMetrics({ processMetrics: false }).registry;
  for (const name of texts(expr, "Identifier")) expect(metrics.getSingleMetric(name)).toBeDefined();
  expect(texts(expr, "Identifier").length).toBeGreaterThan(0);
  const known = texts(expr, "Identifier").flatMap((name) => {
    return (metrics.getSingleMetric(name) as unknown as { labelNames: readonly string[] }).labelNames;
  });
  for (const label of texts(expr, "LabelName")) expect(known).toContain(label);
});

it("asks for reasons that exist", () => {
  const codes = rules.flatMap(({ expr }) => [...expr.matchAll(/code="([^"]*)"/g)].map(([, code = ""]) => code));
  expect(codes).toEqual(["channel-half-closed"]);
  for (const code of codes) expect(isHealthCode(code)).toBe(true);
});

it("tells an expression that cannot be read from one that can", () => {
  expect(texts("sum by (consumer) (up{a=", "⚠")).not.toEqual([]);
  expect(texts('up{a="b"} > 1', "Identifier")).toEqual(["up"]);
});

it("warns of every verdict that is neither good nor on its way, each alert under its own name", () => {
  const all = rules.map(({ expr }) => expr).join("\n");
  const bad = healthVerdicts.filter((verdict) => verdict !== "secured" && verdict !== "pending");
  for (const verdict of bad) expect(all).toContain(`verdict="${verdict}"`);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});
