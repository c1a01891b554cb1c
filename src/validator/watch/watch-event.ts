import type { IcsErrorCode } from "../../errors.ts";
import type { InfractionCost, NodeDuty } from "../plan/plan.ts";
import type { MissedBlocks } from "./missed-blocks.ts";

interface OfConsumer {
  readonly consumerId: string;
  readonly chainId: string;
}

/** What `watchValidator` tells. What concerns a consumer is told once, and again when it changes. */
export type WatchEvent =
  /** A look at the provider that found nothing to do, or did it. */
  | { readonly kind: "round"; readonly height: bigint; readonly consumers: number; readonly optedIn: number }
  | {
      readonly kind: "applied";
      readonly hash: string;
      readonly height: bigint;
      readonly summary: readonly string[];
      /** True for one that an earlier run had signed. */
      readonly wasLeft: boolean;
    }
  /** A dry run found transactions that an earlier run had signed, whose fate is not known, and left them alone. */
  | { readonly kind: "left-open"; readonly hashes: readonly string[] }
  /** The rule wants something, and something is in the way. */
  | ({ readonly kind: "blocked"; readonly reasons: readonly string[] } & OfConsumer)
  /** The rule wants something that a human must say yes to: `icskit validator apply`. */
  | ({ readonly kind: "approval-needed"; readonly changes: readonly string[] } & OfConsumer)
  /** Top N has this validator validate. */
  | ({ readonly kind: "compelled"; readonly duty: NodeDuty | undefined } & OfConsumer)
  /** The validator will be in the first set, and its node must run by then. */
  | ({ readonly kind: "spawn-soon"; readonly spawnTime: Date; readonly power: bigint } & OfConsumer)
  /** It must sign, and its node does not, or with another key. */
  | ({ readonly kind: "node-missing"; readonly reason: string } & OfConsumer)
  | ({
      readonly kind: "downtime-risk";
      readonly blocks: MissedBlocks;
      readonly cost: InfractionCost | undefined;
    } & OfConsumer)
  | { readonly kind: "jailed"; readonly operatorAddress: string }
  /** Trouble that ended: what was told of it before is over. */
  | ({ readonly kind: "resolved"; readonly what: WatchConcern } & OfConsumer)
  | { readonly kind: "failed"; readonly code: IcsErrorCode; readonly message: string };

/** Events that stand until they are resolved. */
export type WatchConcern =
  | "blocked"
  | "approval-needed"
  | "compelled"
  | "spawn-soon"
  | "node-missing"
  | "downtime-risk";

/** One kind of event. */
export type WatchEventOf<K extends WatchEvent["kind"]> = Extract<WatchEvent, { readonly kind: K }>;
