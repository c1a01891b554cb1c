import { binaryFileName } from "../testnet/binary-name.ts";
import { type BuildProgress, buildBinaries } from "../testnet/build-binaries.ts";

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function describe(event: BuildProgress): string {
  if (event.phase === "waiting") return "Another set-up is building the binaries: waiting for it";
  const name = binaryFileName(event.name);
  const elapsed = seconds(event.elapsedMs);
  switch (event.phase) {
    case "downloading":
      return `${name}: downloading Go modules, ${event.modules} of at most ${event.ofAtMost}, ${elapsed}`;
    case "compiling":
      return `${name}: compiling, ${event.packages} packages so far, ${elapsed} (the first binary takes minutes)`;
    case "built":
      return `${name}: built in ${elapsed}`;
  }
}

/** One line that changes on a terminal; elsewhere a line at each change of phase and every ten seconds. */
async function createProgress(): Promise<(event: BuildProgress) => void> {
  if (process.stderr.isTTY) {
    const { logUpdateStderr } = await import("log-update");
    return (event) => {
      logUpdateStderr(describe(event));
      if (event.phase === "built") logUpdateStderr.done();
    };
  }
  let last = { phase: "", at: 0 };
  return (event) => {
    const now = performance.now();
    if (event.phase === last.phase && event.phase !== "built" && now - last.at < 10_000) return;
    last = { phase: event.phase, at: now };
    console.error(describe(event));
  };
}

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interrupt.abort(new Error(`Interrupted by ${signal}; run it again to go on from there`)));
}

try {
  await buildBinaries({ signal: interrupt.signal, onProgress: await createProgress() });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = interrupt.signal.aborted ? 130 : 1;
}
