import { stringify } from "smol-toml";
import { websocketUrl } from "../../chain/rpc-url.ts";
import type { ChannelPair } from "../handshake/handshake.ts";

/** One chain as Hermes is to know it. */
export interface HermesChain {
  readonly chainId: string;
  /** HTTP address of the node's RPC listener. */
  readonly rpcUrl: string;
  /** HTTP address of the node's gRPC listener, which Hermes needs besides. */
  readonly grpcUrl: string;
  readonly addressPrefix: string;
  /** For instance `0.005uatom`, in its two parts. */
  readonly gasPrice: { readonly amount: string; readonly denom: string };
  /** Of the light clients of this chain elsewhere. */
  readonly trustingPeriodMs: number;
  /** Block gas limit of the chain; undefined for none. */
  readonly maxGas: number | undefined;
}

/** A consumer with the channels of its path; `[]` while none is open. */
export interface HermesConsumer extends HermesChain {
  readonly channels: readonly ChannelPair[];
}

/** Gas that one transaction of Hermes may take where the chain sets no limit. */
const MAX_GAS = 30_000_000;
/** Part of a block's gas that one transaction may take. */
const BLOCK_PART = 0.8;

/**
 * A configuration of Hermes for these paths, as TOML. Its keys are not part of it: Hermes keeps them under the name
 * `key_name`, here the chain's id.
 * @see https://hermes.informal.systems/documentation/configuration
 */
export function hermesConfig(provider: HermesChain, consumers: readonly HermesConsumer[]): string {
  const onProvider = consumers.flatMap(({ channels }) =>
    channels.map(({ portIdOnProvider, channelIdOnProvider }) => [portIdOnProvider, channelIdOnProvider]),
  );
  return stringify({
    global: { log_level: "info" },
    mode: {
      // Its search for misbehaviour reads headers from events, where ibc-go 10 has none: it fails at every update and
      // holds packets up by seconds. Evidence of a consumer's infractions needs another watcher, such as this relayer.
      clients: { enabled: true, refresh: true, misbehaviour: false },
      // Hermes would open connections and channels of its own; the CCV channel must lie on the launch's two clients.
      connections: { enabled: false },
      channels: { enabled: false },
      packets: { enabled: true, clear_interval: 100, clear_on_start: true, tx_confirmation: false },
    },
    telemetry: { enabled: true, host: "127.0.0.1", port: 3001 },
    chains: [
      hermesChain(provider, false, onProvider),
      ...consumers.map((consumer) =>
        hermesChain(
          consumer,
          true,
          consumer.channels.map(({ portIdOnConsumer, channelIdOnConsumer }) => [portIdOnConsumer, channelIdOnConsumer]),
        ),
      ),
    ],
  });
}

function hermesChain(chain: HermesChain, isConsumer: boolean, channels: readonly string[][]) {
  const maxGas = chain.maxGas === undefined ? MAX_GAS : Math.floor(chain.maxGas * BLOCK_PART);
  return {
    id: chain.chainId,
    type: "CosmosSdk",
    // A consumer has no x/staking: Hermes then reads its unbonding period from the ccvconsumer module.
    ccv_consumer_chain: isConsumer,
    rpc_addr: chain.rpcUrl,
    grpc_addr: chain.grpcUrl,
    event_source: { mode: "push", url: websocketUrl(chain.rpcUrl), batch_delay: "100ms" },
    rpc_timeout: "10s",
    trusted_node: false,
    account_prefix: chain.addressPrefix,
    key_name: chain.chainId,
    store_prefix: "ibc",
    default_gas: Math.min(400_000, maxGas),
    max_gas: maxGas,
    gas_price: { price: Number(chain.gasPrice.amount), denom: chain.gasPrice.denom },
    gas_multiplier: 1.3,
    max_msg_num: 30,
    max_tx_size: 1_000_000,
    clock_drift: "15s",
    max_block_time: "30s",
    trusting_period: `${Math.floor(chain.trustingPeriodMs / 1000)}s`,
    trust_threshold: { numerator: "1", denominator: "3" },
    address_type: { derivation: "cosmos" },
    packet_filter: { policy: "allow", list: channels },
  };
}
