// Says what is missing on this machine. Runs on any Node, before there are any npm packages: those come first then.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, "node_modules", ".bin", "node");
const args = process.argv.slice(2);

if (existsSync(node)) {
  const { status } = spawnSync(node, [join(root, "src/cli/main.ts"), "doctor", ...args], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  const finding = { name: "npm packages", verdict: "missing", found: "not installed", advice: 'Run "npm run setup"' };
  console.log(
    args.includes("--json") ? JSON.stringify(finding) : `${finding.name}: ${finding.found}. ${finding.advice}`,
  );
  process.exitCode = 1;
}
