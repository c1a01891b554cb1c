import { readFile, writeFile } from "node:fs/promises";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import { IcsError } from "../../errors.ts";
import { consumerHeight } from "../../launch/consumer-height.ts";
import { isJsonObject } from "../../launch/genesis/merge-patch.ts";
import { type LaunchRelayer, launchConsumer } from "../../launch/launch-consumer.ts";
import { launchPlan } from "../../launch/launch-plan.ts";
import { readLaunchState } from "../../launch/launch-state.ts";
import { openCcvChannel } from "../../relayer/handshake/handshake.ts";
import { relayPackets } from "../../relayer/packets/relay-loop.ts";
import type { RelayPath } from "../../relayer/relay-path.ts";
import { connectRelayPath } from "../../relayer/relay-path.ts";
import { createCliLogger } from "../cli-logger.ts";
import { type ConfirmFlags, confirmed } from "../confirm.ts";
import type { CliContext } from "../context.ts";
import { type LaunchSession, openLaunch, type SessionFlags } from "./connect-launch.ts";
import { type ConsumerOutput, createConsumerOutput } from "./consumer-output.ts";

/** The flags of `icskit consumer launch`. */
export interface LaunchFlags extends SessionFlags, ConfirmFlags {
  readonly watch?: boolean;
}

/** Takes a consumer from its spec to its first acknowledged VSC packet, from wherever it stands. */
export async function launchCommand(path: string, flags: LaunchFlags, context: CliContext): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const output = createConsumerOutput({ json: flags.json ?? false });
  const { signal } = context;
  if (!(await showPlan(session, output, signal))) return;
  if (!(await confirmed("Launch it so?", { ...flags, signal }))) return;
  const logger = createCliLogger(context.config.logLevel);
  const { file, provider, consumerId } = session;
  const launched = await launchConsumer({
    spec: file,
    provider,
    consumerId,
    onConsumerId: session.keepConsumerId,
    baseGenesis: () => readBaseGenesis(file.genesis.base),
    placeGenesis: (text) => placeGenesis(file.genesis.out, text),
    connectConsumer: session.connectConsumer,
    relayer: file.consumer && createLaunchRelayer(session),
    watch: flags.watch ?? false,
    onEvent: output.event,
    signal,
    logger,
  });
  output.data(`consumer ${launched.consumerId} ("${file.chainId}") is secured`, {
    event: "secured",
    consumerId: launched.consumerId,
    chainId: file.chainId,
    acknowledged: launched.state.acknowledged,
  });
}

/** Shows what is left to do; false where nothing is. */
async function showPlan(session: LaunchSession, output: ConsumerOutput, signal: AbortSignal): Promise<boolean> {
  const { file, provider, consumerId } = session;
  const chains = {
    provider: provider.sender.connection,
    queries: provider.queries,
    consumerHeight: () => consumerHeight({ ...session, signal }),
  };
  const state = await readLaunchState(chains, { spec: file, owner: provider.address, consumerId });
  for (const line of launchPlan(file, state, provider.address, new Date()))
    output.data(line, { event: "plan", would: line });
  if (state.step !== "done") return true;
  output.data("nothing is left to do", { event: "secured", consumerId: state.overview?.consumerId });
  return false;
}

/** Reads the genesis file that the consumer's binary made. @throws CONFIG_INVALID */
export async function readBaseGenesis(path: string | undefined): Promise<JsonObject> {
  const wanted = 'the genesis file that "<binary> init" wrote';
  if (path === undefined) throw badFile("genesis.base", "nothing", wanted);
  return readJsonFile(path, "genesis.base", wanted);
}

/** Reads a JSON object of a file. @throws CONFIG_INVALID */
export async function readJsonFile(path: string, name: string, wanted: string): Promise<JsonObject> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw badFile(name, `${path}, which cannot be read (${error.code ?? "unknown"})`, wanted);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  throw badFile(name, `${path}, which is no JSON object`, wanted);
}

/** Writes a genesis file where none is; one with the same content is as good. @throws CONFIG_INVALID for another one */
export async function placeGenesis(path: string, text: string): Promise<{ path: string; isNew: boolean }> {
  const present = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (present === text) return { path, isNew: false };
  if (present !== undefined) {
    throw badFile(
      "genesis.out",
      `${path}, which holds another genesis file`,
      "a new path; or move that file away if nobody runs it",
    );
  }
  await writeFile(path, text, { flag: "wx" });
  return { path, isNew: true };
}

/** The handshake and the relay loop of `icskit relay`, with the spec's accounts. */
function createLaunchRelayer(session: LaunchSession): LaunchRelayer {
  let path: Promise<RelayPath> | undefined;
  const connect = (consumer: ChainConnection, consumerId: string): Promise<RelayPath> => {
    path ??= session.consumerSender(consumer).then((sender) => {
      const { sender: paying } = session.provider;
      const provider = { connection: paying.connection, sender: paying };
      return connectRelayPath({ provider, consumer: { connection: consumer, sender }, consumerId });
    });
    return path;
  };
  return {
    openChannel: async (consumer, consumerId, { signal, onHop }) => {
      await openCcvChannel(await connect(consumer, consumerId), { signal, onHop });
    },
    relay: async (consumer, consumerId, { signal, onHop }) => {
      const relayed = await connect(consumer, consumerId);
      const opened = await openCcvChannel(relayed, { signal, onHop });
      await Promise.all([relayPackets(relayed, [opened.ccv], { signal }), opened.finishTransfer({ signal })]);
    },
  };
}

function badFile(name: string, got: string, wanted: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `${name}: got ${got}\nWanted: ${wanted}.`, {
    problems: [{ name, got, wanted }],
  });
}
