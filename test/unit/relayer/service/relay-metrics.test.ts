import { RelayMetrics } from "../../../../src/relayer/service/relay-metrics.ts";
import type { RelayerEvent } from "../../../../src/relayer/service/relayer-events.ts";
import type { RelayerStatus } from "../../../../src/relayer/service/relayer-status.ts";
import { ccv, relayedTo } from "./relayer-rig.ts";

const now = new Date(1_000_000);
const account = { address: "cosmos1x", denom: "uatom", balance: 12n };
const end = (chainId: string) => ({
  chainId,
  height: 7n,
  heardAt: now,
  isSilent: chainId === "consumer-1",
  client: {
    clientId: "07-tendermint-3",
    status: "Active" as const,
    trustedHeight: 4n,
    expiresAt: new Date(1_060_000),
    trustingPeriodMs: 90_000,
  },
  account: { ...account, balance: undefined },
});
const status: RelayerStatus = {
  provider: { chainId: "provider-1", height: 9n, heardAt: now, isSilent: false, account },
  paths: [
    {
      name: "0",
      consumerId: "0",
      state: "relaying",
      since: now,
      reason: undefined,
      error: undefined,
      provider: end("provider-1"),
      consumer: end("consumer-1"),
      channels: [{ ...ccv, backlog: { fromProvider: 3, fromConsumer: 0 } }],
    },
  ],
};
const trouble = { code: "TX_EXPIRED", message: "x", since: now, failures: 1 };

async function text(events: readonly RelayerEvent[]): Promise<string> {
  const metrics = new RelayMetrics({ processMetrics: false });
  for (const event of events) metrics.event(event);
  return metrics.text(status, now);
}

it("shows the status as gauges", async () => {
  const lines = (await text([])).split("\n");
  for (const line of [
    'icskit_relay_path_state{path="0",state="relaying"} 1',
    'icskit_relay_path_state{path="0",state="failing"} 0',
    'icskit_relay_backlog_packets{path="0",source="provider",port="provider",channel="channel-0"} 3',
    'icskit_relay_backlog_packets{path="0",source="consumer",port="consumer",channel="channel-0"} 0',
    'icskit_relay_client_expiry_seconds{path="0",chain="consumer-1",client="07-tendermint-3"} 60',
    'icskit_relay_client_active{path="0",chain="provider-1",client="07-tendermint-3"} 1',
    'icskit_relay_balance{chain="provider-1",address="cosmos1x",denom="uatom"} 12',
    'icskit_relay_block_height{chain="consumer-1"} 7',
    'icskit_relay_chain_silent{chain="consumer-1"} 1',
    'icskit_relay_chain_silent{chain="provider-1"} 0',
  ]) {
    expect(lines).toContain(line);
  }
});

it("counts what was carried, what failed, and how long it took", async () => {
  const latencies = [
    { stage: "received" as const, portId: "provider", channelId: "channel-0", sequence: 1n, seconds: 1.7, blocks: 2 },
  ];
  const events: RelayerEvent[] = [
    { kind: "relayed", path: "0", source: "provider", relayed: relayedTo("consumer-1") },
    { kind: "relayed", path: "0", source: "provider", relayed: relayedTo("consumer-1") },
    { kind: "latency", path: "0", sender: "provider", latencies },
    { kind: "trouble", path: "0", error: trouble },
    { kind: "state", path: "0", from: "relaying", to: "failing", reason: undefined, error: trouble, cause: undefined },
    {
      kind: "state",
      path: "0",
      from: "failing",
      to: "relaying",
      reason: undefined,
      error: undefined,
      cause: undefined,
    },
  ];
  const lines = (await text(events)).split("\n");
  for (const line of [
    'icskit_relay_packets_total{path="0",source="provider",port="provider",channel="channel-0",kind="packet"} 2',
    'icskit_relay_transactions_total{path="0",chain="consumer-1"} 2',
    'icskit_relay_gas_used_total{path="0",chain="consumer-1"} 200',
    'icskit_relay_failures_total{path="0",code="TX_EXPIRED"} 2',
    'icskit_relay_packet_latency_seconds_bucket{le="2",path="0",stage="received",port="provider",source="provider"} 1',
    'icskit_relay_packet_latency_seconds_sum{path="0",stage="received",port="provider",source="provider"} 1.7',
    'icskit_relay_packet_latency_blocks_bucket{le="1",path="0",stage="received",port="provider",source="provider"} 0',
  ]) {
    expect(lines).toContain(line);
  }
});

it("forgets gauges of paths that are gone, and has none before there is a status", async () => {
  const metrics = new RelayMetrics({ processMetrics: false });
  await metrics.text(status, now);
  expect(await metrics.text({ ...status, paths: [] }, now)).not.toContain('path="0"');
  expect(await new RelayMetrics({ processMetrics: false }).text(undefined)).not.toContain("provider-1");
});

it("adds figures of the process where they are wanted", async () => {
  expect(await new RelayMetrics().text(undefined)).toContain("process_resident_memory_bytes");
});

it("explains every figure", async () => {
  const names = (await text([]))
    .split("\n")
    .filter((line) => line.startsWith("# TYPE"))
    .map((line) => line.split(" ")[2]);
  expect(names).toHaveLength(15);
  expect(names.every((name) => name?.startsWith("icskit_relay_"))).toBe(true);
});
