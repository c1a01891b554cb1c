import { type ConsumerPhase, consumerPhases, parsePhase } from "../../ccv/phase.ts";
import { connectChain } from "../../chain/chain-connection.ts";
import { IcsError } from "../../errors.ts";
import { plainJson } from "../../observer/web/views/plain-json.ts";
import {
  type ConsumerOverview,
  queryConsumerOverview,
  queryConsumerOverviews,
} from "../../provider/consumer-overview.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { createConsumerOutput } from "./consumer-output.ts";

/** The flags of `icskit consumer list` and `show`. */
export interface ListFlags {
  readonly provider: string;
  readonly phase?: string;
  readonly json?: boolean;
}

/** `icskit consumer list`: a line per consumer, all of one height. */
export async function listCommand(flags: ListFlags, context: CliContext): Promise<void> {
  const phase = flags.phase === undefined ? undefined : phaseOf(flags.phase);
  await using provider = await connect(flags, context);
  const output = createConsumerOutput({ json: flags.json ?? false });
  for await (const overview of queryConsumerOverviews(provider, phase === undefined ? {} : { phase })) {
    const { consumerId, chainId, metadata, validators, ownerAddress, channel } = overview;
    const inSet = validators.filter(({ isInSet }) => isInSet);
    const power = inSet.reduce((sum, { consumerPower }) => sum + consumerPower, 0n);
    const line = [
      consumerId.padEnd(4),
      overview.phase.padEnd(11),
      chainId.padEnd(24),
      `${inSet.length} validators`.padEnd(15),
      `power ${power}`.padEnd(14),
      metadata?.name ?? "",
    ];
    output.data(line.join(" ").trimEnd(), {
      consumerId,
      chainId,
      phase: overview.phase,
      name: metadata?.name,
      ownerAddress,
      validators: inSet.length,
      power,
      channel: channel?.channelId,
    });
  }
}

/** `icskit consumer show`: everything that the provider knows of one consumer. */
export async function showCommand(consumerId: string, flags: ListFlags, context: CliContext): Promise<void> {
  await using provider = await connect(flags, context);
  const output = createConsumerOutput({ json: flags.json ?? false });
  const overview = await queryConsumerOverview(provider, consumerId);
  if (flags.json) return output.data("", { ...overview });
  for (const line of lines(overview)) output.data(line, {});
}

function* lines(overview: ConsumerOverview): Generator<string> {
  const { validators, provider: _, ...rest } = overview;
  yield* Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(plainJson(value)) ?? "none"}`);
  yield `validators: ${validators.length}`;
  for (const validator of validators) {
    const { moniker, providerOperatorAddress = "gone", consumerPower, isInSet, isOptedIn, jailed } = validator;
    const name = moniker || validator.providerConsensusAddress;
    const state = [
      isInSet ? "in the set" : "not in the set",
      isOptedIn ? "opted in" : "compelled",
      ...(jailed ? ["jailed"] : []),
    ];
    yield `  ${name} ${providerOperatorAddress} power ${consumerPower}: ${state.join(", ")}`;
  }
}

async function connect({ provider: url }: ListFlags, { config, signal }: CliContext) {
  return connectChain({ url, logger: createCliLogger(config.logLevel), signal });
}

function phaseOf(text: string): ConsumerPhase {
  const phase = parsePhase(text.toUpperCase());
  if (phase !== undefined) return phase;
  const wanted = `one of ${consumerPhases.join(", ")}`;
  throw new IcsError("CONFIG_INVALID", `--phase: got ${text}\nWanted: ${wanted}.`, {
    problems: [{ name: "--phase", got: text, wanted }],
  });
}
