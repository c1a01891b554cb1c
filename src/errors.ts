/** One value that was not as it should be, as listed by `CONFIG_INVALID` and `TESTNET_TOPOLOGY_INVALID`. */
export interface Problem {
  /** Where: an environment variable, a flag or a field path. */
  readonly name: string;
  readonly got: string;
  readonly wanted: string;
}

/** What each error code carries. Codes are public API: add, never rename. */
export interface IcsErrorContexts {
  CONFIG_INVALID: { readonly problems: readonly Problem[] };
  /** What a command set out to prove did not hold on the chains. */
  CHECK_FAILED: { readonly check: string; readonly expected: string; readonly actual: string };
  POLL_TIMEOUT: { readonly what: string; readonly elapsedMs: number; readonly lastSeen: string };

  RPC_UNREACHABLE: { readonly url: string };
  RPC_WRONG_CHAIN: { readonly url: string; readonly expectedChainId: string; readonly actualChainId: string };
  RPC_QUERY_FAILED: { readonly url?: string; readonly path: string; readonly height?: bigint };
  RPC_RESPONSE_INVALID: { readonly url: string; readonly path: string };
  RPC_HEIGHT_PRUNED: { readonly url: string; readonly height: bigint; readonly lowestHeight: bigint };

  TX_MNEMONIC_INVALID: { readonly reason: string };
  TX_MESSAGE_INVALID: { readonly typeUrl: string; readonly problems: readonly Problem[] };
  /** Refused by CheckTx, or in simulation (no hash, codespace nor code then): nothing was included in a block. */
  TX_REFUSED: {
    readonly chainId: string;
    readonly hash: string;
    readonly codespace: string;
    readonly abciCode: number;
    readonly sentinel: string | undefined;
    readonly log: string;
  };
  /** Included in a block, and failed there: only the fee was taken. */
  TX_FAILED: {
    readonly chainId: string;
    readonly hash: string;
    readonly height: bigint;
    readonly codespace: string;
    readonly abciCode: number;
    readonly sentinel: string | undefined;
    readonly log: string;
  };
  /** The chain passed the transaction's timeout height without it: it can never be included. */
  TX_EXPIRED: { readonly chainId: string; readonly hash: string; readonly timeoutHeight: bigint };
  /** The chain cannot verify an amino signature of this message: sign it with a direct signer. */
  TX_AMINO_UNSUPPORTED: { readonly typeUrl: string; readonly reason: string };
  /** JSON of a transaction that is not as the chain's own binary writes it. */
  TX_JSON_INVALID: { readonly problems: readonly Problem[] };
  TX_RESPONSE_MISSING: { readonly chainId: string; readonly hash: string; readonly typeUrl: string };
  TX_EVENT_MISSING: { readonly chainId: string; readonly hash: string; readonly eventType: string };
  TX_ACCOUNT_NOT_FOUND: { readonly chainId: string; readonly address: string };
  /** The account cannot pay for one transaction; amounts in base units of `denom`. */
  TX_FUNDS_MISSING: {
    readonly chainId: string;
    readonly address: string;
    readonly denom: string;
    readonly balance: bigint;
    readonly wanted: bigint;
  };

  /** The vote went against a proposal, or it passed and could not be executed. */
  GOV_PROPOSAL_FAILED: {
    readonly chainId: string;
    readonly proposalId: bigint;
    readonly status: "deposit" | "voting" | "passed" | "rejected" | "failed";
    readonly reason: string;
  };
  /** A proposal passed, and the state is not as its plan said. */
  GOV_EFFECT_MISSING: {
    readonly chainId: string;
    readonly proposalId: bigint;
    readonly problems: readonly Problem[];
  };

