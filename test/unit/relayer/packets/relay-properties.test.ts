import fc from "fast-check";
import { IcsError } from "../../../../src/errors.ts";
import type { PathSide } from "../../../../src/relayer/path-side.ts";
import { txError, unreachable } from "./model-node.ts";
import { bothSides, type ChannelName, channelNames, ends, type ModelRelayer, ModelWorld } from "./model-world.ts";

/** What may happen between two chains and a relayer. */
type Step =
  | { readonly kind: "send"; readonly side: PathSide; readonly channel: ChannelName; readonly timeoutMs: number }
  | { readonly kind: "blocks"; readonly count: number }
  | { readonly kind: "down" | "up" | "halt" | "resume"; readonly side: PathSide }
  | { readonly kind: "lag"; readonly side: PathSide; readonly blocks: number }
  | { readonly kind: "refuse"; readonly side: PathSide; readonly fault: keyof typeof faults; readonly times: number }
  | { readonly kind: "lose" | "unreadable"; readonly side: PathSide }
  | { readonly kind: "clock"; readonly side: PathSide; readonly ms: number }
  | { readonly kind: "prune"; readonly side: PathSide }
  | { readonly kind: "index"; readonly side: PathSide; readonly has: boolean }
  | { readonly kind: "poison"; readonly side: PathSide; readonly fails: boolean }
  | { readonly kind: "kill" | "rival" | "close" };

const tx = (codespace: string, abciCode: number, log: string) =>
  txError("TX_REFUSED", { chainId: "", hash: "", height: 0n, codespace, abciCode, log });
const faults = {
  silence: unreachable,
  garbage: () => new IcsError("RPC_RESPONSE_INVALID", "garbage", { url: "", path: "" }),
  funds: () => tx("sdk", 5, "insufficient funds"),
  sequence: () => tx("sdk", 32, "account sequence mismatch"),
  gas: () => tx("sdk", 11, "out of gas"),
  full: () => tx("sdk", 20, "mempool is full"),
  client: () => tx("client", 29, "client is not active"),
  size: () => new IcsError("RPC_QUERY_FAILED", "Tx too large", { path: "" }),
  unknown: () => tx("undefined", 111222, "panic"),
  expiry: () => new IcsError("TX_EXPIRED", "expired", { chainId: "", hash: "", timeoutHeight: 1n }),
} satisfies Record<string, () => IcsError>;

const side = fc.constantFrom(...bothSides);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      side,
      channel: fc.constantFrom(...channelNames),
      timeoutMs: fc.oneof({ weight: 4, arbitrary: fc.constant(3_600_000) }, fc.integer({ min: 3_000, max: 40_000 })),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant("blocks" as const), count: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom("down", "up", "halt", "resume"), side }) as fc.Arbitrary<Step>,
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("lag" as const), side, blocks: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("refuse" as const),
      side,
      fault: fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("lose", "unreadable"), side }) as fc.Arbitrary<Step> },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      side,
      ms: fc.integer({ min: 1_000, max: 60_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("prune" as const), side }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("index" as const), side, has: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("poison" as const), side, fails: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("kill", "rival") }) as fc.Arbitrary<Step> },
  { weight: 1, arbitrary: fc.constant({ kind: "close" }) as fc.Arbitrary<Step> },
);

/** Without the reading of the state that comes by and by, which would hide what events and failures should tell. */
const relay = (world: ModelWorld): ModelRelayer => world.relay({ auditEveryBlocks: 1_000_000 });

class FaultyRun {
  readonly world = new ModelWorld();
  #relayers: ModelRelayer[] = [relay(this.world)];

