import { IcsError } from "../errors.ts";

/** How a list that a chain answers page by page is read. */
export interface PageOptions {
  /** Entries per request; default 100. */
  readonly pageSize?: number;
  /** The last entry first. */
  readonly reverse?: boolean;
}

/** What a request for one page carries. @see cosmos/base/query/v1beta1/pagination.proto */
export interface PageRequest {
  readonly key: Uint8Array;
  readonly offset: bigint;
  readonly limit: bigint;
  readonly countTotal: boolean;
  readonly reverse: boolean;
}

/** One page, and where the next begins: an empty or no key for the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextKey: Uint8Array | undefined;
}

/**
 * Every page of a list, in order, each asked for when it is read.
 * @throws CONFIG_INVALID for a page size that is no positive integer
 */
export async function* queryPages<T>(
  ask: (pagination: PageRequest) => Promise<Page<T>>,
  { pageSize = 100, reverse = false }: PageOptions = {},
): AsyncGenerator<readonly T[], void, void> {
  if (!Number.isSafeInteger(pageSize) || pageSize < 1) {
    throw new IcsError("CONFIG_INVALID", `A page of ${pageSize} entries cannot be asked for`, {
      problems: [{ name: "pageSize", got: String(pageSize), wanted: "a positive integer" }],
    });
  }
  const request = { offset: 0n, limit: BigInt(pageSize), countTotal: false, reverse };
  let key: Uint8Array | undefined = new Uint8Array();
  while (key !== undefined) {
    const page: Page<T> = await ask({ ...request, key });
    yield page.items;
    key = page.nextKey?.length ? page.nextKey : undefined;
  }
}
