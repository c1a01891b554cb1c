import type { Topology } from "../../../testnet/index.ts";
import { IcsError, type Problem, problemLines } from "../../errors.ts";

/** What `icskit demo` is asked to show. */
export interface DemoOptions {
  readonly blockTimeMs: number;
  readonly validators: number;
  readonly consumers: number;
  readonly runner?: "native" | "container";
}

/** Blocks of a consumer within which half must be signed. */
export const DOWNTIME_WINDOW = 10;

/**
 * The demo's testnet: validators of unequal stake, all but the last of which opt in, the second with a consumer key of
 * its own. The smallest of those who opt in has less than a third of their power, so that blocks go on without it.
 * @throws CONFIG_INVALID with every problem at once
 */
export function demoTopology(options: DemoOptions): Topology {
  checkOptions(options);
  const { validators, consumers, blockTimeMs, runner = "native" } = options;
  const stakes = Array.from({ length: validators }, (_, index) => (validators - index + (index === 0 ? 2 : 0)) * 100);
  const optedIn = stakes.slice(0, -1).map((_, index) => ({ validator: index, ownKey: index === 1 }));
  return {
    blockTimeMs,
    runner,
    provider: { validators: stakes.map((power) => ({ stake: power * 1_000_000 })) },
    consumers: Array.from({ length: consumers }, (_, index) => ({
      chainId: `consumer-${index + 1}`,
      validators: optedIn,
      signedBlocksWindow: DOWNTIME_WINDOW,
      minSignedPerWindow: 0.5,
      // A consumer's default downtime slash is 0; with a cost of its own the demo shows the whole of it.
      infractions: { downtime: { slashFraction: 0.01, jailSeconds: 600 } },
    })),
  };
}

function checkOptions(options: DemoOptions): void {
  const problems: Problem[] = [];
  const check = (name: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    problems.push({ name, got: String(value), wanted: `a whole number from ${least} to ${most}` });
  };
  check("--block-time", options.blockTimeMs, 50, 60_000);
  // Two must opt in so that one may fall silent, and one stays out.
  check("--validators", options.validators, 3, 50);
  check("--consumers", options.consumers, 1, 20);
  if (problems.length === 0) return;
  throw new IcsError("CONFIG_INVALID", `The demo cannot run so\n${problemLines(problems)}`, { problems });
}
