/** One chain as a relayer is told of it. */
export interface PeerChain {
  readonly chainId: string;
  readonly rpcUrl: string;
  /** HTTP address of the node's gRPC listener, where the testnet has one. */
  readonly grpcUrl?: string;
  readonly addressPrefix: string;
  /** For instance `0.001stake`. */
  readonly gasPrice: string;
  /** This chain's light client of the other, made by the launch. */
  readonly clientId: string;
}

/** A consumer and its provider as a relayer is told of them. */
export interface PeerPath {
  readonly consumerId: string;
  readonly provider: PeerChain;
  readonly consumer: PeerChain;
}

/** The account with which a relayer pays on both chains; a secret. */
export interface PeerAccount {
  readonly mnemonic: string;
  /** The account's index i in the path m/44'/118'/0'/0/i. */
  readonly hdIndex: number;
}

/** The connection of a path, where it is there already. */
export interface PeerConnection {
  readonly connectionIdOnProvider: string;
  readonly connectionIdOnConsumer: string;
}

/** What a relayer's process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** A relayer under measurement: in a process of its own, told what a user would tell it. */
export interface Peer extends AsyncDisposable {
  readonly name: string;
  /**
   * Opens connection, CCV channel and transfer channel on the launch's clients, unless `connection` says that they are
   * open, and relays what was sent before and what is sent from then on. May resolve before the last of it is open.
   */
  start(signal: AbortSignal, connection?: PeerConnection): Promise<void>;
  /** What the process that relays has used; asked while it relays. */
  usage(): Promise<Usage>;
  close(): Promise<void>;
}