  async take(item: Step): Promise<void> {
    const { world } = this;
    const nodes = "side" in item ? this.#relayers.map((relayer) => relayer.nodes[item.side]) : [];
    if (item.kind === "send") world.send(item.side, item.channel, item.timeoutMs);
    if (item.kind === "blocks") await world.ticks(item.count);
    if (item.kind === "down" || item.kind === "up") for (const node of nodes) node.isDown = item.kind === "down";
    if (item.kind === "halt") world.halted.add(item.side);
    if (item.kind === "resume") world.halted.delete(item.side);
    if (item.kind === "lag") for (const node of nodes) node.lag = BigInt(item.blocks);
    if (item.kind === "refuse") {
      const refused = Array.from({ length: item.times }, () => faults[item.fault]());
      for (const node of nodes) node.sendFaults.push(...refused);
    }
    if (item.kind === "lose") for (const node of nodes) node.lostTxs += 1;
    if (item.kind === "unreadable") for (const node of nodes) node.unreadable.add(node.visible + 1n);
    if (item.kind === "clock") world[item.side].now += item.ms;
    if (item.kind === "prune") for (const node of nodes) node.lowestFollowed = world[item.side].height;
    if (item.kind === "index") for (const node of nodes) node.hasIndex = item.has;
    if (item.kind === "poison") {
      world[item.side].poison = ({ sourcePort, sequence }) =>
        item.fails && sourcePort === "transfer" && sequence % 2n === 1n;
    }
    // As the consumer's module does after an error acknowledgement.
    if (item.kind === "close") world.consumer.makeBlock([world.consumer.closeEnd(ends.ccv.consumer)]);
    if (item.kind === "kill") await this.#restart();
    if (item.kind === "rival" && this.#relayers.length < 3) this.#relayers.push(relay(world));
  }

  async #restart(): Promise<void> {
    const [killed, ...others] = this.#relayers;
    killed?.stop();
    await killed?.done;
    this.#relayers = [...others, relay(this.world)];
  }

  /** All faults are over: everything must settle. */
  async heal(): Promise<void> {
    const { world } = this;
    world.halted.clear();
    for (const chain of [world.provider, world.consumer]) chain.poison = () => false;
    for (const { nodes } of this.#relayers) {
      for (const node of [nodes.provider, nodes.consumer]) {
        node.isDown = false;
        node.lag = 0n;
        node.sendFaults.length = 0;
        node.lostTxs = 0;
      }
    }
    await world.ticks(1);
    await world.until("everything settled", () => this.#isSettled(), 600);
    await world.ticks(40);
    await world.stop();
  }

  #isSettled(): boolean {
    const { world } = this;
    if (world.outstanding("transfer") > 0) return false;
    const isClosing = bothSides.some((item) => world[item].isClosed(ends.ccv[item]));
    return isClosing ? world.isClosed("ccv") : world.outstanding("ccv") === 0;
  }
}

/** Every packet at most once, in order on the ordered channel, and with one fate. */
function expectRight(world: ModelWorld): void {
  for (const receiver of bothSides) {
    const sender = receiver === "provider" ? "consumer" : "provider";
    const ordered = world.received(receiver, "ccv");
    expect(ordered).toEqual(ordered.map((_sequence, index) => BigInt(index + 1)));
    const unordered = world.received(receiver, "transfer");
    expect(new Set(unordered).size).toBe(unordered.length);
    for (const name of channelNames) {
      const received = new Set(world.received(receiver, name));
      const fates = world.settled(sender, name);
      for (const [sequence, fate] of fates)
        expect([sequence, received.has(sequence)]).toEqual([sequence, fate === "acknowledged"]);
      // Only what a closed ordered channel has left behind has no fate.
      if (name === "transfer" || !world.isClosed(name))
        for (const sequence of received) expect(fates.has(sequence)).toBe(true);
    }
    const isTimedOut = [...world.settled(sender, "ccv").values()].includes("timed out");
    if (isTimedOut) expect(world.isClosed("ccv")).toBe(true);
  }
}

describe("whatever happens to chains, nodes and relayers", () => {
  it("every packet is received once, in order, and acknowledged or timed out", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80, size: "max" }), async (steps) => {
        const run = new FaultyRun();
        for (const item of steps) await run.take(item);
        await run.heal();
        expectRight(run.world);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
