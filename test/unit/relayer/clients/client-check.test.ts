import { IcsError } from "../../../../src/errors.ts";
import { checkCounterparty } from "../../../../src/relayer/clients/client-check.ts";
import { readClient } from "../../../../src/relayer/clients/client-status.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { ClientHost, clientId, sentinelRoot } from "./client-host.ts";
import { SyntheticChain } from "./synthetic-chain.ts";

const chainOf = (name: string): SyntheticChain => new SyntheticChain("consumer-1", () => ({ [name]: 10n }));

async function check(host: ClientHost, chain: SyntheticChain): Promise<void> {
  const connection = host.connect();
  await checkCounterparty(connection, chain.connect(), await readClient(connection, clientId));
}

describe("a client belongs to a chain", () => {
  it("whose block at its latest height it knows", async () => {
    const chain = chainOf("a");
    await expect(check(new ClientHost(chain, 10n), chain)).resolves.toBeUndefined();
  });

  it("not where the chain ids differ", async () => {
    const chain = chainOf("a");
    const host = new ClientHost(chain, 10n);
    host.followed = "other-1";
    const error = await rejection("IBC_CLIENT_MISMATCH", check(host, chain));
    expect(error.context).toEqual({ clientId, expectedChainId: "consumer-1", actualChainId: "other-1" });
    expect(error.message).toMatch(/^Light client 07-tendermint-3 on host-1 follows "other-1", not "consumer-1"\n/);
  });

  it.each([
    ["validators", (twin: SyntheticChain) => Object.assign(twin, { setAt: () => ({ z: 10n }) })],
    ["root", (twin: SyntheticChain) => Object.assign(twin, { appHashAt: () => new Uint8Array(32) })],
    ["time", (twin: SyntheticChain) => Object.assign(twin, { timeAt: () => new Date(5) })],
  ])("not where a chain of the same id has another block there: %s", async (_what, change) => {
    const twin = chainOf("a");
    change(twin);
    const error = await rejection("IBC_CLIENT_MISMATCH", check(new ClientHost(chainOf("a"), 10n), twin));
    expect(error.context.height).toBe(10n);
    expect(error.message).toMatch(/follows another chain with the id "consumer-1" than http:\/\/consumer-1 serves/);
  });

  it("as far as a node can tell that keeps no such old block, or a client that keeps no state", async () => {
    const chain = chainOf("a");
    const host = new ClientHost(chain, 10n);
    chain.refusal = "height 10 is not available, lowest height is 400";
    await expect(check(host, chain)).resolves.toBeUndefined();
    chain.refusal = "height 10 must be less than or equal to the current blockchain height 4";
    host.kept.clear();
    await expect(check(host, chain)).resolves.toBeUndefined();
  });

  it("perhaps, where its node is behind: that is worth another try", async () => {
    const chain = chainOf("a");
    chain.refusal = "height 10 must be less than or equal to the current blockchain height 4";
    const error = await rejection("RPC_QUERY_FAILED", check(new ClientHost(chain, 10n), chain));
    expect(error.retryable).toBe(true);
    expect(error.message).toMatch(/^http:\/\/consumer-1 has not reached height 10 of consumer-1/);
  });

  it("not to be told where the node fails", async () => {
    const chain = chainOf("a");
    chain.refusal = "internal error";
    await rejection("RPC_QUERY_FAILED", check(new ClientHost(chain, 10n), chain));
    chain.failure = new IcsError("RPC_UNREACHABLE", "down", { url: "" });
    await rejection("RPC_UNREACHABLE", check(new ClientHost(chain, 10n), chain));
  });
});

describe("a client of a launch, which knows the first validators only", () => {
  it("belongs to a chain with those validators, whatever its first time and root", async () => {
    const chain = chainOf("a");
    const host = new ClientHost(chain, 1n);
    host.keep(1n, { root: sentinelRoot, timeMs: 5 });
    await expect(check(host, chain)).resolves.toBeUndefined();
    await rejection("IBC_CLIENT_MISMATCH", check(host, chainOf("z")));
  });

  it("is taken where the chain has no block yet", async () => {
    const chain = chainOf("a");
    const host = new ClientHost(chain, 1n);
    host.keep(1n, { root: sentinelRoot });
    chain.refusal = "height 1 must be less than or equal to the current blockchain height 0";
    await expect(check(host, chain)).resolves.toBeUndefined();
  });
});
