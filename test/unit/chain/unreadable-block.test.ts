import { pollUntil } from "../../../src/async/poll-until.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

const { start, connect } = useFakeComet();

/** A chain of so many blocks whose node tells all but the results of block 4. */
async function withoutBlock4(blocks: number): Promise<{ comet: FakeComet; connection: ChainConnection }> {
  const comet = await start({ blocks });
  comet.websocketsAllowed = false;
  comet.trouble = (method, { height }) =>
    method === "block_results" && height === "4" ? { status: 502, body: "too large" } : undefined;
  const connection = await connect(comet);
  await connection.waitForHeight(BigInt(blocks));
  return { comet, connection };
}

interface Reading {
  readonly heights: bigint[];
  /** What ended the stream; undefined at the height it should reach. */
  readonly ended: Promise<unknown>;
}

function read(connection: ChainConnection, from: bigint, upTo: bigint): Reading {
  const heights: bigint[] = [];
  const take = async (): Promise<void> => {
    for await (const { height } of connection.blocks({ from })) {
      heights.push(height);
      if (height === upTo) return;
    }
  };
  return { heights, ended: take().catch((error: unknown) => error) };
}

/** Resolves once the node was asked so many more times for each of these. */
async function asked(comet: FakeComet, more: number, methods: readonly string[]): Promise<void> {
  const before = methods.map((method) => comet.count(method));
  await pollUntil(
    async () => methods.map((method, index) => comet.count(method) - (before[index] ?? 0)),
    (counts) => counts.every((count) => count >= more),
    { what: `${more} more questions for ${methods.join(" and ")}`, intervalMs: 2 },
  );
}

describe("a block that the node cannot tell", () => {
  it("ends the stream far behind the tip with the node's failure, and a stream after it goes on", async () => {
    const { connection } = await withoutBlock4(106);
    const { heights, ended } = read(connection, 1n, 106n);
    expect(await ended).toMatchObject({ code: "RPC_UNREACHABLE", retryable: true });
    expect(heights).toEqual([1n, 2n, 3n]);
    const rest = read(connection, 5n, 106n);
    expect(await rest.ended).toBeUndefined();
    expect(rest.heights).toEqual(Array.from({ length: 102 }, (_, index) => BigInt(index + 5)));
  });

  it("ends it after three failures, and no sooner", async () => {
    const { comet, connection } = await withoutBlock4(106);
    let failures = 0;
    comet.trouble = (method, { height }) =>
      method === "block_results" && height === "4" && ++failures < 3 ? { status: 502 } : undefined;
    const { heights, ended } = read(connection, 4n, 5n);
    expect(await ended).toBeUndefined();
    expect(heights).toEqual([4n, 5n]);
  });

  it("is asked for ahead of its turn only once", async () => {
    const { comet, connection } = await withoutBlock4(106);
    const results: unknown[] = [];
    const { trouble } = comet;
    comet.trouble = (method, params) => {
      if (method === "block_results") results.push(params.height);
      return trouble(method, params);
    };
    const stream = connection.blocks({ from: 1n });
    for (const height of [1n, 2n, 3n]) {
      expect((await stream.next()).value).toMatchObject({ height });
      // The question ahead has failed by then.
      await asked(comet, 3, ["abci_info"]);
    }
    expect(results.filter((height) => height === "4")).toHaveLength(1);
    await stream.return(undefined);
  });

  it("is waited for within 100 blocks of the tip", async () => {
    const { comet, connection } = await withoutBlock4(104);
    const { heights, ended } = read(connection, 1n, 104n);
    await asked(comet, 8, ["block_results", "abci_info"]);
    expect(heights).toEqual([1n, 2n, 3n]);
    comet.addBlock();
    expect(await ended).toMatchObject({ code: "RPC_UNREACHABLE" });
  });

  it("is waited for by who asks for it alone", async () => {
    const { comet, connection } = await withoutBlock4(106);
    const block = connection.block(4n);
    await asked(comet, 8, ["block_results", "abci_info"]);
    comet.trouble = () => undefined;
    expect(await block).toMatchObject({ height: 4n });
  });
});

describe("a node that is away", () => {
  it("is waited for, however far behind its tip the reader is", async () => {
    const { comet, connection } = await withoutBlock4(106);
    comet.trouble = () => ({ status: 503 });
    await asked(comet, 3, ["abci_info"]);
    const { heights, ended } = read(connection, 3n, 5n);
    await asked(comet, 8, ["block", "abci_info"]);
    expect(heights).toEqual([]);
    comet.trouble = () => undefined;
    expect(await ended).toBeUndefined();
    expect(heights).toEqual([3n, 4n, 5n]);
  });
});
