import { toAscii, toHex } from "@cosmjs/encoding";
import type { LaunchRelayer, LaunchRun } from "../../../src/launch/launch-consumer.ts";
import type { LaunchEvent } from "../../../src/launch/launch-event.ts";
import { firstPacketStep, openChannelStep } from "../../../src/launch/relay-steps.ts";
import { queryConsumerOverview } from "../../../src/provider/consumer-overview.ts";
import { overviewAnswers, overviewChain } from "../provider/overview-chain.ts";
import { madeSpec } from "./made.ts";

const ibcKey = (path: string): string => `/store/ibc/key ${toHex(toAscii(path))}`;
const end = "ports/provider/channels/channel-2";
const sequence = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, value);

/** A launched consumer with an open channel, whose first packet is acknowledged once `acknowledge` was called. */
async function launch(given: Partial<LaunchRun> = {}) {
  const answers = overviewAnswers({ "2": "LAUNCHED" });
  answers[ibcKey(`nextSequenceSend/${end}`)] = sequence(2);
  answers[ibcKey(`nextSequenceAck/${end}`)] = sequence(1);
  const acknowledge = (): void => {
    answers[ibcKey(`nextSequenceAck/${end}`)] = sequence(2);
  };
  const { connection } = overviewChain(answers);
  const blocks = async function* ({ signal }: { signal: AbortSignal }) {
    for (let height = 44n; height < 200n && !signal.aborted; height += 1n) {
      yield { height };
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  Object.assign(connection, { blocks });
  const events: LaunchEvent[] = [];
  const run = {
    spec: madeSpec(),
    provider: { address: "owner", sender: { connection } },
    connectConsumer: async () => ({}),
    tell: (event: LaunchEvent) => void events.push(event),
    signal: new AbortController().signal,
    ...given,
  } as unknown as LaunchRun;
  const overview = await queryConsumerOverview(connection, "2", { height: 44n });
  const state = { step: "channel", overview, sent: 1n, acknowledged: 0n } as const;
  return { run, state, overview, events, acknowledge, kinds: () => events.map(({ kind }) => kind) };
}

/** A relayer that relays until it is ended. */
function relayer(onRelay: () => void = () => undefined): LaunchRelayer & { readonly ended: unknown[] } {
  const ended: unknown[] = [];
  return {
    ended,
    openChannel: async (_consumer, _id, { onHop }) => onHop({ name: "ChannelOpenTry", chainId: "p", height: 1n }),
    relay: async (_consumer, _id, { signal }) => {
      onRelay();
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      ended.push(signal.reason);
    },
  };
}

describe("opening the channel", () => {
  it("is the relayer's work, whose transactions are told", async () => {
    const { run, state, overview, events } = await launch({ relayer: relayer() });
    await openChannelStep(run, state, overview);
    expect(events).toEqual([
      { kind: "hop", name: "ChannelOpenTry", chainId: "p", height: 1n },
      { kind: "channel", channelId: "channel-2", counterpartyChannelId: "channel-4" },
    ]);
  });

  it("is waited for where somebody else relays", async () => {
    const { run, state, overview, kinds } = await launch();
    await openChannelStep(run, state, overview);
    expect(kinds()).toEqual(["waiting", "channel"]);
  });

  it("is left to the next reading where the consumer's node went away", async () => {
    const { run, state, overview, kinds } = await launch({ connectConsumer: async () => undefined });
    await openChannelStep(run, state, overview);
    expect(kinds()).toEqual([]);
  });
});

describe("the first packet", () => {
  it("is relayed until it is acknowledged, and the relayer is ended then", async () => {
    const launched = await launch();
    const relaying = relayer(launched.acknowledge);
    await firstPacketStep({ ...launched.run, relayer: relaying }, launched.state, launched.overview);
    expect(launched.events.at(-1)).toMatchObject({ kind: "acknowledged", packets: 1n });
    expect(relaying.ended).toHaveLength(1);
  });

  it("says what makes one where the spec does not", async () => {
    const { run, state, overview, events, acknowledge } = await launch();
    acknowledge();
    await firstPacketStep(run, state, overview);
    expect(events[0]).toEqual({
      kind: "waiting",
      what: "the first VSC packet to be acknowledged; any change of the validators' power makes one",
    });
  });

  it("is relayed once the consumer's node answers, where it is being started again", async () => {
    const launched = await launch();
    const answers: unknown[] = [undefined, undefined];
    const connectConsumer = async () => (answers.length > 0 ? answers.shift() : {}) as never;
    const relaying = relayer(launched.acknowledge);
    await firstPacketStep({ ...launched.run, connectConsumer, relayer: relaying }, launched.state, launched.overview);
    expect(launched.kinds()).toEqual(["waiting", "waiting", "acknowledged"]);
    expect(relaying.ended).toHaveLength(1);
  });

  it("ends with the error of a relayer that fails", async () => {
    const failing = { ...relayer(), relay: async () => Promise.reject(new Error("closed")) };
    const { run, state, overview } = await launch({ relayer: failing });
    await expect(firstPacketStep(run, state, overview)).rejects.toThrow("closed");
  });
});
