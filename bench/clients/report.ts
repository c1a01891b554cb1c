import type { CliCosts } from "./cli-rows.ts";
import type { Creation } from "./create-consumers.ts";
import type { Listing } from "./list-consumers.ts";
import type { CodecRates } from "./vsc-codec.ts";

/** What was measured. */
export interface ClientsBenchResults {
  readonly creation: Creation;
  /** Why one transaction cannot create any number of consumers. */
  readonly refusalOfTooMany: string;
  /** Gas that a block may use; undefined for no bound. */
  readonly maxBlockGas: number | undefined;
  readonly listing: Listing;
  readonly codec: CodecRates;
  readonly cli: CliCosts;
}

/** The line that `bench:clients` ends with: the headline, then all that it comes from. */
export interface ClientsReport {
  readonly consumersPerSecond: number;
  readonly listSeconds: number;
  readonly listRoundTrips: number;
  /** The command line's time for creating and listing as many consumers, divided by icskit's. */
  readonly speedupOverCli: number;
  readonly vscEncodesPerSecond: number;
  readonly vscDecodesPerSecond: number;
  readonly createSpeedupOverCli: number;
  readonly listSpeedupOverCli: number;
  readonly listGrownMiB: number;
  readonly limit: CreationLimit;
  readonly notes: readonly string[];
  readonly details: ClientsBenchResults;
}

/** What keeps creation from being quicker. */
export interface CreationLimit {
  readonly binds: "icskit" | "gas of a block" | "the nodes' execution";
  /** This process's processor time, of the time that creation took. */
  readonly ownCpuShare: number;
  /** Of all gas that the blocks which hold the consumers had; undefined where a block has no bound. */
  readonly blockGasShare: number | undefined;
  readonly perTransaction: string;
}

/** The report of a run. */
export function clientsReport(results: ClientsBenchResults): ClientsReport {
  const { creation, listing, codec, cli } = results;
  const cliCreate = cli.createSecondsPerConsumer * creation.consumers;
  const cliList = cli.listSecondsOnce + cli.listSecondsPerConsumer * listing.consumers;
  return {
    consumersPerSecond: Math.round(creation.consumers / creation.seconds),
    listSeconds: round(listing.seconds),
    listRoundTrips: listing.roundTrips,
    speedupOverCli: round((cliCreate + cliList) / (creation.seconds + listing.seconds), 1),
    vscEncodesPerSecond: codec.encodesPerSecond,
    vscDecodesPerSecond: codec.decodesPerSecond,
    createSpeedupOverCli: round(cliCreate / creation.seconds, 1),
    listSpeedupOverCli: round(cliList / listing.seconds, 1),
    listGrownMiB: listing.grownMiB,
    limit: creationLimit(results),
    notes: [
      `The command line created and listed ${cli.rows} consumers; its times are scaled to ${creation.consumers} and ${listing.consumers}.`,
      "The command line cannot encode or decode packets: these rates have no ratio.",
    ],
    details: results,
  };
}

function creationLimit({ creation, refusalOfTooMany, maxBlockGas }: ClientsBenchResults): CreationLimit {
  const ownCpuShare = round(creation.ownCpuSeconds / creation.seconds);
  const gas = creation.gasPerConsumer * creation.consumers;
  const blockGasShare = maxBlockGas === undefined ? undefined : round(gas / (maxBlockGas * creation.blocks));
  const bySize = ownCpuShare > 0.5 ? "icskit" : "the nodes' execution";
  return {
    binds: (blockGasShare ?? 0) > 0.5 ? "gas of a block" : bySize,
    ownCpuShare,
    blockGasShare,
    perTransaction: refusalOfTooMany,
  };
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
