// Adds to package-lock.json the packages for other platforms that npm left out of it. npm leaves them out when it
// cannot read them (a mirror that has only this platform's) or when it writes the lock from an existing node_modules
// (npm/cli#4828), and `npm ci` then refuses the lock on every machine. Run it after `npm install` has changed the lock.
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = {
  arm64: "arm64",
  aarch64: "arm64",
  x64: "x64",
  ia32: "ia32",
  arm: "arm",
  armv7: "arm",
  riscv64: "riscv64",
  ppc64: "ppc64",
  s390x: "s390x",
};

/** What a package of this name runs on: "@swc/core-linux-arm64-gnu" says linux and arm64. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors[words.find((word) => Object.hasOwn(processors, word))];
  const libc = words.includes("musl") ? "musl" : os === "linux" && words.includes("gnu") ? "glibc" : undefined;
  return { os, cpu, libc };
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (path === "" || lock.packages[key] || lock.packages[`${path}/${key}`]) continue;
    const { os, cpu, libc } = platformOf(name);
    if (!os || !/^\d/.test(version)) throw new Error(`${name}@${version}, optional for ${path}, is not in the lock`);
    lock.packages[key] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(entry.dev && { dev: true }),
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
    added.push(`${name}@${version}`);
  }
}
const [own, ...others] = Object.entries(lock.packages);
others.sort(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries([own, ...others]);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.error(added.length === 0 ? "The lock is complete" : `Added:\n${added.map((name) => `  ${name}`).join("\n")}`);
