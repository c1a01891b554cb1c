import { findAcknowledgements, findSentPackets } from "../../../src/ibc/packet-search.ts";
import { ModelNode, unreachable } from "../relayer/packets/model-node.ts";
import { ends, ModelWorld } from "../relayer/packets/model-world.ts";

const range = (first: number, last: number): bigint[] =>
  Array.from({ length: last - first + 1 }, (_, index) => BigInt(first + index));

/** A world in which the provider has sent so many packets, two in each block. */
function worldWith(packets: number): { world: ModelWorld; node: ModelNode } {
  const world = new ModelWorld();
  for (let count = 0; count < packets; count += 2) {
    world.send("provider", "ccv");
    world.send("provider", "ccv");
    world.send("provider", "transfer");
    world.tick();
  }
  const node = new ModelNode(world.provider);
  return { world, node };
}

describe("the packets that an end has sent", () => {
  it.each([
    ["an index", true],
    ["its blocks only", false],
  ])("are found where the node has %s", async (_name, hasIndex) => {
    const { world, node } = worldWith(250);
    node.hasIndex = hasIndex;
    const wanted = [...range(1, 3), ...range(120, 250)];
    const { height } = world.provider;
    const found = await findSentPackets(node.connection, ends.ccv.provider, wanted, { height });
    expect([...found.keys()].sort((a, b) => Number(a - b))).toEqual(wanted);
    // Packets 1 and 2 are in the block after the first two.
    expect(found.get(1n)).toMatchObject({ height: 3n, packet: { sequence: 1n, sourceChannel: "channel-4" } });
  });

  it("are those of this end only", async () => {
    const { world, node } = worldWith(4);
    const { height } = world.provider;
    const found = await findSentPackets(node.connection, ends.transfer.provider, [1n, 2n, 3n], { height });
    expect([...found.values()].map(({ packet }) => [packet.sequence, packet.sourcePort])).toEqual([
      [1n, "transfer"],
      [2n, "transfer"],
    ]);
  });

  it("are asked for a hundred at a time, whatever lies between them", async () => {
    const { world, node } = worldWith(250);
    const { connection } = node;
    const queries: string[] = [];
    const { blockSearch } = connection.comet;
    connection.comet.blockSearch = (request) => {
      queries.push(request.query.split("packet_sequence").slice(1).join(" "));
      return blockSearch(request);
    };
    const { height } = world.provider;
    await findSentPackets(connection, ends.ccv.provider, [1n, 100n, 101n, 240n], { height });
    expect(queries).toEqual([">=1 AND send_packet. <=100", "='101'", "='240'"]);
  });

  it("are found in the latest blocks where the index is late", async () => {
    const { world, node } = worldWith(10);
    const { connection } = node;
    const nothing = { blocks: [], txs: [], totalCount: 0 };
    Object.assign(connection.comet, { blockSearch: async () => nothing, txSearch: async () => nothing });
    const { height } = world.provider;
    const found = await findSentPackets(connection, ends.ccv.provider, range(1, 10), { height });
    expect(found.size).toBe(10);
    const later = await findSentPackets(connection, ends.ccv.provider, [1n], { height: 500n, scannedWithIndex: 3n });
    expect(later.size).toBe(0);
  });

  it("are found in the latest blocks where the index does not answer in time", async () => {
    const { world, node } = worldWith(10);
    const { connection } = node;
    const tooSlow = async () => {
      throw unreachable();
    };
    Object.assign(connection.comet, { blockSearch: tooSlow, txSearch: tooSlow });
    const { height } = world.provider;
    const found = await findSentPackets(connection, ends.ccv.provider, range(1, 11), { height });
    expect([...found.keys()].sort((a, b) => Number(a - b))).toEqual(range(1, 10));
    // It has an index all the same: not all of its blocks are read.
    const later = await findSentPackets(connection, ends.ccv.provider, [1n], { height, scannedWithIndex: 0n });
    expect(later.size).toBe(0);
  });

  it("are found but for those of one block that the node cannot tell", async () => {
    const { world, node } = worldWith(250);
    const { connection } = node;
    const results = connection.comet.blockResults.bind(connection.comet);
    const blockResults = async (height: number) => {
      if (height === 13) throw unreachable();
      return results(height);
    };
    Object.assign(connection.comet, { blockResults });
    const { height } = world.provider;
    const found = await findSentPackets(connection, ends.ccv.provider, range(1, 100), { height });
    expect(range(1, 100).filter((sequence) => !found.has(sequence))).toEqual([21n, 22n]);
  });

  it("are missing in the answer where no block tells them", async () => {
    const { world, node } = worldWith(4);
    const { height } = world.provider;
    const found = await findSentPackets(node.connection, ends.ccv.provider, [4n, 99n], { height });
    expect([...found.keys()]).toEqual([4n]);
    node.hasIndex = false;
    node.lowest = height;
    expect((await findSentPackets(node.connection, ends.ccv.provider, [1n], { height })).size).toBe(0);
  });

  it("are not looked for when there are none, and not while nobody answers", async () => {
    const { world, node } = worldWith(2);
    node.isDown = true;
    const { height } = world.provider;
    expect((await findSentPackets(node.connection, ends.ccv.provider, [], { height })).size).toBe(0);
    const asked = findSentPackets(node.connection, ends.ccv.provider, [1n], { height });
    await expect(asked).rejects.toMatchObject({ code: unreachable().code });
  });

  it("are no longer looked for once it is stopped", async () => {
    const { world, node } = worldWith(2);
    const signal = AbortSignal.abort(new Error("stop"));
    const { height } = world.provider;
    await expect(findSentPackets(node.connection, ends.ccv.provider, [1n], { height, signal })).rejects.toThrow("stop");
  });
});

it("acknowledgements are found with their bytes, by the end that wrote them", async () => {
  const world = new ModelWorld();
  world.relay();
  for (let count = 0; count < 3; count += 1) world.send("provider", "ccv");
  await world.until("all settled", () => world.received("consumer", "ccv").length === 3 && world.outstanding() === 0);
  await world.stop();
  const node = new ModelNode(world.consumer);
  const { height } = world.consumer;
  const found = await findAcknowledgements(node.connection, ends.ccv.consumer, [1n, 3n, 7n], { height });
  expect([...found.keys()]).toEqual([1n, 3n]);
  expect(Buffer.from(found.get(3n)?.acknowledgement ?? []).toString()).toBe('{"result":"AQ=="}');
  const elsewhere = await findAcknowledgements(node.connection, ends.transfer.consumer, [1n], { height });
  expect(elsewhere.size).toBe(0);
});
