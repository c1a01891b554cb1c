import { toBech32 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { governanceAddress } from "../../../src/ccv/rules/address-rules.ts";
import { isIcsError } from "../../../src/errors.ts";

/** One input of one message, and what our rules say of it: the provider must say the same. */
export interface ParityRow {
  readonly name: string;
  /** What is sent past our rules; undefined for what protobuf has no bytes for. */
  readonly message: EncodeObject | undefined;
  /** Our verdict: throws, or not. */
  readonly check: () => unknown;
  /** The fields that our rules find wrong; `[]` where the message is good. */
  readonly fields: readonly string[];
  /** Why we refuse what the chain lets pass. */
  readonly stricter?: string;
}

/** Whose messages they are, and on which consumers. */
export interface ParityContext {
  readonly owner: string;
  readonly governance: string;
  readonly validator: { readonly signer: string; readonly providerOperatorAddress: string };
  /** Registered, with chain id parity-1, owned by the owner. */
  readonly registered: string;
  /** Registered, with chain id parity-1, owned by governance. */
  readonly ofGovernance: string;
  /** Launched, owned by the owner; the validator has opted in. */
  readonly launched: string;
}

const account = (fill: number): Uint8Array => new Uint8Array(20).fill(fill);

/** Addresses that no chain knows, of 20 bytes. */
export const address = (prefix: string, fill = 9): string => toBech32(prefix, account(fill));

/** For tests without a chain. */
export const madeUpContext: ParityContext = {
  owner: address("cosmos", 1),
  governance: governanceAddress("cosmos"),
  validator: { signer: address("cosmos", 2), providerOperatorAddress: address("cosmosvaloper", 2) },
  registered: "0",
  ofGovernance: "1",
  launched: "2",
};

/** A change of a good input, and the fields that it makes wrong. */
export type Change<T> = readonly [name: string, change: Partial<T>, ...fields: string[]];

/** Rows of one message: each is the good input with one change. */
export function rowsOf<T>(
  kind: string,
  base: T,
  toMessage: (input: T) => EncodeObject,
  check: (input: T) => unknown,
  changes: ReadonlyArray<Change<T>>,
): ParityRow[] {
  return changes.map(([name, change, ...fields]) => {
    const input = { ...base, ...change };
    return { name: `${kind}: ${name}`, message: toMessage(input), check: () => check(input), fields };
  });
}

/** Rows of inputs that protobuf has no bytes for: our rules alone speak of them. */
export function unsayable<T>(
  kind: string,
  base: T,
  check: (input: T) => unknown,
  changes: ReadonlyArray<Change<T>>,
): ParityRow[] {
  return changes.map(([name, change, ...fields]) => {
    const input = { ...base, ...change };
    return { name: `${kind}: ${name}`, message: undefined, check: () => check(input), fields };
  });
}

/** The same rows, where the chain lets pass what we refuse. */
export function stricter(reason: string, rows: readonly ParityRow[]): ParityRow[] {
  return rows.map((row) => ({ ...row, stricter: reason }));
}

/** The fields that our rules find wrong, each once; `[]` where they find nothing. */
export function fieldsFound(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!isIcsError(error, "TX_MESSAGE_INVALID")) throw error;
    return [...new Set(error.context.problems.map(({ name }) => name))];
  }
}
