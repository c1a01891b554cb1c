import { queryStore } from "../../../src/chain/store.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();

describe("a module's store", () => {
  it("is read by key, at the height asked for", async () => {
    const comet = await start({ blocks: 9 });
    const asked: unknown[] = [];
    comet.queries.set("/store/ccvconsumer/key", (key, height) => {
      asked.push([key, height]);
      return new Uint8Array([7]);
    });
    const chain = await connect(comet);
    expect(await queryStore(chain, "ccvconsumer", new Uint8Array([3]))).toEqual(new Uint8Array([7]));
    await queryStore(chain, "ccvconsumer", new Uint8Array([3]), { height: 4n });
    expect(asked).toEqual([
      [new Uint8Array([3]), 9n],
      [new Uint8Array([3]), 4n],
    ]);
  });

  it("gives an empty value for a key that holds nothing, and an error for a store that is not there", async () => {
    const comet = await start();
    comet.queries.set("/store/ibc/key", () => new Uint8Array());
    const chain = await connect(comet);
    expect(await queryStore(chain, "ibc", new Uint8Array([1]))).toEqual(new Uint8Array());
    const error = await rejection("RPC_QUERY_FAILED", queryStore(chain, "none", new Uint8Array([1])));
    expect(error.message).toBe('fake-1 did not tell what its store "none" holds: unknown query path /store/none/key');
    expect(error.retryable).toBe(false);
  });

  it("is not taken for empty at a height that the node does not have", async () => {
    const comet = await start();
    comet.queries.set("/store/ibc/key", () => ({ code: 0, log: "version does not exist" }));
    const chain = await connect(comet);
    const error = await rejection("RPC_QUERY_FAILED", queryStore(chain, "ibc", new Uint8Array([1]), { height: 1n }));
    expect(error.retryable).toBe(true);
    expect(error.context.height).toBe(1n);
  });
});
