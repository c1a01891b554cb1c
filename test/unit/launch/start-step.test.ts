import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../src/errors.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { LaunchRig } from "./launch-rig.ts";
import { madeSpec } from "./made.ts";

const fake = useFakeComet();

/** A node of the consumer that says these heights one after the other, the last one for ever. */
function node(...heights: (bigint | Error | undefined)[]) {
  const connect = async (): Promise<ChainConnection | undefined> => {
    const next = heights.length > 1 ? heights.shift() : heights[0];
    if (next === undefined) return undefined;
    const latestHeight = async () => (next instanceof Error ? Promise.reject(next) : next);
    return { latestHeight } as unknown as ChainConnection;
  };
  return connect;
}

const unreachable = new IcsError("RPC_UNREACHABLE", "no answer", { url: "http://consumer" });

it("waits for a node that is not there, does not answer, or has no block yet, and tells its first one", async () => {
  const rig = await LaunchRig.start(fake);
  await rig.launch({ connectConsumer: node(undefined, unreachable, 0n, 3n) });
  expect(rig.events.find((event) => event.kind === "blocks")).toEqual({
    kind: "blocks",
    chainId: "consumer-1",
    height: 3n,
  });
  expect(rig.steps().at(-1)).toBe("done");
});

it("does not wait for ever for a node of which something else is wrong", async () => {
  const rig = await LaunchRig.start(fake);
  const wrong = new IcsError("RPC_WRONG_CHAIN", "x", { url: "u", expectedChainId: "a", actualChainId: "b" });
  await rejection("RPC_WRONG_CHAIN", rig.launch({ connectConsumer: node(undefined, wrong) }));
});

it("causes no first packet where the genesis file could not be placed, and finds the file that is there", async () => {
  const rig = await LaunchRig.start(fake);
  const occupied = new Error("another genesis file");
  await expect(rig.launch({ placeGenesis: async () => Promise.reject(occupied) })).rejects.toBe(occupied);
  expect(rig.sent()).toEqual(["MsgCreateConsumer"]);
  const found = async () => ({ path: "genesis.json", isNew: false });
  await rig.launch({ placeGenesis: found, connectConsumer: node(undefined, 1n) });
  expect(rig.events.find((event) => event.kind === "genesis")).toMatchObject({ isNew: false });
  expect(rig.sent()).toEqual(["MsgCreateConsumer", "MsgDelegate"]);
});

it("ends, and waits for no node, where no first packet can be caused", async () => {
  const rig = await LaunchRig.start(fake);
  const elsewhere = { firstPacket: { delegate: "1000000uatom", validator: "cosmosvaloper1elsewhere" } };
  const signals: AbortSignal[] = [];
  const connectConsumer = async (signal: AbortSignal) => {
    signals.push(signal);
    return undefined;
  };
  await rejection("CONFIG_INVALID", rig.launch({ spec: madeSpec(elsewhere), connectConsumer }));
  expect(signals.at(-1)?.aborted).toBe(true);
});

it("goes on once others have opened the channel, where no node of the consumer is seen and others relay", async () => {
  const rig = await LaunchRig.start(fake);
  const others = rig.relayer();
  const over = new AbortController();
  const options = { signal: over.signal, onHop: () => undefined };
  const node = {} as ChainConnection;
  await rig.launch({
    relayer: undefined,
    connectConsumer: async () => undefined,
    onEvent: (event) => {
      if (event.kind !== "waiting") return;
      if (event.what.startsWith("a node of")) {
        void others.openChannel(node, "0", options).then(() => rig.provider.comet.addBlock());
      }
      if (event.what.startsWith("the first VSC packet")) void others.relay(node, "0", options);
    },
  });
  over.abort();
  expect(rig.steps().slice(-2)).toEqual(["firstPacket", "done"]);
});
