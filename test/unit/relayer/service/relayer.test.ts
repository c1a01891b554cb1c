import { IcsError } from "../../../../src/errors.ts";
import { ccv, pathOf, RelayerRig, relayedTo, transfer } from "./relayer-rig.ts";

const unreachable = new IcsError("RPC_UNREACHABLE", "http://x does not answer\nIs it up?", { url: "http://x" });
const closed = new IcsError("IBC_CHANNEL_CLOSED", "closed", { chainId: "x", portId: "p", channelId: "c" });

describe("the paths of a relayer", () => {
  it("each relay on their own, over one provider", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0", "1", "2"]);
    await rig.rest();
    expect(relayer.status().paths.map(({ state }) => state)).toEqual(["relaying", "relaying", "relaying"]);
    expect(rig.held("1").channels).toEqual([ccv, transfer]);
    expect(rig.held("1").options.from).toBeUndefined();
  });

  it("do not feel what one of them suffers, whatever is thrown", async () => {
    const rig = new RelayerRig();
    for (const [consumerId, fault] of Object.entries({
      1: unreachable,
      2: new TypeError("a fault of icskit itself"),
      3: new IcsError("TX_FUNDS_MISSING", "no funds", {
        chainId: "x",
        address: "a",
        denom: "d",
        balance: 0n,
        wanted: 1n,
      }),
    })) {
      rig.faults.set(`connectPath consumer-${consumerId}`, fault);
    }
    await using relayer = rig.relayer(["0", "1", "2", "3", "4"]);
    await rig.provider.advance(20);
    expect(relayer.status().paths.map(({ state, error }) => [state, error?.code])).toEqual([
      ["relaying", undefined],
      ["failing", "RPC_UNREACHABLE"],
      ["failing", "INTERNAL"],
      ["failing", "TX_FUNDS_MISSING"],
      ["relaying", undefined],
    ]);
    expect([rig.times("connectPath consumer-0"), rig.times("relay consumer-4")]).toEqual([1, 1]);
  });

  it("may be hundreds, of which one that fails is one that fails", async () => {
    const rig = new RelayerRig();
    rig.faults.set("openChannel consumer-77", new TypeError("one of them"));
    await using relayer = rig.relayer(Array.from({ length: 300 }, (_, index) => String(index)));
    await rig.provider.advance(10);
    const { paths } = relayer.status();
    expect(paths.filter(({ state }) => state !== "relaying").map(({ name }) => name)).toEqual(["77"]);
  });

  it("are not ended by a reader of events that throws", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"], {
      onEvent: () => {
        throw new Error("a reader's own fault");
      },
    });
    await rig.rest();
    expect(pathOf(relayer, "0").state).toBe("relaying");
  });
});

describe("a path that fails", () => {
  it("is tried again after 1, 2, 4, … blocks of the provider, at most 32", async () => {
    const rig = new RelayerRig();
    rig.faults.set("openChannel consumer-0", closed);
    rig.faults.set("findChannels consumer-0", unreachable);
    await using _relayer = rig.relayer(["0"]);
    await rig.rest();
    const tries: number[] = [];
    for (let block = 1; block <= 140; block += 1) {
      const before = rig.times("findChannels consumer-0");
      await rig.provider.advance();
      if (rig.times("findChannels consumer-0") > before) tries.push(block);
    }
    expect(tries).toEqual([1, 3, 7, 15, 31, 63, 95, 127]);
  });

  it("relays as soon as what was in the way is gone, and counts from one again after it has carried something", async () => {
    const rig = new RelayerRig();
    rig.faults.set("connectPath consumer-0", unreachable);
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    await rig.provider.advance(3);
    expect(pathOf(relayer, "0").error).toMatchObject({ code: "RPC_UNREACHABLE", failures: 3 });
    rig.faults.clear();
    await rig.provider.advance(4);
    expect(pathOf(relayer, "0")).toMatchObject({ state: "relaying", error: undefined });
    rig.held("0").options.onRelayed?.(relayedTo("consumer-0"));
    rig.held("0").end(new TypeError("suddenly"));
    await rig.rest();
    expect(pathOf(relayer, "0").error).toMatchObject({ code: "INTERNAL", failures: 1 });
  });

  it("does not wait for the provider where its consumer was silent and makes blocks again", async () => {
    const rig = new RelayerRig();
    rig.faults.set("openChannel consumer-0", unreachable);
    await using relayer = rig.relayer(["0"]);
    await rig.provider.advance(20);
    rig.faults.clear();
    expect(pathOf(relayer, "0").state).toBe("failing");
    await rig.consumer("0").advance();
    expect(pathOf(relayer, "0").state).toBe("relaying");
  });

  it("is connected to once, and asked for its connection again as long as that fails", async () => {
    const rig = new RelayerRig();
    let asked = 0;
    const chain = async () => {
      asked += 1;
      if (asked < 3) throw unreachable;
      return rig.consumer("0").relayerChain;
    };
    await using relayer = rig.relayer([], { consumers: [{ consumerId: "0", chain }] });
    await rig.rest();
    await rig.provider.advance(3);
    expect(pathOf(relayer, "0").state).toBe("relaying");
    rig.held("0").end(unreachable);
    await rig.provider.advance(8);
    expect([asked, rig.times("relay consumer-0"), rig.times("connectPath consumer-0")]).toEqual([3, 2, 1]);
  });
});