  CCV_CONSUMER_NOT_FOUND: { readonly consumerId: string };
  CCV_PHASE_FORBIDS: { readonly consumerId: string; readonly phase: string; readonly wanted: string };
  CCV_LAUNCH_FAILED: {
    readonly consumerId: string;
    readonly chainId: string;
    readonly reason: "nobody-opted-in" | "nobody-active-opted-in" | "unknown";
    readonly spawnTime: Date;
    readonly providerHeight: bigint;
    readonly optedIn: readonly string[];
  };
  /** Two headers conflict, and the provider's client cannot be shown that the consumer's own is genuine. */
  CCV_EVIDENCE_UNPROVABLE: { readonly consumerId: string; readonly height: bigint };
  CCV_PACKET_INVALID: { readonly reason: string };

  /** The provider is no longer as a validator's plan says; nothing was sent. */
  VALIDATOR_PLAN_STALE: { readonly problems: readonly Problem[] };
  /** A consensus key cannot be used so: it would sign twice, or is another's. */
  VALIDATOR_KEY_REFUSED: {
    readonly publicKey: string;
    readonly reason: "in-use" | "signs-already" | "other-key" | "state-missing" | "exists" | "missing" | "locked";
  };
  VALIDATOR_STATE_FAILED: { readonly path: string; readonly operation: string };

  IBC_EVENT_MISSING: { readonly chainId: string; readonly eventType: string };
  /** `height` is given where two chains of the same id are told apart by what the client has of that height. */
  IBC_CLIENT_MISMATCH: {
    readonly clientId: string;
    readonly expectedChainId: string;
    readonly actualChainId: string;
    readonly height?: bigint;
  };
  IBC_CLIENT_NOT_ACTIVE: { readonly chainId: string; readonly clientId: string; readonly status: string };
  IBC_CHANNEL_CLOSED: { readonly chainId: string; readonly portId: string; readonly channelId: string };
  IBC_CHANNEL_NOT_FOUND: { readonly chainId: string; readonly portId: string; readonly channelId: string };
  /** Packets or acknowledgements that the state says are on their way, and that no block known to the node holds. */
  IBC_PACKETS_NOT_FOUND: {
    readonly chainId: string;
    readonly portId: string;
    readonly channelId: string;
    readonly what: "packets" | "acknowledgements";
    readonly sequences: readonly bigint[];
  };
  IBC_PROOF_MISSING: { readonly chainId: string; readonly height: bigint; readonly key: string };

  /** A source of blocks skipped, repeated or went back: nothing is observed beyond it. */
  OBSERVER_GAP: { readonly chainId: string; readonly expectedHeight: bigint; readonly actualHeight: bigint };
  /** Another chain took the place of the one observed, under the same id. */
  OBSERVER_CHAIN_RESTARTED: {
    readonly chainId: string;
    readonly height: bigint;
    readonly expectedHash: string;
    readonly actualHash: string;
  };
  /** A consumer is not as the caller said that it must be; `codes` are those of its health. */
  OBSERVER_CONDITION_VIOLATED: {
    readonly condition: string;
    readonly consumerId: string;
    readonly verdict: string;
    readonly codes: readonly string[];
  };
  /** What was observed before is another chain's or another consumer's. */
  OBSERVER_CURSOR_INVALID: { readonly problems: readonly Problem[] };
  OBSERVER_STORE_FAILED: {
    readonly path: string;
    readonly operation: string;
    /**
     * not-a-store: damaged, or made by something else; conflict: another writer has stored the same blocks, or has taken
     * the history over; disconnected: the database went away, and whether a block was kept is told by its cursor.
     */
    readonly reason:
      | "full"
      | "read-only"
      | "not-a-store"
      | "newer-version"
      | "busy"
      | "conflict"
      | "closed"
      | "unavailable"
      | "disconnected"
      | "other";
  };

