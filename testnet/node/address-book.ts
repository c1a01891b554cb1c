import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { JsonObject } from "../genesis/json.ts";

/** A node as others dial it. */
export interface NodeAddress {
  readonly id: string;
  /** A host name or an IP address. */
  readonly host: string;
  readonly port: number;
}

/**
 * The content of `addrbook.json` that knows the chain's other nodes.
 * Persistent peers are dialled after a random sleep of up to three seconds (CometBFT's p2p/switch.go, randomSleep);
 * addresses in the book are dialled at once while the node has no peer (p2p/pex, ensurePeersRoutine). With the book a
 * chain's nodes find each other within milliseconds of their start. It can hold IP addresses only: those known by a
 * host name are left out.
 */
export function createAddressBook(self: NodeAddress, others: readonly NodeAddress[]): JsonObject {
  const never = "0001-01-01T00:00:00Z";
  return {
    key: randomBytes(12).toString("hex"),
    addrs: others
      .filter(({ host }) => isIP(host) !== 0)
      .map((other, index) => ({
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

function addressJson({ id, host, port }: NodeAddress): JsonObject {
  return { id, ip: host, port };
}
