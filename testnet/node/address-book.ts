import { randomBytes } from "node:crypto";
import type { JsonObject } from "../genesis/json.ts";

/** Another node of the chain. */
export interface NodeAddress {
  readonly id: string;
  readonly port: number;
}

/**
 * The content of `addrbook.json` that knows the chain's other nodes.
 * Persistent peers are dialled after a random sleep of up to three seconds (CometBFT's p2p/switch.go, randomSleep);
 * addresses in the book are dialled at once while the node has no peer (p2p/pex, ensurePeersRoutine). With the book a
 * chain's nodes find each other within milliseconds of their start.
 */
export function createAddressBook(self: NodeAddress, others: readonly NodeAddress[]): JsonObject {
  const never = "0001-01-01T00:00:00Z";
  return {
    key: randomBytes(12).toString("hex"),
    addrs: others.map((other, index) => ({
      addr: addressJson(other),
      src: addressJson(self),
      buckets: [index % 256],
      attempts: 0,
      bucket_type: 1,
      last_attempt: never,
      last_success: never,
      last_ban_time: never,
    })),
  };
}

function addressJson({ id, port }: NodeAddress): JsonObject {
  return { id, ip: "127.0.0.1", port };
}
