import fc from "fast-check";
import { IcsError, isIcsError } from "../../../../src/errors.ts";
import { findCcvChannels, openCcvChannel } from "../../../../src/relayer/handshake/handshake.ts";
import type { RelayPath } from "../../../../src/relayer/relay-path.ts";
import { HandshakeChain } from "./handshake-chain.ts";

/** What befalls one transaction of the handshake. */
const faults = [
  "none",
  "lost", // never included
  "unheard", // included, and its sender hears nothing of it
  "doubled", // sent twice
  "killed before", // the relayer ends, and another begins that knows nothing
  "killed after",
  "rival", // another relayer takes some steps first
  "silent", // the node does not answer
] as const;
type Fault = (typeof faults)[number];

class Killed extends Error {}

/** Two chains, and a relayer whose transactions meet one fault after the other. */
class Story {
  readonly provider = new HandshakeChain("provider", "07-tendermint-4");
  readonly consumer = new HandshakeChain("consumer", "07-tendermint-0");
  readonly #faults: Fault[];
  #killing = new AbortController();

  constructor(given: readonly Fault[]) {
    this.#faults = [...given];
    this.provider.peer = this.consumer;
    this.consumer.peer = this.provider;
    for (const chain of [this.provider, this.consumer]) this.#trouble(chain);
  }

  path(): RelayPath {
    return { provider: this.provider.end(), consumer: this.consumer.end() };
  }

  /** Opens both channels, beginning anew whenever the relayer is killed. */
  async open(): Promise<void> {
    for (;;) {
      this.#killing = new AbortController();
      try {
        const opened = await openCcvChannel(this.path(), { signal: this.#killing.signal });
        await opened.finishTransfer({ signal: this.#killing.signal });
        return;
      } catch (error) {
        // Three losses in a row end a handshake too; whoever runs it begins it again.
        if (!(error instanceof Killed) && !isIcsError(error, "TX_EXPIRED")) throw error;
      }
    }
  }

  #trouble(chain: HandshakeChain): void {
    let fault: Fault = "none";
    chain.onSend = async (messages) => {
      fault = this.#faults.shift() ?? "none";
      if (fault === "killed before") throw this.#kill();
      if (fault === "rival") await this.#rival();
      if (fault === "doubled") chain.execute(messages);
      if (fault === "silent") throw new IcsError("RPC_UNREACHABLE", "no answer", { url: "" }, { retryable: true });
      if (fault === "lost") throw expired(chain.chainId);
    };
    chain.onIncluded = async () => {
      if (fault === "killed after") throw this.#kill();
      if (fault === "unheard") throw expired(chain.chainId);
    };
  }

  #kill(): Killed {
    const killed = new Killed();
    this.#killing.abort(killed);
    return killed;
  }

  /** One that meets no fault, and is gone after two transactions. */
  async #rival(): Promise<void> {
    const chains = [this.provider, this.consumer];
    const before = chains.map(({ onSend, onIncluded }) => ({ onSend, onIncluded }));
    for (const chain of chains)
      Object.assign(chain, { onSend: async () => undefined, onIncluded: async () => undefined });
    const gone = new AbortController();
    let hops = 0;
    const onHop = (): void => {
      hops += 1;
      if (hops === 2) gone.abort(new Killed());
    };
    await openCcvChannel(this.path(), { signal: gone.signal, onHop }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    for (const [index, chain] of chains.entries()) Object.assign(chain, before[index]);
  }
}

function expired(chainId: string): IcsError {
  return new IcsError("TX_EXPIRED", "not included", { chainId, hash: "", timeoutHeight: 0n }, { retryable: true });
}

const made = (chain: HandshakeChain, name: string): number =>
  chain.executed.flat().filter((message) => message === name).length;

describe("whatever befalls its transactions", () => {
  it("a handshake ends with one open pair of each channel, and takes no step twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...faults), { maxLength: 16 }), async (given) => {
        const story = new Story(given);
        await story.open();
        const { provider, consumer } = story;
        for (const [chain, port] of [
          [provider, "provider"],
          [consumer, "consumer"],
          [provider, "transfer"],
          [consumer, "transfer"],
        ] as const) {
          expect(chain.openChannels(port)).toHaveLength(1);
        }
        const found = await findCcvChannels(story.path());
        expect(found.ccv).toMatchObject({ isOpenOnProvider: true, isOpenOnConsumer: true });
        expect(found.transfer).toMatchObject({ isOpenOnProvider: true, isOpenOnConsumer: true });

        // Only a transaction that was doubled, and one that a rival was faster with, may begin something twice.
        const spare = given.filter((fault) => fault === "doubled" || fault === "rival").length;
        for (const chain of [provider, consumer]) {
          for (const name of ["MsgConnectionOpenInit", "MsgConnectionOpenTry", "MsgChannelOpenInit"]) {
            expect(made(chain, name)).toBeLessThanOrEqual(1 + spare);
          }
          expect(made(chain, "MsgChannelOpenTry")).toBeLessThanOrEqual(2 + spare);
          for (const name of ["MsgConnectionOpenAck", "MsgConnectionOpenConfirm"]) {
            expect(made(chain, name)).toBeLessThanOrEqual(1);
          }
          for (const name of ["MsgChannelOpenAck", "MsgChannelOpenConfirm"]) {
            expect(made(chain, name)).toBeLessThanOrEqual(2);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("whatever was left behind", () => {
  it("a handshake begins nothing that it can finish", async () => {
    const leftovers = fc.record({
      rivals: fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
      onProvider: fc.integer({ min: 0, max: 2 }),
      onConsumer: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(leftovers, async ({ rivals, onProvider, onConsumer }) => {
        const story = new Story([]);
        const { provider, consumer } = story;
        for (let made = 0; made < onProvider; made += 1) provider.execute([connectionInit(provider, consumer)]);
        for (let made = 0; made < onConsumer; made += 1) consumer.execute([connectionInit(consumer, provider)]);
        for (const hops of rivals) await endedAfter(story.path(), hops);
        const begun = made(consumer, "MsgConnectionOpenInit") + made(provider, "MsgConnectionOpenInit");
        expect(begun).toBe(onProvider + onConsumer === 0 && rivals.length > 0 ? 1 : onProvider + onConsumer);
        await story.open();
        expect(made(consumer, "MsgConnectionOpenTry") + made(provider, "MsgConnectionOpenTry")).toBe(1);
        expect(made(consumer, "MsgChannelOpenInit")).toBe(1);
        expect(made(provider, "MsgChannelOpenConfirm")).toBe(2);
      }),
      { numRuns: 60 },
    );
  });
});

function connectionInit(own: HandshakeChain, other: HandshakeChain) {
  const counterparty = { clientId: other.clientId, connectionId: "", prefix: { keyPrefix: Buffer.from("ibc") } };
  const version = { identifier: "1", features: ["ORDER_ORDERED", "ORDER_UNORDERED"] };
  const value = { clientId: own.clientId, counterparty, version };
  return { typeUrl: "/ibc.core.connection.v1.MsgConnectionOpenInit", value };
}

/** Lets a relayer take so many steps, or as many as there are. */
async function endedAfter(path: RelayPath, count: number): Promise<void> {
  const ended = new AbortController();
  let hops = 0;
  const onHop = (): void => {
    hops += 1;
    if (hops === count) ended.abort(new Killed());
  };
  await openCcvChannel(path, { signal: ended.signal, onHop }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
}
