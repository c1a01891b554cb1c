import { Order } from "cosmjs-types/ibc/core/channel/v1/channel";
import {
  behindSide,
  bestLane,
  closedCcvChannel,
  pairUp,
  transferChannel,
} from "../../../../src/relayer/handshake/handshake-lane.ts";
import type {
  ChannelState,
  ConnectionState,
  EndState,
  HandshakeState,
} from "../../../../src/relayer/handshake/handshake-state.ts";
import { type HandshakeGoal, nextStep, stepName } from "../../../../src/relayer/handshake/handshake-step.ts";

/** `INIT`, or with the other end's id behind: `OPEN 0`. */
type Told = "INIT" | `${Exclude<EndState, "INIT">} ${number}`;

interface Given {
  /** Connection ends in the order of their ids. */
  readonly connections?: readonly Told[];
  /** CCV channel ends on connection 0, in the order of their ids. */
  readonly channels?: readonly Told[];
  /** Transfer channel ends on connection 0; ids from 10. */
  readonly transfers?: readonly Told[];
}

const versions = [{ identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] }];

function parsed(text: Told): { state: EndState; number: string | undefined } {
  const [state, number] = text.split(" ");
  return { state: state as EndState, number };
}

function connection(text: Told, index: number): ConnectionState {
  const { state, number } = parsed(text);
  const counterpartyId = number === undefined ? "" : `connection-${number}`;
  return { id: `connection-${index}`, state, counterpartyId, versions, isUsable: true };
}

function channel(portId: string, counterpartyPortId: string, from: number) {
  return (text: Told, index: number): ChannelState => {
    const { state, number } = parsed(text);
    return {
      id: `channel-${from + index}`,
      state,
      counterpartyId: number === undefined ? "" : `channel-${number}`,
      portId,
      connectionId: "connection-0",
      counterpartyPortId,
      ordering: portId === "transfer" ? Order.ORDER_UNORDERED : Order.ORDER_ORDERED,
      version: portId,
    };
  };
}

function side(own: "provider" | "consumer", given: Given) {
  const other = own === "provider" ? "consumer" : "provider";
  return {
    chainId: `${own}-1`,
    height: 7n,
    connections: (given.connections ?? []).map(connection),
    channels: [
      ...(given.channels ?? []).map(channel(own, other, 0)),
      ...(given.transfers ?? []).map(channel("transfer", "transfer", 10)),
    ],
    ccvChannelId: undefined,
  };
}

function state(consumer: Given, provider: Given): HandshakeState {
  return {
    consumer: {
      ...side("consumer", consumer),
      ccvClientId: "07-tendermint-0",
      transferChannelId: consumer.transfers === undefined ? undefined : "channel-10",
      nextConnectionId: `connection-${consumer.connections?.length ?? 0}`,
    },
    provider: { ...side("provider", provider), consumerId: "0" },
  };
}

function named(of: HandshakeState, goal: HandshakeGoal = "ccv"): string {
  const step = nextStep(of, goal);
  return step === undefined ? "done" : `${step.side}: ${stepName(step)}`;
}

const OPEN = { connections: ["OPEN 0"] } as const;

