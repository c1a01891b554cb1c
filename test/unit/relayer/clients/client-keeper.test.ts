import { IcsError } from "../../../../src/errors.ts";
import { event } from "../fake-end.ts";
import { clientId } from "./client-host.ts";
import { KeeperRig } from "./keeper-rig.ts";
import type { Powers } from "./synthetic-chain.ts";

const rigs: KeeperRig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
  jest.restoreAllMocks();
});

async function start(setAt?: (height: bigint) => Powers): Promise<KeeperRig> {
  const rig = await KeeperRig.start(setAt);
  rigs.push(rig);
  return rig;
}

const down = (): never => {
  throw new IcsError("RPC_UNREACHABLE", "down", { url: "http://host" }, { retryable: true });
};

describe("a client is kept fresh", () => {
  it("by an update each time that a third of the trusting period has gone, with nothing asked in between", async () => {
    const rig = await start();
    await rig.block(2);
    expect(rig.statuses).toEqual(["Active"]);
    const asked = rig.host.asked.length;
    await rig.blocks(3, 10);
    expect([rig.sent.length, rig.host.asked.length]).toEqual([0, asked]);
    await rig.block(11);
    expect(rig.client.trustedHeight).toBe(11n);
    await rig.blocks(12, 60);
    expect(rig.client.trustedHeight).toBe(51n);
    expect(rig.refreshed.map(({ hash }) => hash)).toEqual(["tx-1", "tx-2", "tx-3", "tx-4", "tx-5"]);
    expect(rig.statuses).toEqual(["Active"]);
    expect(rig.failures).toEqual([]);
  });

  it("at once where it was old when the keeper began", async () => {
    const rig = await start();
    await rig.block(25);
    expect(rig.client.trustedHeight).toBe(25n);
  });

  it("without a transaction where somebody else keeps it, or packets do", async () => {
    const rig = await start();
    await rig.blocks(2, 5);
    rig.host.keep(5n);
    await rig.blocks(6, 14);
    expect(rig.sent).toEqual([]);
    rig.host.execute(await rig.client.update("me", 14n));
    rig.client.advanced(14n);
    await rig.blocks(15, 23);
    expect(rig.sent).toEqual([]);
    await rig.block(24);
    expect(rig.sent).toHaveLength(1);
  });

  it("with headers in between where they are needed, four in a transaction at most", async () => {
    const rig = await start((height) => ({ [`v${height / 2n}`]: 1n }));
    await rig.block(12);
    expect(rig.brought.reduce((sum, count) => sum + count)).toBeGreaterThan(4);
    expect(Math.max(...rig.brought)).toBe(4);
    expect(rig.client.trustedHeight).toBe(12n);
    expect(rig.refreshed).toHaveLength(rig.sent.length);
  });
});

