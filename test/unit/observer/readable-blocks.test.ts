import { IcsError } from "../../../src/errors.ts";
import { BlocksUnreadable, type ReadTiming, readableBlocks } from "../../../src/observer/readable-blocks.ts";
import type { BlockSource } from "../../../src/observer/sources.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import { noAnswer, quickReading, unreadableAt, unreadableSource } from "./unreadable-source.ts";

const patient: ReadTiming = { ...quickReading, patienceMs: 60_000 };

/** Reads so many blocks, or to what ends them. */
async function read(
  source: BlockSource,
  options: { readonly from?: bigint; readonly count?: number; readonly timing?: ReadTiming; signal?: AbortSignal } = {},
) {
  const { from = 1n, count = 500, timing = quickReading, signal } = options;
  const heights: bigint[] = [];
  try {
    for await (const { height } of readableBlocks(source, { from, ...(signal && { signal }) }, timing)) {
      heights.push(height);
      if (heights.length === count) break;
    }
  } catch (error) {
    return { heights, error, next: error instanceof BlocksUnreadable ? error.nextHeight : undefined };
  }
  return { heights, error: undefined, next: undefined };
}

describe("blocks that cannot be read", () => {
  it("end the stream, which tells why, and what comes after them", async () => {
    const { heights, error } = await read(unreadableAt(4n));
    expect(heights).toEqual([1n, 2n, 3n]);
    expect(error).toMatchObject({
      nextHeight: 5n,
      reason: "No answer to block_results: it did not answer in time",
      cause: { code: "RPC_UNREACHABLE" },
    });
  });

  it("are no more than those, wherever others lie between", async () => {
    const source = unreadableAt(4n, 5n, 6n, 8n);
    expect(await read(source)).toMatchObject({ heights: [1n, 2n, 3n], next: 7n });
    expect(await read(source, { from: 7n })).toMatchObject({ heights: [7n], next: 9n });
    expect((await read(source, { from: 498n })).heights).toEqual([498n, 499n, 500n]);
  });

  it("end where the latest blocks begin, which are waited for", async () => {
    const source = unreadableSource((height) => height > 397n && height < 500n && noAnswer());
    expect(await read(source, { from: 396n })).toMatchObject({ heights: [396n, 397n], next: 400n });
  });

  it("are found out though another node behind the same address tells a lower height", async () => {
    const source = unreadableAt(4n);
    expect((await read({ ...source, latestHeight: async () => 100n })).next).toBe(5n);
  });

  it("are not those that a busy node gives later, each once, and no other is asked for meanwhile", async () => {
    let failures = 6;
    const source = unreadableSource((height) => height === 4n && failures-- > 0 && noAnswer());
    expect((await read(source, { count: 6, timing: patient })).heights).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(source.asked).toEqual([1n, 2n, 3n, ...Array(8).fill(4n), 5n, 6n]);
  });

  it("are not told while the node gives no block at all", async () => {
    let failures = 20;
    const source = unreadableSource((height) => height > 3n && failures-- > 0 && noAnswer());
    expect((await read(source, { count: 5 })).heights).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(new Set(source.asked)).toEqual(new Set([1n, 2n, 3n, 4n, 5n, 500n]));
  });

  it("are not told while the node does not say how far it is", async () => {
    let failures = 3;
    const source = unreadableAt(4n);
    const latestHeight = async (): Promise<bigint> => {
      if (failures-- > 0) throw noAnswer();
      return 500n;
    };
    expect((await read({ ...source, latestHeight })).next).toBe(5n);
    expect(failures).toBeLessThan(0);
  });

  it("are not those whose answer is late, and are those that never have one", async () => {
    const source = unreadableAt();
    const never = Promise.withResolvers<void>();
    let isLate = true;
    const slow: BlockSource = {
      ...source,
      async *blocks(options) {
        for await (const block of source.blocks(options)) {
          if (block.height === 3n && isLate) {
            isLate = false;
            throw noAnswer();
          }
          if (block.height === 5n) {
            if (options.from === 5n) await never.promise;
            throw noAnswer();
          }
          yield block;
        }
      },
    };
    expect(await read(slow, { timing: { ...quickReading, blockMs: 5 } })).toMatchObject({
      heights: [1n, 2n, 3n, 4n],
      next: 6n,
    });
  });
});

describe("a failure that is not about one block", () => {
  it.each([
    ["of one of the latest blocks", unreadableAt(450n), 449n],
    ["of a source that tells no height", { ...unreadableAt(4n), latestHeight: undefined }, 3n],
  ])("%s is passed on", async (_name, { latestHeight, ...source }, from) => {
    const given = latestHeight === undefined ? source : { ...source, latestHeight: async () => 500n };
    expect(await read(given, { from })).toMatchObject({ heights: [from], error: { code: "RPC_UNREACHABLE" } });
  });

  it("is passed on at once where it does not pass", async () => {
    const invalid = new IcsError("RPC_RESPONSE_INVALID", "strange", { url: "u", path: "block" });
    const source = unreadableSource((height) => height === 4n && invalid);
    expect(await read(source)).toMatchObject({ heights: [1n, 2n, 3n], error: invalid });
    expect([source.asked.length, source.tips]).toEqual([4, 0]);
  });

  it("is seen by who reads on where it comes while others are tried", async () => {
    const pruned = new IcsError("RPC_HEIGHT_PRUNED", "gone", { url: "u", height: 5n, lowestHeight: 90n });
    const source = unreadableSource((height) => {
      if (height === 5n) return pruned;
      return height === 4n && noAnswer();
    });
    expect((await read(source)).next).toBe(5n);
    expect((await read(source, { from: 5n })).error).toBe(pruned);
  });

  it("ends with the signal's reason", async () => {
    const ending = new AbortController();
    const reason = new Error("enough");
    const source = unreadableSource((height) => {
      if (height === 500n) ending.abort(reason);
      return height > 3n && noAnswer();
    });
    expect((await read(source, { signal: ending.signal })).error).toBe(reason);
  });
});

describe("a node that cannot tell a block", () => {
  const { start, connect } = useFakeComet();

  it("is found out, and everything else is read of it", async () => {
    const comet = await start({ blocks: 140 });
    comet.websocketsAllowed = false;
    comet.trouble = (method, { height }) =>
      method === "block_results" && ["3", "4"].includes(String(height)) ? { status: 502 } : undefined;
    const connection = await connect(comet);
    expect(await read(connection)).toMatchObject({ heights: [1n, 2n], next: 5n });
    expect((await read(connection, { from: 5n, count: 135 })).heights).toHaveLength(135);
  });
});
