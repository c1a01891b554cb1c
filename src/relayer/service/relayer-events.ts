import type { IncludedTx } from "../../chain/tx-sender.ts";
import type { ClientStatus } from "../clients/client-status.ts";
import type { ConsumerEvidence, EvidenceNotSubmitted, SubmittedEvidence } from "../evidence/evidence.ts";
import type { Hop } from "../handshake/handshake.ts";
import type { Relayed } from "../packets/relay-loop.ts";
import type { PathSide } from "../path-side.ts";
import type { PacketLatency } from "./latency-meter.ts";
import type { PathState, PathTrouble } from "./relayer-status.ts";

/** What a relayer tells while it works; `path` is the path's name. */
export type RelayerEvent = { readonly path: string } & (
  | {
      readonly kind: "state";
      readonly from: PathState;
      readonly to: PathState;
      readonly reason: string | undefined;
      readonly error: PathTrouble | undefined;
      /** What was thrown, in the state failing; what ended the path, in the state closed. */
      readonly cause: unknown;
    }
  | { readonly kind: "hop"; readonly hop: Hop }
  /** `source` is the chain that the items come from; `relayed.tx` is on the other one. */
  | { readonly kind: "relayed"; readonly source: PathSide; readonly relayed: Relayed }
  /** How long packets of `sender` took to the stage that a transaction brought them to. */
  | { readonly kind: "latency"; readonly sender: PathSide; readonly latencies: readonly PacketLatency[] }
  /** The light client that `host` keeps of the other chain: at the start, and whenever its status changes. */
  | { readonly kind: "client"; readonly host: PathSide; readonly status: ClientStatus }
  /** That client was updated for its own sake, since a third of its trusting period had gone. */
  | { readonly kind: "refreshed"; readonly host: PathSide; readonly tx: IncludedTx }
  | { readonly kind: "evidence"; readonly evidence: ConsumerEvidence }
  | { readonly kind: "evidenceSubmitted"; readonly submitted: SubmittedEvidence }
  | { readonly kind: "evidenceNotSubmitted"; readonly left: EvidenceNotSubmitted }
  /** A failure that the path goes on in spite of. */
  | { readonly kind: "trouble"; readonly error: PathTrouble }
);

/** One event of a kind, for instance `RelayerEventOf<"relayed">`. */
export type RelayerEventOf<K extends RelayerEvent["kind"]> = Extract<RelayerEvent, { readonly kind: K }>;