describe("what fails is tried again", () => {
  it("with later blocks, less and less often", async () => {
    const rig = await start();
    await rig.block(2);
    rig.onSend = down;
    const tries: number[] = [];
    for (let second = 3; second <= 20; second += 1) {
      const before = rig.failures.length;
      await rig.block(second);
      if (rig.failures.length > before) tries.push(second);
    }
    // The longest wait is a twenty-fourth of the trusting period: 1.25 s.
    expect(tries).toEqual([11, 12, 14, 16, 18, 20]);
    expect(new Set(rig.failures)).toEqual(new Set(["RPC_UNREACHABLE"]));
    rig.onSend = () => undefined;
    await rig.blocks(21, 22);
    expect(rig.client.trustedHeight).toBe(22n);
    expect(rig.statuses).toEqual(["Active"]);
  });

  it("where the host did not answer at the start", async () => {
    const rig = await start();
    rig.host.trouble = down;
    await rig.block(2);
    expect([rig.statuses, rig.failures]).toEqual([[], ["RPC_UNREACHABLE"]]);
    rig.host.trouble = () => undefined;
    await rig.blocks(3, 4);
    expect(rig.statuses).toEqual(["Active"]);
  });

  it("where a block could not be read: from the next one on", async () => {
    const rig = await start();
    await rig.block(2);
    rig.onRead = () => {
      throw new IcsError("RPC_RESPONSE_INVALID", "odd", { url: "http://host", path: "block" });
    };
    await rig.blocks(3, 5);
    expect(rig.failures).toEqual(["RPC_RESPONSE_INVALID", "RPC_RESPONSE_INVALID", "RPC_RESPONSE_INVALID"]);
    rig.onRead = () => undefined;
    await rig.blocks(6, 11);
    expect(rig.client.trustedHeight).toBe(11n);
  });

  it("where the source makes no blocks: not with every block of the host, and not as a failure", async () => {
    const rig = await start();
    await rig.block(2);
    rig.chain.asked.length = 0;
    rig.host.asked.length = 0;
    await rig.blocks(11, 26, { sourceStands: true });
    expect(rig.failures).toEqual([]);
    expect(rig.sent).toHaveLength(1); // Height 2, which is old at 11 already.
    expect(rig.host.asked.length).toBeLessThan(25);
    await rig.blocks(27, 28);
    expect(rig.client.trustedHeight).toBeGreaterThanOrEqual(27n);
  });

  it("but not what is no error of a chain", async () => {
    const rig = await start();
    rigs.pop();
    const broken = new TypeError("broken");
    rig.onSend = () => Promise.reject(broken);
    const done = expect(rig.done).rejects.toBe(broken);
    await rig.block(20).catch(() => undefined);
    await done;
  });
});

describe("a client that verifies nothing", () => {
  it("because it expired is reported once, and nothing is sent", async () => {
    const rig = await start();
    await rig.block(2);
    rig.onSend = down;
    await rig.blocks(11, 40);
    expect(rig.statuses).toEqual(["Active", "Expired"]);
    rig.onSend = () => undefined;
    const asked = rig.host.asked.length;
    await rig.blocks(41, 60);
    expect(rig.statuses).toEqual(["Active", "Expired"]);
    expect([rig.sent.length, rig.host.asked.length]).toEqual([0, asked]);
  });

  it("is kept again once governance has recovered it", async () => {
    const rig = await start();
    await rig.block(60);
    expect(rig.statuses).toEqual(["Expired"]);
    rig.host.keep(65n);
    await rig.block(66, { events: [event("recover_client", { subject_client_id: "07-tendermint-0" })] });
    expect(rig.statuses).toEqual(["Expired"]);
    await rig.block(67, { events: [event("recover_client", { subject_client_id: clientId })] });
    expect(rig.statuses).toEqual(["Expired", "Active"]);
    await rig.blocks(68, 75);
    expect(rig.client.trustedHeight).toBe(75n);
  });

  it("because misbehaviour froze it is reported with the block that tells so", async () => {
    const rig = await start();
    await rig.blocks(2, 4);
    rig.host.isFrozen = true;
    await rig.block(5, { events: [event("client_misbehaviour", { client_id: clientId })] });
    expect(rig.statuses).toEqual(["Active", "Frozen"]);
    await rig.blocks(6, 50);
    expect(rig.statuses).toEqual(["Active", "Frozen"]);
    expect(rig.sent).toEqual([]);
  });
});

describe("the keeper ends", () => {
  it("when the signal aborts: before the first block, between blocks, and during a transaction", async () => {
    await (await start()).stop();
    const idle = await start();
    await idle.block(2);
    await idle.stop();
    const busy = await start();
    const entered = Promise.withResolvers<void>();
    busy.onSend = () => {
      entered.resolve();
      return new Promise<void>((_resolve, reject) => {
        busy.stopping.signal.addEventListener("abort", () => reject(busy.stopping.signal.reason), { once: true });
      });
    };
    const block = busy.block(20);
    await entered.promise;
    await busy.stop();
    await block;
    expect(busy.failures).toEqual([]);
  });
});