describe("the next step", () => {
  it.each<[string, Given, Given, string]>([
    ["nothing", {}, {}, "provider: ConnectionOpenInit"],
    ["INIT on the consumer", { connections: ["INIT"] }, {}, "provider: ConnectionOpenTry"],
    ["INIT on the provider", {}, { connections: ["INIT"] }, "consumer: ConnectionOpenTry + ChannelOpenInit"],
    ["INIT on both, apart", { connections: ["INIT"] }, { connections: ["INIT"] }, "provider: ConnectionOpenTry"],
    [
      "INIT, TRYOPEN",
      { connections: ["INIT"] },
      { connections: ["TRYOPEN 0"] },
      "consumer: ConnectionOpenAck + ChannelOpenInit",
    ],
    ["TRYOPEN, INIT", { connections: ["TRYOPEN 0"] }, { connections: ["INIT"] }, "provider: ConnectionOpenAck"],
    ["OPEN, TRYOPEN", OPEN, { connections: ["TRYOPEN 0"] }, "provider: ConnectionOpenConfirm"],
    ["TRYOPEN, OPEN", { connections: ["TRYOPEN 0"] }, OPEN, "consumer: ConnectionOpenConfirm + ChannelOpenInit"],
    ["an open connection", OPEN, OPEN, "consumer: ChannelOpenInit"],
    [
      "a channel INIT on a connection that is INIT",
      { connections: ["INIT"], channels: ["INIT"] },
      {},
      "provider: ConnectionOpenTry",
    ],
    [
      "a channel INIT on a connection INIT, TRYOPEN",
      { connections: ["INIT"], channels: ["INIT"] },
      { connections: ["TRYOPEN 0"] },
      "consumer: ConnectionOpenAck",
    ],
    [
      "a channel INIT on a connection TRYOPEN, INIT",
      { connections: ["TRYOPEN 0"], channels: ["INIT"] },
      { connections: ["INIT"] },
      "provider: ConnectionOpenAck + ChannelOpenTry",
    ],
    [
      "a channel INIT on a connection OPEN, TRYOPEN",
      { ...OPEN, channels: ["INIT"] },
      { connections: ["TRYOPEN 0"] },
      "provider: ConnectionOpenConfirm + ChannelOpenTry",
    ],
    [
      "a channel INIT, TRYOPEN on a connection TRYOPEN, OPEN",
      { connections: ["TRYOPEN 0"], channels: ["INIT"] },
      { ...OPEN, channels: ["TRYOPEN 0"] },
      "consumer: ConnectionOpenConfirm + ChannelOpenAck",
    ],
    ["a channel INIT", { ...OPEN, channels: ["INIT"] }, OPEN, "provider: ChannelOpenTry"],
    [
      "a channel INIT, TRYOPEN",
      { ...OPEN, channels: ["INIT"] },
      { ...OPEN, channels: ["TRYOPEN 0"] },
      "consumer: ChannelOpenAck",
    ],
    [
      "a channel OPEN, TRYOPEN",
      { ...OPEN, channels: ["OPEN 0"] },
      { ...OPEN, channels: ["TRYOPEN 0"] },
      "provider: ChannelOpenConfirm",
    ],
    [
      "a channel OPEN, TRYOPEN with the transfer channel begun",
      { ...OPEN, channels: ["OPEN 0"], transfers: ["INIT"] },
      { ...OPEN, channels: ["TRYOPEN 0"] },
      "provider: ChannelOpenConfirm + ChannelOpenTry (transfer)",
    ],
    [
      "a channel OPEN, TRYOPEN with the transfer channel tried already",
      { ...OPEN, channels: ["OPEN 0"], transfers: ["INIT"] },
      { ...OPEN, channels: ["TRYOPEN 0"], transfers: ["TRYOPEN 10"] },
      "provider: ChannelOpenConfirm",
    ],
    ["an open channel", { ...OPEN, channels: ["OPEN 0"] }, { ...OPEN, channels: ["OPEN 0"] }, "done"],
    [
      "an open channel, whatever the transfer channel lacks",
      { ...OPEN, channels: ["OPEN 0"], transfers: ["INIT"] },
      { ...OPEN, channels: ["OPEN 0"] },
      "done",
    ],
  ])("after %s", (_what, consumer, provider, step) => {
    expect(named(state(consumer, provider))).toBe(step);
  });

  it.each<[string, Given, Given, string]>([
    ["none", {}, {}, "done"],
    ["INIT", { transfers: ["INIT"] }, {}, "provider: ChannelOpenTry (transfer)"],
    ["INIT, TRYOPEN", { transfers: ["INIT"] }, { transfers: ["TRYOPEN 10"] }, "consumer: ChannelOpenAck (transfer)"],
    [
      "OPEN, TRYOPEN",
      { transfers: ["OPEN 10"] },
      { transfers: ["TRYOPEN 10"] },
      "provider: ChannelOpenConfirm (transfer)",
    ],
    ["TRYOPEN, INIT", { transfers: ["TRYOPEN 10"] }, { transfers: ["INIT"] }, "provider: ChannelOpenAck (transfer)"],
    [
      "TRYOPEN, OPEN",
      { transfers: ["TRYOPEN 10"] },
      { transfers: ["OPEN 10"] },
      "consumer: ChannelOpenConfirm (transfer)",
    ],
    ["OPEN, OPEN", { transfers: ["OPEN 10"] }, { transfers: ["OPEN 10"] }, "done"],
  ])("of the transfer channel after %s", (_what, consumer, provider, step) => {
    expect(named(state({ ...OPEN, ...consumer }, { ...OPEN, ...provider }), "transfer")).toBe(step);
  });

  it("leaves a transfer channel alone that the consumer does not send rewards through", () => {
    const one = state({ ...OPEN, transfers: ["INIT"] }, OPEN);
    const other = { ...one, consumer: { ...one.consumer, transferChannelId: "channel-77" } };
    expect(named(other, "transfer")).toBe("done");
    expect(transferChannel(other)).toBeUndefined();
  });

  it("passes on the versions that the other end offers and has chosen, and the channel's version byte for byte", () => {
    const offered = [{ identifier: "1", features: ["ORDER_UNORDERED", "ORDER_ORDERED"] }];
    const init = state({ connections: ["INIT"] }, {});
    const [end] = init.consumer.connections;
    const connections = end === undefined ? [] : [{ ...end, versions: offered }];
    expect(nextStep({ ...init, consumer: { ...init.consumer, connections } }, "ccv")?.messages).toEqual([
      { type: "ConnectionOpenTry", counterpartyConnectionId: "connection-0", versions: offered },
    ]);
    const tried = state({ ...OPEN, channels: ["INIT"] }, { ...OPEN, channels: ["TRYOPEN 0"] });
    expect(nextStep(tried, "ccv")?.messages).toMatchObject([
      { channelId: "channel-0", tried: { id: "channel-0", portId: "provider", version: "provider" } },
    ]);
  });
});

