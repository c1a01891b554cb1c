import type { EncodeObject } from "@cosmjs/proto-signing";
import { type Block, eventAttribute } from "../../chain/block.ts";
import type { IncludedTx } from "../../chain/tx-sender.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { gasFor } from "../packets/gas.ts";
import type { RelayEnd } from "../relay-end.ts";
import type { ClientStatus } from "./client-status.ts";

/** How a client is kept fresh. */
export interface KeepClientFreshOptions {
  readonly signal: AbortSignal;
  readonly logger?: Logger;
  /** Told of each transaction that brought the client forward. */
  readonly onRefreshed?: (tx: IncludedTx) => void;
  /** Told of the client's status at the start, and whenever it changes: expired, frozen, active again. */
  readonly onStatus?: (status: ClientStatus) => void;
  /** Told of what failed and will be tried again. */
  readonly onFailed?: (error: IcsError) => void;
}

/** Part of the trusting period after which a client is brought forward: as much again is left to try in, and more. */
const REFRESH_AFTER = 1 / 3;

/** Updates that one transaction holds at most: each carries two validator sets. */
const UPDATES_PER_TX = 4;

/** The longest wait between two tries while updates fail: in itself, and as a part of the trusting period. */
const LONGEST_WAIT = { ms: 60_000, part: 1 / 24 };

/** Events that may change a client's status, with the attribute that names the client. */
const STATUS_EVENTS: Readonly<Record<string, string>> = {
  client_misbehaviour: "client_id",
  recover_client: "subject_client_id",
  upgrade_client: "client_id",
};

/**
 * Keeps the destination's light client of the source from expiring, with or without packets: it is updated once a third
 * of its trusting period has gone by. Follows the destination's blocks, which all readers of a connection share. What
 * fails is tried again with later blocks. An expired or frozen client is reported, and kept again once governance has
 * recovered it. Resolves when the signal aborts.
 */
export async function keepClientFresh(
  source: RelayEnd,
  destination: RelayEnd,
  options: KeepClientFreshOptions,
): Promise<void> {
  const { signal } = options;
  const keeper = new ClientKeeper(source, destination, options);
  while (!signal.aborted) {
    try {
      await keeper.follow();
    } catch (error) {
      if (signal.aborted) return;
      if (!isIcsError(error)) throw error;
      await keeper.recover(error).catch(() => undefined); // Only an abort ends it so.
    }
  }
}

class ClientKeeper {
  readonly #source: RelayEnd;
  readonly #destination: RelayEnd;
  readonly #options: KeepClientFreshOptions;
  readonly #logger: Logger;
  #status: ClientStatus["status"] | undefined;
  /** What is known of the client is to be read again. */
  #isDoubtful = true;
  #failures = 0;
  /** No try before this time of the destination. */
  #notBeforeMs = 0;

  constructor(source: RelayEnd, destination: RelayEnd, options: KeepClientFreshOptions) {
    this.#source = source;
    this.#destination = destination;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Rejects where a block cannot be read, or the signal aborts. */
  async follow(): Promise<never> {
    const { connection, client } = this.#destination;
    const { signal } = this.#options;
    const from = await connection.waitForHeight(1n, { signal });
    for await (const block of connection.blocks({ from, signal })) {
      this.#isDoubtful ||= mayChangeStatus(client.clientId, block);
      if (block.time.getTime() < this.#notBeforeMs) continue;
      await this.#look(block).catch((error: unknown) => {
        if (signal.aborted || !isIcsError(error)) throw error;
        this.#failed(error);
        this.#waitAfter(block);
      });
    }
    throw new TypeError(`The blocks of ${connection.chainId} have come to an end`);
  }

  /** Waits for another block, after which to follow from there: blocks may have been missed. */
  async recover(error: IcsError): Promise<void> {
    const { connection } = this.#destination;
    this.#failed(error);
    await connection.waitForHeight(connection.knownHeight + 1n, { signal: this.#options.signal });
  }

  async #look(block: Block): Promise<void> {
    const { client } = this.#destination;
    const isOver = (part: number): boolean =>
      block.time.getTime() >= client.trustedTime.getTime() + part * client.trustingPeriodMs;
    const isDoubtful = this.#isDoubtful || (this.#status === "Active" && isOver(REFRESH_AFTER));
    // Somebody else may have been quicker; this also keeps what others bring from being asked for block by block.
    if (isDoubtful) await client.refresh();
    if (this.#isDoubtful || (this.#status === "Active" && isOver(1))) await this.#readStatus();
    this.#isDoubtful = false;
    if (this.#status !== "Active" || !isOver(REFRESH_AFTER)) return;
    await this.#update();
    // A source that makes no blocks leaves it old.
    if (isOver(REFRESH_AFTER)) this.#waitAfter(block);
    else this.#failures = 0;
  }

  async #readStatus(): Promise<void> {
    const status = await this.#destination.client.status();
    if (status.status === this.#status) return;
    this.#status = status.status;
    const { clientId, chainId, latestHeight } = status;
    const fields = { clientId, chainId, status: status.status, latestHeight };
    if (status.status === "Active") this.#logger.info("light client is active", fields);
    else this.#logger.error("light client verifies nothing more, only governance can recover it", fields);
    this.#options.onStatus?.(status);
  }

  async #update(): Promise<void> {
    const { sender, client } = this.#destination;
    const { signal, onRefreshed } = this.#options;
    const height = await this.#source.connection.latestHeight();
    if (height <= client.trustedHeight) return;
    const messages = await client.update(sender.address, height);
    for (let sent = 0; sent < messages.length; sent += UPDATES_PER_TX) {
      const some: EncodeObject[] = messages.slice(sent, sent + UPDATES_PER_TX);
      const tx = await sender.send(some, { signal, gas: gasFor(some) });
      if (sent + some.length === messages.length) client.advanced(height);
      onRefreshed?.(tx);
    }
    this.#logger.info("light client refreshed", { clientId: client.clientId, chainId: client.host.chainId, height });
  }

  #failed(error: IcsError): void {
    const { clientId, host } = this.#destination.client;
    this.#isDoubtful = true;
    this.#logger.warn("light client could not be refreshed, will be tried again", {
      clientId,
      chainId: host.chainId,
      error: error.message,
    });
    this.#options.onFailed?.(error);
  }

  #waitAfter(block: Block): void {
    const longest = Math.min(LONGEST_WAIT.ms, LONGEST_WAIT.part * this.#destination.client.trustingPeriodMs);
    this.#notBeforeMs = block.time.getTime() + Math.min(longest, 1000 * 2 ** this.#failures);
    this.#failures += 1;
  }
}

function mayChangeStatus(clientId: string, block: Block): boolean {
  const events = [...block.events, ...block.txs.filter(({ code }) => code === 0).flatMap((tx) => tx.events)];
  return events.some((event) => {
    const attribute = STATUS_EVENTS[event.type];
    return attribute !== undefined && eventAttribute(event, attribute) === clientId;
  });
}
