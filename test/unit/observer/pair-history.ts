import { toBase64 } from "@cosmjs/encoding";
import { consensusAddress, consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import type { ValidatorUpdate } from "../../../src/ccv/validator-set.ts";
import type { Block } from "../../../src/chain/block.ts";
import type { ConsumerState } from "../../../src/observer/sources.ts";
import { slashPacketJson, vscPacketJson } from "../ccv/packet-bytes.ts";
import * as wire from "./wire-blocks.ts";

const key = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

/** Three validators; the third uses key 13 on the consumer. Powers are those of the launch. */
export const validators = {
  provider: [key(1), key(2), key(3)],
  consumer: [key(1), key(2), key(13)],
  powers: [500n, 300n, 100n],
} as const;

/** Validator `index` with a power, by its key on one of the chains. */
export function update(chain: "provider" | "consumer", index: 0 | 1 | 2, power: bigint): ValidatorUpdate {
  return { pubkey: validators[chain][index], power };
}

export const launchSet: readonly ValidatorUpdate[] = [
  update("consumer", 0, 500n),
  update("consumer", 1, 300n),
  update("consumer", 2, 100n),
];

export const jailedAddress = consensusAddress(validators.provider[2], "cosmos");
const consumer = { module: "provider", consumer_id: "0", consumer_chain_id: "consumer-1" };
const signer = "cosmos19pe9pg5dv9k5fzgzmsrgnw9rl9asf7ddwhu7lm";

const raise = {
  from: "provider" as const,
  sequence: 1n,
  data: vscPacketJson({
    valsetUpdateId: 7n,
    validatorUpdates: [update("consumer", 0, 501n)],
    slashAcknowledgements: [],
  }),
};
const removal = {
  from: "provider" as const,
  sequence: 2n,
  data: vscPacketJson({
    valsetUpdateId: 12n,
    validatorUpdates: [update("consumer", 2, 0n)],
    slashAcknowledgements: [consensusAddress(validators.consumer[2], "cosmos")],
  }),
};
const downtime = {
  from: "consumer" as const,
  sequence: 1n,
  data: slashPacketJson({
    address: consensusAddressBytes(validators.consumer[2]),
    power: 100n,
    valsetUpdateId: 7n,
    infraction: "downtime",
  }),
};
const ok = { result: toBase64(Uint8Array.of(1)) };
const handled = { result: toBase64(Uint8Array.of(2)) };

function recvOnConsumer(packet: wire.WirePacket, id: string) {
  const received = wire.event("ccv_packet", { module: "CCV", valset_update_id: id, success: "true" });
  return wire.tx(`RECV${id}`, wire.message(1, ...wire.receivePacket(packet, ok, received)));
}

/** The provider: launch at 3, channel at 6, a delegation at 7, a slash packet at 12, its removal sent at 12. */
function providerBlocks(): Block[] {
  const make = (height: bigint, parts?: Parameters<typeof wire.block>[2]) => wire.block("provider-1", height, parts);
  const handshake = { client_id: "07-tendermint-2", connection_id: wire.ids.providerConnection };
  const created = { consumer_name: "first", submitter_address: signer, consumer_owner: signer };
  const phase = { consumer_spawn_time: "2026-01-31 12:00:03 +0000 UTC", consumer_phase: "CONSUMER_PHASE_INITIALIZED" };
  const launch = { client_id: "07-tendermint-2", initial_height: "1-1", trusting_period: "316h48m0s" };
  const executed = wire.event("execute_consumer_chain_slash", {
    module: "provider",
    validator_address: jailedAddress,
    infraction_type: "INFRACTION_DOWNTIME",
    infraction_height: "9",
    valset_update_id: "7",
  });
  const received = wire.event("ccv_packet", { module: "provider", valset_update_id: "7", success: "true" });
  return [
    make(1n),
    make(2n, {
      txs: [wire.tx("CREATE", wire.message(0, wire.event("create_consumer", { ...consumer, ...created, ...phase })))],
    }),
    make(3n, {
      events: wire.beginBlock(
        wire.event("consumer_client_created", {
          ...consumer,
          ...launch,
          unbonding_period: "480h0m0s",
          valset_hash: "\ufffd",
        }),
      ),
    }),
    make(4n, { txs: [wire.tx("TRY", wire.message(1, wire.event("connection_open_try", handshake)))] }),
    make(5n),
    make(6n, {
      txs: [
        wire.tx("CONFIRM", [
          ...wire.message(1, wire.event("channel_open_confirm", wire.channelAttributes("provider"))),
          ...wire.message(
            1,
            wire.event("channel_established", {
              ...consumer,
              module: "ccvconsumer",
              ...handshake,
              channel_id: wire.ids.providerChannel,
            }),
          ),
        ]),
      ],
    }),
    make(7n, { events: wire.endBlock(wire.sendPacket(raise)), updates: [update("provider", 0, 501n)] }),
    make(8n),
    make(9n, { txs: [wire.tx("ACK1", wire.message(1, ...wire.acknowledgePacket(raise, { result: "\u0001" })))] }),
    make(10n),
    make(11n),
    make(12n, {
      txs: [wire.tx("SLASH", wire.message(1, ...wire.receivePacket(downtime, handled, executed, received)))],
      events: wire.endBlock(wire.sendPacket(removal)),
      updates: [update("provider", 2, 0n)],
    }),
    make(13n),
    make(14n, { txs: [wire.tx("ACK2", wire.message(1, ...wire.acknowledgePacket(removal, { result: "\u0001" })))] }),
  ];
}

/** The consumer: channel at 3, first VSC packet at 4, a slash packet at 8, the removal received at 10. */
function consumerBlocks(): Block[] {
  const make = (height: bigint, parts?: Parameters<typeof wire.block>[2]) => wire.block("consumer-1", height, parts);
  const opened = wire.event("channel_open_ack", wire.channelAttributes("consumer"));
  const requested = wire.event("consumer_slash_request", {
    module: "ccvconsumer",
    validator_address: consensusAddress(validators.consumer[2], "consumer"),
    valset_update_id: "7",
    infraction_type: "INFRACTION_DOWNTIME",
  });
  return [
    make(1n),
    make(2n),
    make(3n, { txs: [wire.tx("CHANACK", wire.message(1, opened))] }),
    make(4n, { txs: [recvOnConsumer(raise, "7")], updates: [update("consumer", 0, 501n)] }),
    make(5n),
    make(6n),
    make(7n),
    make(8n, { events: [...wire.beginBlock(requested), ...wire.endBlock(wire.sendPacket(downtime))] }),
    make(9n, { txs: [wire.tx("ACKS", wire.message(1, ...wire.acknowledgePacket(downtime, { result: "\u0002" })))] }),
    make(10n, { txs: [recvOnConsumer(removal, "12")], updates: [update("consumer", 2, 0n)] }),
    make(11n),
    make(12n),
  ];
}

/** A consumer pair from its creation to the removal of a validator that was down, with the state beside the blocks. */
export function pairHistory() {
  const spawnTime = new Date(wire.genesisMs + 3000);
  const state = (height: bigint): ConsumerState | undefined => {
    if (height < 2n) return undefined;
    if (height < 3n) return { phase: "INITIALIZED", spawnTime, clientId: undefined };
    return { phase: "LAUNCHED", spawnTime, clientId: "07-tendermint-2" };
  };
  const set = (height: bigint): ValidatorUpdate[] => [
    update("consumer", 0, height < 6n ? 500n : 501n),
    update("consumer", 1, 300n),
    ...(height < 12n ? [update("consumer", 2, 100n)] : []),
  ];
  return { provider: providerBlocks(), consumer: consumerBlocks(), state, set };
}
