import type { ChainConnection } from "../chain/chain-connection.ts";
import type { JsonObject } from "../consumer/consumer-genesis.ts";
import { IcsError, isIcsError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { SigningProviderClient } from "../provider/provider-client.ts";
import { consumerHeight } from "./consumer-height.ts";
import type { ConsumerSpec } from "./consumer-spec.ts";
import { createStep, scheduleStep } from "./create-step.ts";
import type { LaunchEvent } from "./launch-event.ts";
import { type LaunchState, type LaunchStep, readLaunchState } from "./launch-state.ts";
import { firstPacketStep, openChannelStep } from "./relay-steps.ts";
import { spawnStep } from "./spawn-step.ts";
import { startStep } from "./start-step.ts";

/** Who carries the handshake and packets of a launch; `icskit relay`'s own parts fit, and so does any other relayer. */
export interface LaunchRelayer {
  /** Opens connection and CCV channel, from whatever there is of them. */
  openChannel(consumer: ChainConnection, consumerId: string, options: RelayOptions): Promise<void>;
  /** Carries packets until the signal aborts. */
  relay(consumer: ChainConnection, consumerId: string, options: RelayOptions): Promise<void>;
}

/** How a launch's relayer is ended, and what it tells. */
export interface RelayOptions {
  readonly signal: AbortSignal;
  readonly onHop: (hop: { readonly name: string; readonly chainId: string; readonly height: bigint }) => void;
}

/** What a launch is done with. */
export interface LaunchOptions {
  readonly spec: ConsumerSpec;
  /** The owner's. */
  readonly provider: SigningProviderClient;
  /** Known from an earlier run. */
  readonly consumerId?: string | undefined;
  /** Keeps the id for the next run; a launch that cannot is not stopped by it where owner and metadata are unique. */
  readonly onConsumerId?: (consumerId: string) => Promise<void>;
  /** The genesis file that the consumer's binary made. */
  readonly baseGenesis: () => Promise<JsonObject>;
  /** Puts the genesis file where the nodes get it; resolves with its place, and whether it was not there before. */
  readonly placeGenesis: (text: string) => Promise<{ readonly path: string; readonly isNew: boolean }>;
  /** A connection to a node of the consumer; undefined while none answers. */
  readonly connectConsumer: (signal: AbortSignal) => Promise<ChainConnection | undefined>;
  /** Undefined: somebody else relays. */
  readonly relayer?: LaunchRelayer | undefined;
  /** Waits where a spawn fails until somebody active has opted in, and sets the next spawn time. */
  readonly watch?: boolean;
  readonly onEvent?: (event: LaunchEvent) => void;
  readonly signal: AbortSignal;
  readonly logger?: Logger;
}

/** What every step gets. */
export interface LaunchRun extends LaunchOptions {
  readonly tell: (event: LaunchEvent) => void;
  /** Whether this run has delegated for a first packet: the provider makes it with its next epoch, however far that is. */
  hasDelegated: boolean;
}

/** A consumer that is secured: its first VSC packet is acknowledged. */
export interface LaunchedConsumer {
  readonly consumerId: string;
  readonly state: LaunchState;
}

/**
 * Takes a consumer from its spec to its first acknowledged VSC packet. Nothing is remembered but the spec: what is to be
 * done next is read from both chains before each step, so that a launch may be ended at any point and begun again, and
 * nothing is done twice.
 * @throws CCV_LAUNCH_FAILED without `watch`, CCV_PHASE_FORBIDS for a consumer that was stopped or deleted,
 * CONFIG_INVALID; as `TxSender.send`, and as the relayer
 */
export async function launchConsumer(options: LaunchOptions): Promise<LaunchedConsumer> {
  const run: LaunchRun = { ...options, tell: options.onEvent ?? (() => undefined), hasDelegated: false };
  let { consumerId } = options;
  let last: LaunchStep | undefined;
  for (;;) {
    options.signal.throwIfAborted();
    const state = await readState(run, consumerId);
    if (state.overview !== undefined && state.overview.consumerId !== consumerId) {
      consumerId = state.overview.consumerId;
      await options.onConsumerId?.(consumerId);
    }
    if (state.step !== last) run.tell({ kind: "step", step: state.step, consumerId });
    last = state.step;
    if (state.step === "done" && state.overview !== undefined) {
      return { consumerId: state.overview.consumerId, state };
    }
    await takeStep(run, state);
  }
}

function readState(run: LaunchRun, consumerId: string | undefined): Promise<LaunchState> {
  const { provider, spec } = run;
  const chains = {
    provider: provider.sender.connection,
    queries: provider.queries,
    consumerHeight: () => consumerHeight(run),
  };
  return readLaunchState(chains, { spec, owner: provider.address, consumerId });
}

async function takeStep(run: LaunchRun, state: LaunchState): Promise<void> {
  const { step, overview } = state;
  if (overview === undefined) return createStep(run);
  switch (step) {
    case "schedule":
      return scheduleStep(run, overview);
    case "spawn":
      return spawnStep(run, overview).catch((error: unknown) => {
        // The next step sets another spawn time, once somebody could validate.
        if (!run.watch || !isIcsError(error, "CCV_LAUNCH_FAILED")) throw error;
        run.tell({ kind: "spawnFailed", reason: error.context.reason, message: error.message });
      });
    case "start":
      return startStep(run, state, overview);
    case "channel":
      return openChannelStep(run, state, overview);
    case "firstPacket":
      return firstPacketStep(run, state, overview);
    default:
      throw isOver(overview.consumerId, overview.chainId, overview.phase);
  }
}

function isOver(consumerId: string, chainId: string, phase: string): IcsError<"CCV_PHASE_FORBIDS"> {
  return new IcsError(
    "CCV_PHASE_FORBIDS",
    `Consumer ${consumerId} ("${chainId}") is ${phase}: it cannot be launched again\nLaunch a new one: remove the consumer id that was kept beside the spec.`,
    { consumerId, phase, wanted: "REGISTERED" },
  );
}
