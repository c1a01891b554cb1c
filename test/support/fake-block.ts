import { toBase64 } from "@cosmjs/encoding";
import type { ChainEvent } from "../../src/chain/block.ts";

/** One block of a fake chain. */
export interface FakeBlock {
  readonly txs?: readonly FakeTx[];
  readonly events?: readonly ChainEvent[];
  readonly updates?: ReadonlyArray<{ readonly key: Uint8Array; readonly power: bigint }>;
}

/** A transaction with its result. */
export interface FakeTx {
  readonly bytes: Uint8Array;
  readonly code?: number;
  readonly codespace?: string;
  readonly log?: string;
  readonly events?: readonly ChainEvent[];
  readonly data?: Uint8Array;
}

/** The answer to `block_results`. */
export function blockResultsJson(height: bigint, block: FakeBlock): Record<string, unknown> {
  const { txs = [], events = [], updates = [] } = block;
  return {
    height: String(height),
    txs_results: txs.map(({ code = 0, codespace = "", log = "", events: txEvents = [], data }) => ({
      code,
      codespace,
      log,
      events: txEvents,
      gas_used: "1234",
      ...(data && { data: toBase64(data) }),
    })),
    finalize_block_events: events,
    validator_updates: updates.map(({ key, power }) => ({
      pub_key: { Sum: { type: "tendermint.crypto.PublicKey_Ed25519", value: { ed25519: toBase64(key) } } },
      ...(power > 0n && { power: String(power) }),
    })),
  };
}
