import { IcsError, type WaitOptions } from "../../src/index.ts";
import type { ExpectedState } from "../expectations/expected-state.ts";
import { factsOfState, untilFacts } from "../expectations/until-state.ts";
import type { Testnet } from "../testnet.ts";
import { type TraceStep, traceInvalid } from "./parse-trace.ts";
import { isPlayable } from "./trace-actions.ts";
import { TracePlayer } from "./trace-player.ts";
import { expectedState } from "./trace-state.ts";

/** How a trace is played. */
export interface PlayTraceOptions extends WaitOptions {
  /** Told of each step once its state holds. */
  readonly onStep?: (step: TraceStep, index: number) => void | Promise<void>;
}

/** How much of a trace was judged. */
export interface PlayedTrace {
  readonly steps: number;
  /** Facts that were read from the chains and held. */
  readonly facts: number;
  /** Expectations of the trace that were left out, each once. */
  readonly notJudged: readonly string[];
}

/**
 * Carries a trace out on a testnet of `traceTopology` that has launched nothing yet, and after each action waits until
 * the state is as the trace says; `timeoutMs`, 30,000 by default, is for one state. Packets stay where they are but in
 * `RelayPacketsAction`. Keys are ours: those of a trace are told without their private halves.
 * @throws TESTNET_TRACE_INVALID with every step that cannot be played, before the first; TESTNET_STATE_UNEXPECTED with
 * the step; what an action throws
 */
export async function playTrace(
  net: Testnet,
  trace: readonly TraceStep[],
  { onStep = () => undefined, ...options }: PlayTraceOptions = {},
): Promise<PlayedTrace> {
  checkPlayable(trace);
  await using player = new TracePlayer(net);
  let facts = 0;
  for (const [index, step] of trace.entries()) {
    options.signal?.throwIfAborted();
    try {
      if (isPlayable(step.action)) await player.act(step.action);
      const { created, removed } = player;
      const keys = (chain: string) => player.keysOf(chain);
      facts += await judge(
        net,
        expectedState(step.state, {
          provider: net.provider.chain.name,
          created: [...created],
          removed: [...removed],
          keys,
        }),
        options,
      );
    } catch (error) {
      if (error instanceof IcsError) error.message = `Step ${index + 1} (${step.action.type}): ${error.message}`;
      throw error;
    }
    await onStep(step, index);
  }
  return { steps: trace.length, facts, notJudged: [...new Set(trace.flatMap(({ notJudged }) => notJudged))] };
}

function checkPlayable(trace: readonly TraceStep[]): void {
  const problems = trace.flatMap(({ action }, index) =>
    isPlayable(action) ? [] : [{ name: `step ${index + 1}`, got: action.type, wanted: "an action that can be played" }],
  );
  if (problems.length > 0) throw traceInvalid(problems);
}

async function judge(net: Testnet, expected: ExpectedState, options: WaitOptions): Promise<number> {
  const facts = factsOfState(net, expected);
  if (facts.length > 0) await untilFacts(facts, options);
  return facts.length;
}
