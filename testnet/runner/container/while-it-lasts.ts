import { isIcsError, pollUntil } from "../../../src/index.ts";
import type { Container } from "./container-run.ts";

/** What a request is for: one that runs, paused or not; one that runs and is not paused; one that is paused. */
type RunState = "running" | "unpaused" | "paused";

/** How long after a refusal an engine may show a state from before it. */
const staleMs = 2_000;

/**
 * True where a request was carried out, false where it came too late: the container had ended, or was paused or resumed
 * already. Engines word that differently, and some resume a paused container by themselves to end it, so its state decides.
 * @throws what the engine says, where the container still is in that state
 */
export async function whileItLasts(
  container: Container,
  state: RunState,
  request: Promise<unknown>,
  timeoutMs = staleMs,
): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const what = `the engine to show that a container is not ${state}`;
    await pollUntil(() => isOver(container, state), Boolean, { what, timeoutMs }).catch((failure: unknown) => {
      throw isIcsError(failure, "POLL_TIMEOUT") ? error : failure;
    });
    return false;
  }
}

async function isOver(container: Container, state: RunState): Promise<boolean> {
  try {
    const { Running, Paused } = (await container.inspect()).State;
    if (state === "unpaused") return Paused || !Running;
    // To Docker a paused container is running, to Podman it is not.
    return !(Paused || (state === "running" && Running));
  } catch (error) {
    return (error as { statusCode?: number }).statusCode === 404;
  }
}
