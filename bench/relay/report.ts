import type { Percentiles } from "../statistics.ts";
import type { CallsPerBlock } from "./call-counter.ts";
import type { ClearFigures } from "./clear.ts";
import type { GasPerPacket } from "./figures.ts";
import type { ScaleFigures } from "./scale.ts";
import type { SiblingFigures } from "./side-by-side.ts";

/** What was measured; a part that did not run is left out. */
export interface RelayBenchResults {
  readonly at1000?: Siblings;
  readonly at250?: Siblings;
  readonly at100?: Siblings;
  readonly cleared?: ClearFigures;
  readonly scale?: readonly ScaleFigures[];
}

/** Figures by relayer, all of one testnet. */
export type Siblings = Readonly<Record<string, SiblingFigures>>;

/** The line that `bench:relay` ends with: the headline, then all that it comes from. */
export interface RelayReport {
  /** icskit's time divided by rly's, from the first connection message to both channels open, by block times at 1 s. */
  readonly handshakeRatioToRly?: number;
  /** The same of the medians from the block that sent a VSC packet to the one that received it. */
  readonly receivedRatioToRly?: number;
  readonly acknowledgedRatioToRly?: number;
  /** icskit's time divided by Hermes's, from the first connection message to the open CCV channel, at 250 ms. */
  readonly handshakeRatioToHermes?: number;
  /** The same of the medians from the block that sent a VSC packet to the one that received it. */
  readonly receivedRatioToHermes?: number;
  readonly receivedBlocks?: Percentiles;
  readonly acknowledgedBlocks?: Percentiles;
  readonly clearedPerSecond?: number;
  readonly gasPerPacket?: GasPerPacket;
  readonly rpcCallsPerBlock?: CallsPerBlock;
  /** By number of consumers. */
  readonly rssMiB?: Readonly<Record<string, number>>;
  readonly details: RelayBenchResults;
}

/** The report of a run. */
export function relayReport(results: RelayBenchResults): RelayReport {
  const { at1000, at250, cleared, scale } = results;
  return {
    ...(at1000 && headline(at1000)),
    ...(at250 && besideHermes(at250)),
    ...(cleared && { clearedPerSecond: cleared.perSecond, gasPerPacket: cleared.gasPerPacket }),
    ...(scale && { rssMiB: Object.fromEntries(scale.map(({ consumers, rssMiB }) => [consumers, rssMiB])) }),
    details: results,
  };
}

function headline({ icskit, rly }: Siblings): Omit<RelayReport, "details"> {
  if (icskit === undefined) return {};
  const { received, acknowledged, gasPerPacket, rpcCallsPerBlock } = icskit;
  const own = { receivedBlocks: received.blocks, acknowledgedBlocks: acknowledged.blocks, gasPerPacket };
  const calls = rpcCallsPerBlock && { rpcCallsPerBlock };
  if (rly === undefined) return { ...own, ...calls };
  return {
    handshakeRatioToRly: ratio(icskit.handshakeSeconds.both, rly.handshakeSeconds.both),
    receivedRatioToRly: ratio(received.seconds.p50, rly.received.seconds.p50),
    acknowledgedRatioToRly: ratio(acknowledged.seconds.p50, rly.acknowledged.seconds.p50),
    ...own,
    ...calls,
  };
}

function besideHermes({ icskit, hermes }: Siblings): Omit<RelayReport, "details"> {
  if (icskit === undefined || hermes === undefined) return {};
  return {
    handshakeRatioToHermes: ratio(icskit.handshakeSeconds.ccv, hermes.handshakeSeconds.ccv),
    receivedRatioToHermes: ratio(icskit.received.seconds.p50, hermes.received.seconds.p50),
  };
}

const ratio = (ours: number, theirs: number): number => Number((ours / theirs).toFixed(3));
