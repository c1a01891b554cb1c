import { type TipListener, watchTip } from "../../../src/chain/tip-watch.ts";
import { IcsError } from "../../../src/errors.ts";
import { type Logger, silentLogger } from "../../../src/logger.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";

const { start } = useFakeComet();
const timing = { pollWithoutWebsocketMs: 200, pollWithWebsocketMs: 5_000, reconnectMs: 60_000 };

// Time stands still but where a test moves it; messages come as they come.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "performance", "Date"] });
});
const closing: AbortController[] = [];
afterEach(() => {
  for (const controller of closing.splice(0)) controller.abort();
  jest.useRealTimers();
});

/** A watch of a fake node, what it told, and how often it asked. */
async function watched({ polled, logger = silentLogger }: { readonly polled?: () => bigint; logger?: Logger } = {}) {
  const comet = await start({ blocks: 1 });
  const controller = new AbortController();
  closing.push(controller);
  const heard: { height: bigint; message: string | undefined }[] = [];
  const signed: bigint[] = [];
  let wake = Promise.withResolvers<void>();
  const polls = { count: 0 };
  const stepsWanted = Promise.withResolvers<void>();
  const listener: TipListener = {
    onHeight: (height, message) => {
      heard.push({ height, message });
      wake.resolve();
      wake = Promise.withResolvers();
    },
    onSigned: (height) => {
      signed.push(height);
      wake.resolve();
      wake = Promise.withResolvers();
    },
  };
  const latestHeight = async (): Promise<bigint> => {
    polls.count += 1;
    return polled?.() ?? comet.tip;
  };
  const source = { url: comet.url, latestHeight, stepsWanted: stepsWanted.promise, logger, timing };
  const ended = watchTip(source, listener, controller.signal);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await wake.promise;
  };
  return { comet, controller, heard, signed, polls, stepsWanted, ended, until };
}

/** A watch whose websocket has told a block. */
async function told(options: Parameters<typeof watched>[0] = {}) {
  const watch = await watched(options);
  await watch.comet.subscribed;
  watch.comet.addBlock();
  await watch.until(() => watch.heard.some(({ message }) => message !== undefined));
  return watch;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe("a watch of a chain's tip", () => {
  it("asks at once, and tells what the node answers", async () => {
    const { heard, polls, until } = await watched();
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ height: 1n, message: undefined }]);
    expect(polls.count).toBe(1);
  });

  it("does not ask while the websocket tells blocks", async () => {
    const { comet, polls, heard, until } = await told();
    await pass(timing.pollWithoutWebsocketMs);
    const before = polls.count;
    for (let round = 0; round < 5; round += 1) {
      const height = comet.addBlock();
      await until(() => heard.at(-1)?.height === height);
      await pass(timing.pollWithWebsocketMs);
    }
    expect(polls.count).toBe(before);
  });

  it("asks now and then while the websocket is open and tells none", async () => {
    const { polls } = await told();
    await pass(timing.pollWithWebsocketMs * 2);
    const before = polls.count;
    await pass(timing.pollWithWebsocketMs * 3);
    expect(polls.count).toBe(before + 3);
  });

  it("asks as soon as the websocket is lost, and often until there is another", async () => {
    const { comet, polls, heard, until } = await told();
    await pass(timing.pollWithoutWebsocketMs);
    const before = polls.count;
    comet.websocketsAllowed = false;
    comet.websocketsSilent = true;
    const height = comet.addBlock();
    comet.cutWebsockets();
    await until(() => heard.at(-1)?.height === height);
    expect(polls.count).toBe(before + 1);
    await pass(timing.pollWithoutWebsocketMs * 4);
    expect(polls.count).toBe(before + 5);
  });

  it("hears again from the websocket that it opens in the place of a lost one", async () => {
    const { comet, heard, until } = await told();
    comet.cutWebsockets();
    await comet.websocketClosed;
    while (comet.websocketsOpened < 2) await pass(timing.reconnectMs);
    await comet.subscribed;
    const height = comet.addBlock();
    await until(() => heard.some((each) => each.height === height && each.message !== undefined));
  });

  it("gives a websocket up that tells nothing of blocks, however slowly they come", async () => {
    let tip: bigint | undefined;
    const { comet } = await told({
      polled: () => {
        // One more with every poll.
        if (tip !== undefined) tip += 1n;
        return tip ?? 2n;
      },
    });
    await pass(timing.pollWithoutWebsocketMs);
    tip = comet.tip;
    for (let round = 0; round < 6; round += 1) await pass(timing.pollWithWebsocketMs);
    await comet.websocketClosed;
  });

  it("opens another websocket where one could not be opened, and nothing but an error tells so", async () => {
    const unreachable = jest.spyOn(globalThis, "WebSocket").mockImplementation(() => {
      const socket = Object.assign(new EventTarget(), { close: jest.fn() });
      queueMicrotask(() => socket.dispatchEvent(new Event("error")));
      return socket as unknown as WebSocket;
    });
    await watched();
    await pass(timing.reconnectMs * 3);
    const opened = unreachable.mock.calls.length;
    unreachable.mockRestore();
    expect(opened).toBe(4);
  });

  it("hands on the websocket's message with the block in it", async () => {
    const { heard } = await told();
    const { height, message } = heard.find((each) => each.message !== undefined) ?? {};
    expect(height).toBe(2n);
    expect(JSON.parse(message ?? "").result.data.value).toMatchObject({
      block: { header: { height: "2" } },
      result_finalize_block: { events: [] },
    });
  });

  it("hears of signed blocks once somebody wants to, before they are executed", async () => {
    const { comet, signed, heard, stepsWanted, until } = await told();
    stepsWanted.resolve();
    await stepsWanted.promise;
    comet.step("RoundStepPropose");
    comet.step("RoundStepCommit");
    await until(() => signed.length > 0);
    expect(signed).toEqual([3n]);
    expect(heard.some(({ height }) => height >= 3n)).toBe(false);
  });

  it("outlasts a node that does not answer, and ends with what is no failure of a node", async () => {
    const failures = [new IcsError("RPC_UNREACHABLE", "down", { url: "http://node" }), new TypeError("a mistake")];
    const { ended, polls } = await watched({
      polled: () => {
        throw failures.shift();
      },
    });
    const end = expect(ended).rejects.toThrow("a mistake");
    await pass(timing.pollWithoutWebsocketMs);
    await end;
    expect(polls.count).toBe(2);
  });

  it("warns of a node that does not answer, not with every poll", async () => {
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => warned.push(text) };
    const { polls } = await watched({
      logger,
      polled: () => {
        throw new IcsError("RPC_UNREACHABLE", "down", { url: "http://node" });
      },
    });
    for (let round = 0; round < 5; round += 1) await pass(timing.pollWithWebsocketMs);
    expect(polls.count).toBeGreaterThan(4);
    expect(warned).toEqual(["cannot read the latest height"]);
  });

  it("ends with the signal, and its websocket with it", async () => {
    const { comet, controller, ended } = await told();
    controller.abort();
    await ended;
    await comet.websocketClosed;
  });
});
