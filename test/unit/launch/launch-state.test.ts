import { toAscii, toHex } from "@cosmjs/encoding";
import { QueryClient } from "@cosmjs/stargate";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { isIcsError } from "../../../src/errors.ts";
import { type LaunchOptions, launchConsumer } from "../../../src/launch/launch-consumer.ts";
import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import { readLaunchState } from "../../../src/launch/launch-state.ts";
import { setupProviderExtension } from "../../../src/provider/queries.ts";
import { overviewAnswers, overviewChain } from "../provider/overview-chain.ts";
import { madeSpec } from "./made.ts";

const phases = { "0": "REGISTERED", "1": "INITIALIZED", "2": "LAUNCHED", "3": "STOPPED", "4": "DELETED" };
const metadata = { name: "", description: "", metadata: "" };

interface Chains {
  /** Packets that the provider's end has sent, and had acknowledged; undefined without a channel. */
  readonly packets?: readonly [sent: number, acknowledged: number];
  readonly isClosed?: boolean;
  readonly consumerHeight?: bigint;
}

const ibcKey = (path: string): string => `/store/ibc/key ${toHex(toAscii(path))}`;
const sequence = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, value);

/** A provider with a consumer in every phase. */
function provider({ packets, isClosed }: Chains) {
  const answers = overviewAnswers(phases);
  const end = "ports/provider/channels/channel-2";
  if (packets === undefined) {
    for (const id of Object.keys(phases)) delete answers[`/store/provider/key 05${toHex(toAscii(id))}`];
  } else {
    answers[ibcKey(`nextSequenceSend/${end}`)] = sequence(packets[0] + 1);
    answers[ibcKey(`nextSequenceAck/${end}`)] = sequence(packets[1] + 1);
  }
  if (isClosed)
    answers[ibcKey(`channelEnds/${end}`)] = Channel.encode(Channel.fromPartial({ state: State.STATE_CLOSED })).finish();
  const { connection } = overviewChain(answers);
  const { provider: queries } = QueryClient.withExtensions(connection.comet, setupProviderExtension);
  return { connection, queries };
}

async function stepOf(consumerId: string, chains: Chains = {}) {
  const { connection, queries } = provider(chains);
  const spec = { ...madeSpec(), chainId: `consumer-${consumerId}`, metadata };
  const consumerHeight = async (): Promise<bigint> => chains.consumerHeight ?? 0n;
  const where = { provider: connection, queries, consumerHeight };
  return readLaunchState(where, { spec, owner: "cosmos1owner", consumerId });
}

describe("how far a launch has come", () => {
  it.each([
    ["create", "it does not exist yet", undefined, {}],
    ["schedule", "REGISTERED", "0", {}],
    ["spawn", "INITIALIZED", "1", {}],
    ["start", "LAUNCHED, and no block yet", "2", {}],
    ["channel", "LAUNCHED, with blocks and no channel", "2", { consumerHeight: 1n }],
    ["firstPacket", "the channel is open", "2", { packets: [0, 0], consumerHeight: 5n }],
    ["firstPacket", "a packet was sent", "2", { packets: [3, 0] }],
    ["done", "a packet was acknowledged", "2", { packets: [3, 1] }],
    ["channel", "the channel is closed", "2", { packets: [0, 0], isClosed: true, consumerHeight: 1n }],
    ["over", "STOPPED", "3", { packets: [1, 1] }],
    ["over", "DELETED", "4", {}],
  ] as const)("is %s where %s", async (step, _where, consumerId, chains) => {
    const state =
      consumerId === undefined
        ? await readLaunchState(
            {
              provider: provider(chains).connection,
              queries: provider(chains).queries,
              consumerHeight: async () => 0n,
            },
            { spec: madeSpec(), owner: "nobody" },
          )
        : await stepOf(consumerId, chains);
    expect(state.step).toBe(step);
    expect(state.overview?.consumerId).toBe(consumerId);
  });

  it("tells how many packets were sent and acknowledged", async () => {
    expect(await stepOf("2", { packets: [4, 2] })).toMatchObject({ sent: 4n, acknowledged: 2n });
    expect(await stepOf("2")).toMatchObject({ sent: 0n, acknowledged: 0n });
  });
});

describe("a launch", () => {
  function options(consumerId: string, chains: Chains) {
    const { connection, queries } = provider(chains);
    const [events, kept]: [LaunchEvent[], string[]] = [[], []];
    const given = {
      spec: { ...madeSpec(), chainId: `consumer-${consumerId}`, metadata },
      provider: { address: "cosmos1owner", queries, sender: { connection } },
      onConsumerId: async (id: string) => void kept.push(id),
      connectConsumer: async () => undefined,
      onEvent: (event: LaunchEvent) => void events.push(event),
      signal: new AbortController().signal,
    } as unknown as LaunchOptions;
    return { given, events, kept };
  }

  it("that is done already does nothing", async () => {
    const { given, events, kept } = options("2", { packets: [1, 1] });
    const launched = await launchConsumer({ ...given, consumerId: "2" });
    expect(launched).toMatchObject({ consumerId: "2", state: { step: "done", acknowledged: 1n } });
    expect(events).toEqual([{ kind: "step", step: "done", consumerId: "2" }]);
    expect(kept).toEqual([]); // It was known.
  });

  it("of a consumer that was stopped is refused, and says what to do", async () => {
    const { given } = options("3", {});
    const error: unknown = await launchConsumer({ ...given, consumerId: "3" }).catch((reason: unknown) => reason);
    if (!isIcsError(error, "CCV_PHASE_FORBIDS")) throw error;
    expect(error.message).toContain(
      'Consumer 3 ("consumer-3") is STOPPED: it cannot be launched again\nLaunch a new one',
    );
  });

  it("does nothing once it is ended", async () => {
    const { given } = options("2", {});
    const reason = new Error("stop");
    await expect(launchConsumer({ ...given, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