  TESTNET_GO_MISSING: { readonly command: string };
  TESTNET_BUILD_FAILED: { readonly command: string; readonly exitCode: number | null; readonly output: string };
  TESTNET_BINARY_MISSING: { readonly path: string };
  TESTNET_BINARY_VERSION: { readonly path: string; readonly got: string; readonly wanted: string };
  TESTNET_BINARY_FAILED: { readonly path: string; readonly exitCode: number | null; readonly output: string };
  TESTNET_TOPOLOGY_INVALID: { readonly problems: readonly Problem[] };
  TESTNET_ACCOUNT_UNKNOWN: { readonly account: string; readonly known: readonly string[] };
  TESTNET_PORT_IN_USE: { readonly port: number; readonly node: string };
  TESTNET_FAULT_UNAVAILABLE: { readonly node: string };
  /** Another process uses a testnet that is kept for reuse; its id, where it has said it. */
  TESTNET_IN_USE: { readonly testnet: string; readonly processId: number | undefined; readonly elapsedMs: number };
  TESTNET_ENGINE_UNAVAILABLE: { readonly engine: string; readonly reason: "missing" | "forbidden" | "failed" };
  TESTNET_IMAGE_MISSING: { readonly image: string };
  TESTNET_IMAGE_PLATFORM: { readonly image: string };
  TESTNET_IMAGE_BUILD_FAILED: { readonly image: string; readonly output: string };
  TESTNET_DISK_FULL: { readonly node: string; readonly where: string };
  TESTNET_NODE_EXITED: {
    readonly node: string;
    readonly exitCode: number | null;
    readonly signal: string | null;
    /** True where it was killed because its container used more memory than it may. */
    readonly outOfMemory?: boolean;
    readonly logPath: string;
    readonly lastLines: readonly string[];
  };
  TESTNET_NODE_NOT_READY: {
    readonly node: string;
    readonly elapsedMs: number;
    readonly logPath: string;
    readonly lastLines: readonly string[];
  };
  /** Chains of a testnet that did not come to be as expected; `got` is what was read last. */
  TESTNET_STATE_UNEXPECTED: { readonly elapsedMs: number; readonly problems: readonly Problem[] };
  /** No checkpoint, one of another version, or one whose files are not whole. */
  TESTNET_CHECKPOINT_INVALID: { readonly path: string; readonly problems: readonly Problem[] };
  /** A light client of the stopped chains can no longer be updated: what it trusts is older than its trusting period. */
  TESTNET_CHECKPOINT_EXPIRED: {
    readonly path: string;
    readonly clientId: string;
    readonly chainId: string;
    readonly expiredAt: Date;
  };
  /** A trace has an action or an expectation that cannot be carried out here. */
  TESTNET_TRACE_INVALID: { readonly problems: readonly Problem[] };
}

/** Every code an `IcsError` can have. */
export type IcsErrorCode = keyof IcsErrorContexts;

/** What may go beside an error's context. */
export interface IcsErrorOptions {
  /** True where the same call may succeed later without any change. Defaults to false. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error class of icskit: a stable code, a context typed by that code, and a message whose first line
 * stands alone and whose rest says what to do next. Never holds a secret.
 */
export class IcsError<C extends IcsErrorCode = IcsErrorCode> extends Error {
  readonly code: C;
  readonly context: IcsErrorContexts[C];
  readonly retryable: boolean;

  constructor(code: C, message: string, context: IcsErrorContexts[C], options: IcsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "IcsError";
    this.code = code;
    this.context = context;
    this.retryable = options.retryable ?? false;
  }
}

/** True where `error` is an `IcsError` with this code (any code when none is given); narrows its context. */
export function isIcsError<C extends IcsErrorCode = IcsErrorCode>(error: unknown, code?: C): error is IcsError<C> {
  return error instanceof IcsError && (code === undefined || error.code === code);
}

/** The text of anything thrown, for messages that wrap it. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong, without what to do: the first line of a message stands alone. */
export function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

/** One indented line per problem, for messages that list them. */
export function problemLines(problems: readonly Problem[]): string {
  return problems.map(({ name, got, wanted }) => `  ${name}: got ${got}, wanted ${wanted}`).join("\n");
}

/** A value as JSON with bigints as digits, for messages; undefined for what JSON cannot say, such as undefined itself. */
export function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? item.toString() : item));
}
