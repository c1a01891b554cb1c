import { awaitProvider, type PreparedChains } from "../../../../src/cli/relay/prepare-chains.ts";
import { Refusals } from "../../../../src/cli/relay/refusals.ts";
import { createRelayOutput } from "../../../../src/cli/relay/relay-output.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { RelayerEventOf } from "../../../../src/relayer/service/relayer-events.ts";
import type { PathState } from "../../../../src/relayer/service/relayer-status.ts";
import { ManualChain } from "../../relayer/manual-chain.ts";

const wrongChain = new IcsError("RPC_WRONG_CHAIN", "wrong", { url: "u", expectedChainId: "a", actualChainId: "b" });
const unreachable = new IcsError("RPC_UNREACHABLE", "no answer\nIs it up?", { url: "http://x" });
const closed = new IcsError("IBC_CHANNEL_CLOSED", "closed", { chainId: "x", portId: "p", channelId: "c" });

const change = (path: string, from: PathState, to: PathState, cause?: unknown): RelayerEventOf<"state"> => ({
  kind: "state",
  path,
  from,
  to,
  reason: undefined,
  error: undefined,
  cause,
});

describe("a run is refused", () => {
  it("with the error of its only path", () => {
    const refusals = new Refusals(1);
    refusals.note(change("0", "connecting", "failing", wrongChain));
    expect(refusals.signal.reason).toBe(wrongChain);
  });

  it("with all errors once every path is refused, and not before", () => {
    const refusals = new Refusals(2);
    refusals.note(change("0", "connecting", "failing", wrongChain));
    expect(refusals.signal.aborted).toBe(false);
    refusals.note(change("1", "connecting", "failing", wrongChain));
    expect(refusals.signal.reason).toMatchObject({ errors: [wrongChain, wrongChain] });
  });
});

describe("a run goes on", () => {
  it("with the paths that are not refused", () => {
    const refusals = new Refusals(2);
    refusals.note(change("0", "connecting", "failing", wrongChain));
    refusals.note(change("1", "connecting", "relaying"));
    refusals.note(change("0", "failing", "failing", wrongChain));
    expect(refusals.signal.aborted).toBe(false);
    refusals.throwIfFailed();
  });

  it("where a path fails for a reason that waiting may mend, or after it has worked", () => {
    const refusals = new Refusals(1);
    refusals.note(change("0", "connecting", "failing", unreachable));
    refusals.note(change("0", "failing", "handshaking"));
    refusals.note(change("0", "handshaking", "failing", wrongChain));
    expect(refusals.signal.aborted).toBe(false);
  });
});

it("a run fails in the end where channels were closed, and does not where consumers were removed", () => {
  const refusals = new Refusals(2);
  refusals.note(change("0", "connecting", "closed"));
  refusals.throwIfFailed();
  refusals.note(change("1", "relaying", "closed", closed));
  expect(() => refusals.throwIfFailed()).toThrow(closed);
});

describe("the provider", () => {
  const said: string[] = [];
  const output = createRelayOutput({
    json: false,
    logLevel: "error",
    stdout: () => undefined,
    stderr: (line) => said.push(line),
  });
  const chains = (provider: PreparedChains["provider"]): PreparedChains => ({
    provider,
    consumers: [],
    settle: async () => undefined,
    close: async () => undefined,
  });

  it("is waited for while it is silent, and told of", async () => {
    const chain = new ManualChain("provider-1").relayerChain;
    let asked = 0;
    const provider = async () => {
      asked += 1;
      if (asked === 1) throw unreachable;
      return chain;
    };
    expect(await awaitProvider(chains(provider), output, new AbortController().signal)).toBe(chain);
    expect(said).toEqual([expect.stringContaining("no answer")]);
  });

  it("is not asked again where it is the wrong one, nor after an interruption", async () => {
    const refused = awaitProvider(
      chains(() => Promise.reject(wrongChain)),
      output,
      new AbortController().signal,
    );
    await expect(refused).rejects.toBe(wrongChain);
    const stopped = AbortSignal.abort(new Error("enough"));
    await expect(
      awaitProvider(
        chains(() => Promise.reject(unreachable)),
        output,
        stopped,
      ),
    ).rejects.toThrow("enough");
  });
});