describe("a consumer", () => {
  it("that is not launched is waited for, looked at with every block once its spawn is near", async () => {
    const rig = new RelayerRig();
    const parameters = { initializationParameters: { spawnTime: new Date(Date.now() + 5_000) } } as never;
    rig.phases.set("0", { phase: "INITIALIZED", ...(parameters as object) });
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    const looks = rig.times("consumerChain consumer-0");
    await rig.provider.advance(10);
    expect(rig.times("consumerChain consumer-0")).toBe(looks + 10);
    expect(pathOf(relayer, "0")).toMatchObject({ state: "waiting", reason: expect.stringContaining("spawns at") });
    rig.phases.set("0", { phase: "LAUNCHED" });
    await rig.provider.advance();
    expect(pathOf(relayer, "0").state).toBe("relaying");
  });

  it("without a spawn time is looked at ever more seldom", async () => {
    const rig = new RelayerRig();
    rig.phases.set("0", { phase: "REGISTERED" });
    await using _relayer = rig.relayer(["0"]);
    await rig.provider.advance(64);
    expect(rig.times("consumerChain consumer-0")).toBe(7);
  });

  it("that was removed ends its path with a plain message, and the run once no path is left", async () => {
    const rig = new RelayerRig();
    rig.phases.set("0", { phase: "DELETED" });
    await using relayer = rig.relayer(["0"]);
    await relayer.run();
    expect(pathOf(relayer, "0")).toMatchObject({
      state: "closed",
      reason: 'consumer 0 ("consumer-0") was removed from the provider',
      error: undefined,
    });
  });

  it("that was stopped before it had a channel ends its path, and no handshake is tried", async () => {
    const rig = new RelayerRig();
    rig.phases.set("0", { phase: "STOPPED" });
    await using relayer = rig.relayer(["0"]);
    await relayer.run();
    expect(pathOf(relayer, "0").reason).toContain("was stopped before it had a CCV channel");
    expect(rig.times("openChannel consumer-0")).toBe(0);
  });

  it("whose channels are all closed ends its path with the error that says so", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    rig.held("0").end(closed);
    await relayer.run();
    expect(pathOf(relayer, "0")).toMatchObject({ state: "closed", error: { code: "IBC_CHANNEL_CLOSED" } });
    expect(rig.events.at(-1)).toMatchObject({ kind: "state", to: "closed", cause: closed });
  });

  it("is found by its chain where its id is not given", async () => {
    const rig = new RelayerRig();
    const consumers = [{ name: "mine", chain: rig.consumer("7").relayerChain }];
    await using relayer = rig.relayer([], { consumers });
    await rig.rest();
    expect(pathOf(relayer, "mine")).toMatchObject({ state: "relaying", consumerId: "7" });
  });
});

describe("a relayer", () => {
  it("takes consumers and lets them go while it runs", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    relayer.addConsumer({ consumerId: "1", chain: rig.consumer("1").relayerChain });
    await rig.rest();
    await relayer.removeConsumer("0");
    expect(relayer.status().paths.map(({ name, state }) => [name, state])).toEqual([["1", "relaying"]]);
    expect(rig.held("0").options.signal.aborted).toBe(true);
    expect(rig.held("1").options.signal.aborted).toBe(false);
    expect(() => relayer.addConsumer({ consumerId: "1", chain: rig.consumer("1").relayerChain })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  it("stops everything when its signal aborts, and leaves nobody waiting", async () => {
    const rig = new RelayerRig();
    rig.faults.set("openChannel consumer-1", unreachable);
    rig.phases.set("2", { phase: "REGISTERED" });
    await using relayer = rig.relayer(["0", "1", "2"]);
    await rig.rest();
    const stopping = new AbortController();
    const run = relayer.run(stopping.signal);
    stopping.abort(new Error("enough"));
    await run;
    await relayer.close();
    expect(rig.held("0").options.signal.aborted).toBe(true);
    expect([rig.provider.waiting, rig.consumer("0").waiting, rig.consumer("1").waiting]).toEqual([0, 0, 0]);
    expect(() => relayer.addConsumer({ consumerId: "9", chain: rig.consumer("9").relayerChain })).toThrow("enough");
  });
});
