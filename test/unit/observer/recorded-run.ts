import { readFileSync } from "node:fs";
import { fromBase64 } from "@cosmjs/encoding";
import { parsePhase } from "../../../src/ccv/phase.ts";
import type { Block, ChainEvent, ValidatorUpdate } from "../../../src/chain/block.ts";
import type { ConsumerSource, ProviderSource } from "../../../src/observer/sources.ts";
import { blockSource, fakeProvider } from "./fake-sources.ts";

type WireEvent = readonly [type: string, attributes: readonly (readonly [key: string, value: string])[]];
type WireUpdate = { readonly pubkey: string; readonly power: string };

interface WireBlock {
  readonly height: string;
  readonly time: string;
  readonly txs?: readonly { readonly hash: string; readonly code: number; readonly events: readonly WireEvent[] }[];
  readonly events?: readonly WireEvent[];
  readonly updates?: readonly WireUpdate[];
}

interface Recording {
  readonly provider: { readonly chainId: string; readonly blocks: readonly WireBlock[] };
  readonly consumer: { readonly chainId: string; readonly blocks: readonly WireBlock[] };
  readonly consumerStates: readonly {
    readonly height: string;
    readonly phase: string;
    readonly spawnTime?: string;
    readonly clientId?: string;
  }[];
  readonly consumerSets: readonly { readonly height: string; readonly validators: readonly WireUpdate[] }[];
  readonly initialValidators: readonly WireUpdate[];
}

/** Sources that play back a recording of real chains from `test/fixtures/observer`. */
export function recordedRun(name: string): { readonly provider: ProviderSource; readonly consumer: ConsumerSource } {
  const recording: Recording = JSON.parse(readFileSync(`test/fixtures/observer/${name}.json`, "utf8"));
  const blocks = ({ chainId, blocks: list }: Recording["provider"]) =>
    blockSource(list.map((block) => blockOf(chainId, block)));
  const sets = new Map(recording.consumerSets.map(({ height, validators }) => [BigInt(height), validators]));
  return {
    provider: fakeProvider({
      blocks: blocks(recording.provider),
      initial: updatesOf(recording.initialValidators),
      state: (height) => {
        const state = recording.consumerStates.findLast((candidate) => BigInt(candidate.height) <= height);
        const phase = state && parsePhase(state.phase);
        const spawnTime = state?.spawnTime === undefined ? undefined : new Date(state.spawnTime);
        return phase && { phase, spawnTime, clientId: state?.clientId };
      },
    }),
    consumer: {
      blocks: blocks(recording.consumer),
      state: {
        validators: async (height) => {
          const set = sets.get(height);
          if (set === undefined) throw new Error(`no set was recorded at height ${height}`);
          return updatesOf(set);
        },
      },
    },
  };
}

function blockOf(chainId: string, wire: WireBlock): Block {
  return {
    chainId,
    height: BigInt(wire.height),
    time: new Date(wire.time),
    txs: (wire.txs ?? []).map(({ hash, code, events }) => ({
      hash,
      bytes: new Uint8Array(),
      code,
      codespace: "",
      log: "",
      gasUsed: 0n,
      events: events.map(eventOf),
      data: new Uint8Array(),
    })),
    events: (wire.events ?? []).map(eventOf),
    validatorUpdates: updatesOf(wire.updates ?? []),
    duplicateVotes: [],
  };
}

function eventOf([type, attributes]: WireEvent): ChainEvent {
  return { type, attributes: attributes.map(([key, value]) => ({ key, value })) };
}

function updatesOf(updates: readonly WireUpdate[]): ValidatorUpdate[] {
  return updates.map(({ pubkey, power }) => ({ pubkey: fromBase64(pubkey), power: BigInt(power) }));
}