describe("of several", () => {
  const chosen = (of: HandshakeState): unknown => {
    const { connection, channel } = bestLane(of);
    const ids = [connection.consumer, connection.provider, channel.consumer, channel.provider];
    return ids.map((end) => end?.id.split("-")[1]).join(" ");
  };

  it.each<[string, Given, Given, string]>([
    ["the connection that got furthest", { connections: ["INIT", "OPEN 0"] }, { connections: ["TRYOPEN 1"] }, "1 0  "],
    ["the lowest of equals", { connections: ["INIT", "INIT", "INIT"] }, {}, "0   "],
    ["the lowest twin", { connections: ["INIT"] }, { connections: ["TRYOPEN 0", "TRYOPEN 0"] }, "0 0  "],
    ["the twin that was taken", { connections: ["OPEN 1"] }, { connections: ["TRYOPEN 0", "TRYOPEN 0"] }, "0 1  "],
    [
      "the channel that got furthest",
      { ...OPEN, channels: ["INIT", "INIT", "OPEN 2"] },
      { ...OPEN, channels: ["TRYOPEN 0", "TRYOPEN 1", "TRYOPEN 2"] },
      "0 0 2 2",
    ],
    [
      "the channel that the provider confirmed",
      { ...OPEN, channels: ["OPEN 0", "OPEN 1"] },
      { ...OPEN, channels: ["TRYOPEN 0", "OPEN 1"] },
      "0 0 1 1",
    ],
    [
      "an open connection with a channel rather than one without",
      { connections: ["INIT", "OPEN 1"], channels: ["INIT"] },
      { connections: ["TRYOPEN 0", "OPEN 1"] },
      "0 0 0 ",
    ],
    ["nothing where there is nothing", {}, {}, "   "],
  ])("goes on with %s", (_what, consumer, provider, ids) => {
    expect(chosen(state(consumer, provider))).toBe(ids);
  });

  it("goes by numbers, not by text", () => {
    const connections = Array.from({ length: 11 }, (_, index) => (index < 2 ? ("OPEN 7" as const) : ("INIT" as const)));
    expect(chosen(state({ connections: connections.slice(2) }, {}))).toBe("0   ");
    const many = state({ connections }, {});
    expect(chosen({ ...many, consumer: { ...many.consumer, connections: many.consumer.connections.slice(9) } })).toBe(
      "9   ",
    );
  });

  it("passes over a connection that packets cannot simply be relayed over, unless the channel is open on it", () => {
    const strange = (of: HandshakeState): HandshakeState => ({
      ...of,
      consumer: {
        ...of.consumer,
        connections: of.consumer.connections.map((end) => ({ ...end, isUsable: end.id !== "connection-0" })),
      },
    });
    expect(chosen(strange(state({ connections: ["INIT", "INIT"] }, {})))).toBe("1   ");
    expect(named(strange(state({ connections: ["INIT"] }, {})))).toBe("provider: ConnectionOpenInit");
    const open = state({ ...OPEN, channels: ["OPEN 0"] }, { ...OPEN, channels: ["OPEN 0"] });
    expect(chosen(strange(open))).toBe("0 0 0 0");
  });
});

