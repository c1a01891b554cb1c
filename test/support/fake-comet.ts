import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { fromBase64, fromHex, toBase64, toHex } from "@cosmjs/encoding";
import { type WebSocket, WebSocketServer } from "ws";
import { blockResultsJson, type FakeBlock } from "./fake-block.ts";
import { isTrouble, misbehave, Refusal, type Trouble } from "./fake-comet-faults.ts";

/** A validator of the fake chain, the same at each height. */
export interface FakeValidator {
  readonly key: Uint8Array;
  readonly power: bigint;
  readonly absent?: boolean;
}

/** What an ABCI query answers: bytes, or a refusal. */
export type AbciAnswer = Uint8Array | { readonly code: number; readonly log: string; readonly codespace?: string };

/** Time of block 0; a block takes one second. */
export const fakeGenesisMs = Date.UTC(2026, 0, 1);

type Params = Readonly<Record<string, unknown>>;

const upperHex = (bytes: Uint8Array): string => toHex(bytes).toUpperCase();
const digest = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest());

/** A CometBFT 0.38 node in this process: HTTP and websocket, with a chain that the test writes. */
export class FakeComet {
  readonly chainId: string;
  readonly blocks: FakeBlock[] = [];
  /** Method names in the order they were asked. */
  readonly asked: string[] = [];
  /** Paths, with their queries, that requests and websockets came to. */
  readonly paths = new Set<string>();
  readonly broadcasts: Uint8Array[] = [];
  /** Answers ABCI queries by path. */
  readonly queries = new Map<string, (data: Uint8Array, height: bigint) => AbciAnswer>();
  /** Decides about a broadcast: a CheckTx verdict, or a trouble that hides the answer. */
  onBroadcast: (tx: Uint8Array) => { code: number; log?: string; codespace?: string } | Trouble = () => ({ code: 0 });
  /** Looks at each request before it is answered; undefined lets it through. */
  trouble: (method: string, params: Params) => Trouble | undefined = () => undefined;
  /** Takes the place of a method's result; may throw a Refusal. */
  readonly overrides = new Map<string, (params: Params) => unknown>();
  /** Blocks below are pruned. */
  lowestHeight = 1n;
  websocketsAllowed = true;
  /** True keeps websockets open and tells them nothing. */
  websocketsSilent = false;
  websocketsOpened = 0;
  validators: readonly FakeValidator[] = [{ key: new Uint8Array(32).fill(7), power: 10n }];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #websockets = new WebSocketServer({ noServer: true });
  #url = "";
  #subscribed = Promise.withResolvers<void>();
  readonly #websocketClosed = Promise.withResolvers<void>();

  private constructor(chainId: string) {
    this.chainId = chainId;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("upgrade", (request, socket, head) => {
      this.paths.add(request.url ?? "");
      if (!this.websocketsAllowed) socket.destroy();
      else this.#websockets.handleUpgrade(request, socket, head, (websocket) => this.#accept(websocket));
    });
  }

  static async start(options: { readonly chainId?: string; readonly blocks?: number } = {}): Promise<FakeComet> {
    const fake = new FakeComet(options.chainId ?? "fake-1");
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    fake.#url = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    for (let index = 0; index < (options.blocks ?? 1); index += 1) fake.addBlock();
    return fake;
  }

  get url(): string {
    return this.#url;
  }

  get tip(): bigint {
    return BigInt(this.blocks.length);
  }

  /** Resolves once a websocket has subscribed (again, after a cut). */
  get subscribed(): Promise<void> {
    return this.#subscribed.promise;
  }

  /** Resolves once a reader has closed its websocket. */
  get websocketClosed(): Promise<void> {
    return this.#websocketClosed.promise;
  }

  /** Makes a block and tells the websockets. Answers with its height. */
  addBlock(block: FakeBlock = {}): bigint {
    this.blocks.push(block);
    this.tellBlock(this.tip);
    return this.tip;
  }

