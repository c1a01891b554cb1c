import { IcsError } from "../../src/index.ts";
import type { CheckpointFile } from "./checkpoint-file.ts";

/** What restarting the chains and the first client updates may take. */
const marginMs = 30_000;

/**
 * Makes sure that the light clients of stopped chains can still be updated: once the chains go on, their time is the
 * present one, and a client whose newest header is older than its trusting period believes nothing more. Clients that
 * had expired before the checkpoint are left as they were.
 * @throws TESTNET_CHECKPOINT_EXPIRED for the client that expires first
 */
export function checkAge(path: string, checkpoint: Pick<CheckpointFile, "clients" | "stoppedAt">, now: Date): void {
  const expiresAt = checkpointExpiry(checkpoint);
  if (expiresAt === undefined || now.getTime() + marginMs < expiresAt.getTime()) return;
  const client = checkpoint.clients.find((candidate) => candidate.expiresAt?.getTime() === expiresAt.getTime());
  const { clientId = "", chainId = "" } = client ?? {};
  throw new IcsError(
    "TESTNET_CHECKPOINT_EXPIRED",
    `The checkpoint in ${path} is too old: ${clientId} on ${chainId} trusts nothing after ${expiresAt.toISOString()}\nMake a new one. Longer unbonding periods in the topology make light clients trust for longer.`,
    { path, clientId, chainId, expiredAt: expiresAt },
  );
}

/** Until when a checkpoint can be restored: the first expiry of its light clients; undefined where it has none. */
export function checkpointExpiry({
  clients,
  stoppedAt,
}: Pick<CheckpointFile, "clients" | "stoppedAt">): Date | undefined {
  const alive = clients.flatMap(({ expiresAt }) => (expiresAt && expiresAt > stoppedAt ? [expiresAt] : []));
  return alive.toSorted((left, right) => left.getTime() - right.getTime())[0];
}