describe("pairs", () => {
  const ends = (...texts: Told[]) => texts.map(connection);

  it("are ends that name each other, or one in INIT that the other names", () => {
    expect(pairUp(ends("INIT"), ends("TRYOPEN 0"))).toHaveLength(1);
    expect(pairUp(ends("OPEN 0"), ends("TRYOPEN 0"))).toHaveLength(1);
    expect(pairUp(ends("OPEN 1"), ends("TRYOPEN 0"))).toEqual([]);
    expect(pairUp(ends("INIT"), ends("INIT"))).toHaveLength(2);
  });

  it("leave out an end that was left behind", () => {
    expect(pairUp(ends("OPEN 0"), ends("OPEN 0", "TRYOPEN 0"))).toMatchObject([{ provider: { id: "connection-0" } }]);
    expect(pairUp(ends("TRYOPEN 4"), ends())).toEqual([]);
  });
});

describe("a chain was read too early", () => {
  it.each<[string, Given, Given, unknown]>([
    ["a connection is missing", {}, { connections: ["TRYOPEN 0"] }, ["consumer", "connections/connection-0"]],
    ["a connection is missing", { connections: ["TRYOPEN 3"] }, {}, ["provider", "connections/connection-3"]],
    ["an end is INIT", { connections: ["INIT"] }, OPEN, ["consumer", "connections/connection-0"]],
    ["a channel is missing", OPEN, { ...OPEN, channels: ["TRYOPEN 5"] }, ["consumer", "channels/channel-5"]],
    [
      "a transfer channel is missing",
      { ...OPEN, transfers: ["OPEN 12"] },
      { ...OPEN, transfers: ["INIT"] },
      ["provider", "channels/channel-12"],
    ],
  ])("where %s that the other chain has proof of", (_what, consumer, provider, behind) => {
    const found = behindSide(state(consumer, provider));
    expect([found?.side, found?.path]).toEqual(behind);
  });

  it("is not said of ends that may well be so", () => {
    expect(
      behindSide(state({ connections: ["INIT", "OPEN 1"] }, { connections: ["INIT", "TRYOPEN 1"] })),
    ).toBeUndefined();
    expect(behindSide(state({}, {}))).toBeUndefined();
  });
});

describe("a closed channel", () => {
  const closed = state({ ...OPEN, channels: ["OPEN 0"] }, { ...OPEN, channels: ["CLOSED 0"] });

  it("is the CCV channel where a module says so, or where the provider has forgotten the consumer", () => {
    expect(closedCcvChannel(closed)).toBeUndefined();
    const byProvider = { ...closed, provider: { ...closed.provider, ccvChannelId: "channel-0" } };
    const byConsumer = { ...closed, consumer: { ...closed.consumer, ccvChannelId: "channel-0" } };
    const forgotten = { ...closed, provider: { ...closed.provider, consumerId: undefined } };
    for (const told of [byProvider, byConsumer, forgotten]) {
      expect(closedCcvChannel(told)).toMatchObject({ provider: { state: "CLOSED" }, consumer: { state: "OPEN" } });
    }
  });

  it("is never gone on with", () => {
    expect(named(closed)).toBe("consumer: ChannelOpenInit");
  });
});
