import { StargateClient } from "@cosmjs/stargate";
import { pollUntil } from "../../src/index.ts";
import type { TestnetProvider } from "../../testnet/index.ts";
import type { ProviderCli } from "./provider-cli.ts";

/** What the command line takes for one row of the same work, and once for all rows. */
export interface CliCosts {
  readonly rows: number;
  readonly createSecondsPerConsumer: number;
  readonly listSecondsPerConsumer: number;
  readonly listSecondsOnce: number;
}

/** Creates and lists a sample of consumers by the command line, one call after another. */
export async function measureCli(
  cli: ProviderCli,
  provider: TestnetProvider,
  ownerAddress: string,
  rows: number,
  spawnTime: Date,
): Promise<CliCosts> {
  const createSeconds = await createRows(cli, provider, ownerAddress, rows, spawnTime);
  const listSecondsOnce = await seconds(async () => {
    await cli.query("list-consumer-chains", "--limit", "2000");
    await cli.query("throttle-state");
    await cli.query("params");
    await cli.query("registered-consumer-reward-denoms");
  });
  const listSeconds = await seconds(async () => {
    for (let row = 0; row < rows; row += 1) {
      for (const query of PER_CONSUMER) await cli.query(query, String(row));
    }
  });
  return {
    rows,
    createSecondsPerConsumer: createSeconds / rows,
    listSecondsPerConsumer: listSeconds / rows,
    listSecondsOnce,
  };
}

/** What the list of consumers does not tell of each. */
const PER_CONSUMER = [
  "consumer-chain",
  "consumer-opted-in-validators",
  "consumer-validators",
  "all-pairs-valconsensus-address",
];

async function createRows(
  cli: ProviderCli,
  { connection }: TestnetProvider,
  ownerAddress: string,
  rows: number,
  spawnTime: Date,
): Promise<number> {
  const accounts = StargateClient.create(connection.comet);
  const sequence = async (): Promise<bigint> => BigInt((await accounts.getSequence(ownerAddress)).sequence);
  return seconds(async () => {
    for (let row = 0; row < rows; row += 1) {
      const before = await sequence();
      await cli.createConsumer(consumerJson(`cli${row}`, spawnTime));
      // The command line asks for the committed sequence: the next call has to wait for this one's block.
      await pollUntil(sequence, (now) => now > before, { what: `block of the command line's consumer ${row}` });
    }
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** The same consumer as `consumerMessage` makes, as the command line reads it: durations in nanoseconds. */
function consumerJson(name: string, spawnTime: Date): object {
  return {
    chain_id: `${name}-1`,
    metadata: { name, description: "A consumer of a measurement", metadata: "none" },
    initialization_parameters: {
      initial_height: { revision_number: 1, revision_height: 1 },
      genesis_hash: "",
      binary_hash: "",
      spawn_time: spawnTime.toISOString(),
      unbonding_period: 1_728_000_000_000_000,
      ccv_timeout_period: 2_419_200_000_000_000,
      transfer_timeout_period: 1_800_000_000_000,
      consumer_redistribution_fraction: "0.75",
      blocks_per_distribution_transmission: 1000,
      historical_entries: 10_000,
      distribution_transmission_channel: "",
      connection_id: "",
    },
  };
}
