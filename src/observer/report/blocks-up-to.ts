import type { BlockSource } from "../sources.ts";

/** The same blocks, ending after a height. One block beyond it is given where the last ones are gone, to tell of them. */
export function blocksUpTo(source: BlockSource, last: bigint): BlockSource {
  return {
    ...source,
    async *blocks(options) {
      for await (const block of source.blocks(options)) {
        yield block;
        if (block.height >= last) return;
      }
    },
  };
}
