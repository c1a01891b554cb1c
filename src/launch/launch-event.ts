import type { IncludedTx } from "../chain/tx-sender.ts";
import type { LaunchStep } from "./launch-state.ts";

/** A validator that would sign the consumer's blocks. */
export interface ReadyValidator {
  readonly moniker: string;
  readonly providerOperatorAddress: string | undefined;
  readonly power: bigint;
}

/** What a launch tells. */
export type LaunchEvent =
  /** A step begins; by the chains' state, not by memory. */
  | { readonly kind: "step"; readonly step: LaunchStep; readonly consumerId: string | undefined }
  | { readonly kind: "created"; readonly consumerId: string; readonly spawnTime: Date; readonly tx: IncludedTx }
  | { readonly kind: "scheduled"; readonly consumerId: string; readonly spawnTime: Date; readonly tx: IncludedTx }
  /** Who would validate if it spawned after this block; told when it changes. */
  | {
      readonly kind: "ready";
      readonly height: bigint;
      readonly validators: readonly ReadyValidator[];
      readonly power: bigint;
    }
  | { readonly kind: "spawned"; readonly height: bigint; readonly time: Date; readonly clientId: string }
  /** Told with `watch` only; else it is thrown. */
  | { readonly kind: "spawnFailed"; readonly reason: string; readonly message: string }
  | { readonly kind: "genesis"; readonly hash: string; readonly path: string; readonly isNew: boolean }
  | { readonly kind: "waiting"; readonly what: string }
  | { readonly kind: "blocks"; readonly chainId: string; readonly height: bigint }
  | { readonly kind: "delegated"; readonly validator: string; readonly amount: string; readonly tx: IncludedTx }
  | { readonly kind: "hop"; readonly name: string; readonly chainId: string; readonly height: bigint }
  | { readonly kind: "channel"; readonly channelId: string; readonly counterpartyChannelId: string }
  | { readonly kind: "acknowledged"; readonly height: bigint; readonly packets: bigint };