  /** Tells the websockets a block whole, as a node does, or with another one's parts in place of its own. */
  tellBlock(height: bigint, changes: Readonly<Record<string, unknown>> = {}): void {
    const { txs_results: tx_results, finalize_block_events: events, ...results } = this.blockResults(height);
    const result_finalize_block = { tx_results, events, validator_updates: results.validator_updates };
    this.#tell("NewBlock", { ...this.block(height), result_finalize_block, ...changes });
  }

  /** Tells the websockets that the node takes a step towards its next block. */
  step(step: string): void {
    this.#tell("RoundState", { height: String(this.tip + 1n), round: 0, step });
  }

  #tell(type: string, value: unknown): void {
    const data = { type: `tendermint/event/${type}`, value };
    for (const websocket of this.websocketsSilent ? [] : this.#websockets.clients) {
      websocket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { query: "", data } }));
    }
  }

  /** Sends this text to every websocket, whether it is true or not. */
  shout(text: string): void {
    for (const websocket of this.#websockets.clients) websocket.send(text);
  }

  /** Breaks every websocket that is open. */
  cutWebsockets(): void {
    this.#subscribed = Promise.withResolvers();
    for (const websocket of this.#websockets.clients) websocket.terminate();
  }

  /** How often a method was asked. */
  count(method: string): number {
    return this.asked.filter((name) => name === method).length;
  }

  async close(): Promise<void> {
    for (const websocket of this.#websockets.clients) websocket.terminate();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(websocket: WebSocket): void {
    this.websocketsOpened += 1;
    websocket.on("close", () => this.#websocketClosed.resolve());
    websocket.on("message", () => {
      websocket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, result: {} }));
      this.#subscribed.resolve();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.paths.add(request.url ?? "");
    let text = "";
    for await (const chunk of request) text += chunk;
    // A request of a browser names its method in the path.
    const asked = request.method === "GET" ? { id: -1, method: request.url?.slice(1), params: {} } : JSON.parse(text);
    const { id, method, params } = asked as { id: number; method: string; params: Params };
    this.asked.push(method);
    const trouble = this.trouble(method, params);
    if (trouble !== undefined) return misbehave(trouble, response);
    try {
      const result = this.#result(method, params);
      if (isTrouble(result)) misbehave(result, response);
      else response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    } catch (error) {
      const data = error instanceof Refusal ? error.message : `fake: ${String(error)}`;
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: "Internal error", data } }));
    }
  }

  #result(method: string, params: Params): unknown {
    const override = this.overrides.get(method);
    if (override) return override(params);
    switch (method) {
      case "status":
        return this.#status();
      case "abci_info":
        return { response: { last_block_height: String(this.tip) } };
      case "block":
        return this.block(this.#height(params));
      case "block_results":
        return this.blockResults(this.#height(params));
      case "commit":
        return this.#commit(this.#height(params));
      case "validators":
        return this.#validators(params);
      case "broadcast_tx_sync":
        return this.#broadcast(fromBase64(String(params.tx)));
      case "abci_query":
        return this.#abciQuery(params);
      default:
        throw new Refusal(`Method not found: ${method}`);
    }
  }

  #height(params: Params): bigint {
    const height = params.height === undefined ? this.tip : BigInt(String(params.height));
    if (height > this.tip) {
      throw new Refusal(`height ${height} must be less than or equal to the current blockchain height ${this.tip}`);
    }
    if (height < this.lowestHeight) {
      throw new Refusal(`height ${height} is not available, lowest height is ${this.lowestHeight}`);
    }
    return height;
  }

  #status(): unknown {
    const { chainId: network } = this;
    const versions = { p2p: "8", block: "11", app: "0" };
    return {
      node_info: {
        id: "00".repeat(20),
        listen_addr: "tcp://0.0.0.0:1",
        network,
        version: "0.38.17",
        channels: "",
        moniker: "fake",
        other: {},
        protocol_version: versions,
      },
      sync_info: {
        latest_block_hash: upperHex(digest("block")),
        latest_app_hash: upperHex(digest("app")),
        latest_block_height: String(this.tip),
        latest_block_time: new Date(fakeGenesisMs).toISOString(),
        catching_up: false,
      },
      validator_info: this.#validatorJson(this.validators[0] as FakeValidator),
    };
  }

  #validatorJson({ key, power }: FakeValidator): Record<string, unknown> {
    return {
      address: upperHex(digest(toHex(key)).slice(0, 20)),
      pub_key: { type: "tendermint/PubKeyEd25519", value: toBase64(key) },
      voting_power: String(power),
      proposer_priority: "-5",
    };
  }

  #header(height: bigint): Record<string, unknown> {
    const hash = (name: string): string => upperHex(digest(`${name} ${height}`));
    return {
      version: { block: "11" },
      chain_id: this.chainId,
      height: String(height),
      time: `${new Date(fakeGenesisMs + Number(height) * 1000).toISOString().slice(0, 19)}.123456789Z`,
      last_block_id: height === 1n ? { hash: "", parts: { total: 0, hash: "" } } : this.#blockId(height - 1n),
      last_commit_hash: hash("last commit"),
      data_hash: hash("data"),
      validators_hash: hash("validators"),
      next_validators_hash: hash("next validators"),
      consensus_hash: hash("consensus"),
      app_hash: hash("app"),
      last_results_hash: hash("results"),
      evidence_hash: hash("evidence"),
      proposer_address: this.#validatorJson(this.validators[0] as FakeValidator).address,
    };
  }

  #blockId(height: bigint): unknown {
    return {
      hash: upperHex(digest(`block ${height}`)),
      parts: { total: 1, hash: upperHex(digest(`parts ${height}`)) },
    };
  }

  /** The answer to `block`. */
  block(height: bigint): Record<string, unknown> {
    const txs = (this.blocks[Number(height) - 1]?.txs ?? []).map(({ bytes }) => toBase64(bytes));
    const last_commit = { height: "0", round: 0, block_id: { hash: "" }, signatures: [] };
    const block = { header: this.#header(height), data: { txs }, evidence: { evidence: [] }, last_commit };
    return { block_id: this.#blockId(height), block };
  }

  /** The answer to `block_results`. */
  blockResults(height: bigint): Record<string, unknown> {
    return blockResultsJson(height, this.blocks[Number(height) - 1] ?? {});
  }

  #commit(height: bigint): unknown {
    const signatures = this.validators.map((validator) =>
      validator.absent
        ? { block_id_flag: 1, validator_address: "", timestamp: "0001-01-01T00:00:00Z", signature: null }
        : {
            block_id_flag: 2,
            validator_address: this.#validatorJson(validator).address,
            timestamp: new Date(fakeGenesisMs + Number(height) * 1000 + 500).toISOString(),
            signature: toBase64(new Uint8Array(64).fill(9)),
          },
    );
    const commit = { height: String(height), round: 0, block_id: this.#blockId(height), signatures };
    return { canonical: true, signed_header: { header: this.#header(height), commit } };
  }

  #validators(params: Params): unknown {
    const validators = this.validators.map((validator) => this.#validatorJson(validator));
    const count = String(validators.length);
    return { block_height: String(this.#height(params)), validators, count, total: count };
  }

  #broadcast(tx: Uint8Array): unknown {
    this.broadcasts.push(tx);
    const verdict = this.onBroadcast(tx);
    if (isTrouble(verdict)) return verdict;
    const hash = createHash("sha256").update(tx).digest("hex").toUpperCase();
    return { codespace: "", log: "", data: "", ...verdict, hash };
  }

  #abciQuery(params: Params): unknown {
    const path = String(params.path);
    const query = this.queries.get(path);
    const height = BigInt(String(params.height ?? 0)) || this.tip;
    const answer = query?.(fromHex(String(params.data)), height) ?? { code: 6, log: `unknown query path ${path}` };
    if (!(answer instanceof Uint8Array)) return { response: { height: String(height), value: "", ...answer } };
    const ops = [1, 2].map((data) => ({
      type: "ics23",
      key: toBase64(new Uint8Array([data])),
      data: toBase64(new Uint8Array([0x0a, 1, data])),
    }));
    const proof = params.prove === true ? { proofOps: { ops } } : {};
    return { response: { code: 0, log: "", height: String(height), value: toBase64(answer), ...proof } };
  }
}
