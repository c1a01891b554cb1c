import { spawnSync } from "node:child_process";

/** Asks whether the engine answers, in a process of its own, since Jest wants to know its tests at once. */
const probe = `
const url = new URL(process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock");
const where = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 };
const request = require("node:http").get({ ...where, path: "/_ping", timeout: 5000 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on("error", () => process.exit(1)).on("timeout", () => request.destroy(new Error("timeout")));
`;

let answers: boolean | undefined;

/** True where a container engine answers. */
export function hasContainerEngine(): boolean {
  answers ??= spawnSync(process.execPath, ["-e", probe]).status === 0;
  return answers;
}

/** Tests that need a container engine: where there is none they are skipped with the reason, and fail in CI. */
export function describeWithEngine(name: string, tests: () => void): void {
  if (hasContainerEngine()) {
    describe(name, tests);
    return;
  }
  const reason = "no container engine answers (apt-get install docker.io, then start dockerd)";
  const stated = process.env.CI ? it : it.skip;
  describe(name, () => stated(`runs: ${reason}`, () => Promise.reject(new Error(reason))));
}
