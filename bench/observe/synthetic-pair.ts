import { toBase64, toHex } from "@cosmjs/encoding";
import type { Block, BlockTx, ChainEvent } from "../../src/chain/block.ts";
import type { BlockSource, ConsumerSource, ProviderSource } from "../../src/observer/sources.ts";

/** A consumer of a made-up provider that gets a VSC packet in every block, written as real chains write them. */
export interface SyntheticPair {
  readonly consumerId: string;
  readonly provider: ProviderSource;
  readonly consumer: ConsumerSource;
}

const startMs = Date.UTC(2026, 0, 31, 12);
const text = new TextEncoder();
const key = (seed: bigint): Uint8Array => new Uint8Array(32).fill(Number(seed % 3n) + 1);
const set = [1n, 2n, 0n].map((seed) => ({ pubkey: key(seed), power: 100n }));

/** One consumer whose every VSC packet is sent, received and acknowledged in the blocks of one height. */
export function syntheticPair(consumerId: number, packets: number): SyntheticPair {
  const path = {
    client: `07-tendermint-${consumerId}`,
    connection: `connection-${consumerId}`,
    channel: `channel-${consumerId}`,
  };
  const reading = { phase: "LAUNCHED", spawnTime: undefined, clientId: path.client, blocksPerEpoch: 600n } as const;
  return {
    consumerId: String(consumerId),
    provider: {
      blocks: blocks("provider-1", packets, (height) => providerBlock(height, path)),
      state: {
        consumerState: async () => reading,
        optedInValidators: async () => [],
        initialValidators: async () => set,
        clientConnections: async () => [path.connection],
      },
    },
    consumer: {
      blocks: blocks(`consumer-${consumerId}`, packets, (height) => consumerBlock(height, path)),
      state: { validators: async (height) => [...setAt(height)] },
    },
  };
}

type Path = { readonly client: string; readonly connection: string; readonly channel: string };

/** The set after all updates that act by a height: each packet of height h raises one key to 100 + h, from h + 2 on. */
function setAt(height: bigint) {
  const last = height - 2n;
  return set.map(({ pubkey, power }, index) => {
    const sequence = last - ((last - BigInt(index + 1) + 3n) % 3n);
    return { pubkey, power: last > 0n && sequence > 0n ? 100n + sequence : power };
  });
}

function blocks(chainId: string, count: number, make: (height: bigint) => Partial<Block>): BlockSource {
  return {
    chainId,
    async *blocks({ from }) {
      for (let height = from; height <= BigInt(count); height += 1n) {
        const time = new Date(startMs + Number(height) * 1_000);
        yield { chainId, height, time, txs: [], events: [], validatorUpdates: [], duplicateVotes: [], ...make(height) };
      }
    },
  };
}

function providerBlock(height: bigint, path: Path): Partial<Block> {
  const send = event("send_packet", { ...packet(height, path), mode: "EndBlock" });
  const acknowledged = [
    event("acknowledge_packet", packetIds(height, path)),
    event("ccv_packet", { module: "provider", acknowledgement: "result" }),
    event("ccv_packet", { success: "\u0001" }),
  ];
  // A packet is acknowledged one block after it was sent.
  return { events: [send], txs: height === 1n ? [] : [tx(acknowledged)] };
}

function consumerBlock(height: bigint, path: Path): Partial<Block> {
  const acknowledgement = JSON.stringify({ result: toBase64(Uint8Array.of(1)) });
  const received = [
    event("recv_packet", packet(height, path)),
    event("ccv_packet", { module: "CCV", valset_update_id: String(height), success: "true" }),
    event("write_acknowledgement", { ...packet(height, path), packet_ack_hex: toHex(text.encode(acknowledgement)) }),
  ];
  return { txs: [tx(received)], validatorUpdates: [{ pubkey: key(height), power: 100n + height }] };
}

function packet(height: bigint, path: Path): Record<string, string> {
  const data = {
    validator_updates: [{ pub_key: { ed25519: toBase64(key(height)) }, power: String(100n + height) }],
    valset_update_id: String(height),
    slash_acks: [],
  };
  return { packet_data_hex: toHex(text.encode(JSON.stringify(data))), ...ids(height, path) };
}

function packetIds(height: bigint, path: Path): Record<string, string> {
  return ids(height - 1n, path);
}

function ids(sequence: bigint, { connection, channel }: Path): Record<string, string> {
  return {
    packet_timeout_height: "0-0",
    packet_timeout_timestamp: `${startMs + 86_400_000_000}000000`,
    packet_sequence: String(sequence),
    packet_src_port: "provider",
    packet_src_channel: channel,
    packet_dst_port: "consumer",
    packet_dst_channel: channel,
    packet_channel_ordering: "ORDER_ORDERED",
    connection_id: connection,
  };
}

function event(type: string, attributes: Readonly<Record<string, string>>): ChainEvent {
  return { type, attributes: Object.entries(attributes).map(([name, value]) => ({ key: name, value })) };
}

function tx(events: readonly ChainEvent[]): BlockTx {
  const [bytes, data] = [new Uint8Array(), new Uint8Array()];
  return { hash: "A".repeat(64), bytes, code: 0, codespace: "", log: "", gasUsed: 1n, events, data };
}
