import { setImmediate as settled } from "node:timers/promises";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { MsgUpdateClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import fc from "fast-check";
import { IcsError } from "../../../../src/errors.ts";
import { queryHeader } from "../../../../src/ibc/header.ts";
import { connectLightClient, type LightClient } from "../../../../src/relayer/clients/light-client.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { ClientHost, clientId } from "./client-host.ts";
import { type Powers, SyntheticChain, syntheticGenesis } from "./synthetic-chain.ts";

const steady: Powers = { a: 50n, b: 30n, c: 20n };

afterEach(() => jest.restoreAllMocks());

/** A chain, a host with a client of it that trusts a height, and that client; the wall clock is that of the host. */
async function pair(setAt: (height: bigint) => Powers = () => steady, trusted = 10n) {
  const chain = new SyntheticChain("consumer-1", setAt);
  const host = new ClientHost(chain, trusted);
  jest.spyOn(Date, "now").mockImplementation(() => host.nowMs);
  const client = await connectLightClient(host.connect(), clientId, chain.connect());
  chain.asked.length = 0;
  return { chain, host, client };
}

const headers = (messages: readonly EncodeObject[]): Header[] =>
  messages.map(({ value }) => Header.decode((value as MsgUpdateClient).clientMessage?.value ?? new Uint8Array()));

const heights = (messages: readonly EncodeObject[]) =>
  headers(messages).map(({ signedHeader, trustedHeight }) => [
    trustedHeight.revisionHeight,
    signedHeader?.header?.height,
  ]);

/** Sends an update that must be accepted. */
async function bring(client: LightClient, host: ClientHost, height: bigint): Promise<EncodeObject[]> {
  const messages = await client.update("me", height);
  host.execute(messages);
  client.advanced(height);
  expect(host.kept.has(height)).toBe(true);
  return messages;
}

describe("a light client", () => {
  it("begins where the chain's own stands", async () => {
    const { client, host, chain } = await pair();
    expect(client).toMatchObject({ clientId, trustedHeight: 10n, trustingPeriodMs: 600_000 });
    expect(client.trustedTime).toEqual(new Date(syntheticGenesis + 10_000));
    expect([client.host.chainId, client.counterparty.chainId]).toEqual([host.chainId, chain.chainId]);
  });

  it("is updated by one message from what it trusts, and is asked of the host no more", async () => {
    const { client, host, chain } = await pair();
    const before = host.asked.length;
    const messages = await bring(client, host, 40n);
    expect(heights(messages)).toEqual([[10n, 40n]]);
    expect(messages[0]?.value).toMatchObject({ signer: "me", clientId });
    expect(client.trustedHeight).toBe(40n);
    expect(client.trustedTime).toEqual(new Date(syntheticGenesis + 40_000));
    expect(host.asked.length).toBe(before);
    expect(chain.asked).toEqual(["commit 40", "validators 11"]);
  });

  it("asks only for the commit while the validators stay the same, and for nothing twice", async () => {
    const { client, host, chain } = await pair();
    await bring(client, host, 40n);
    chain.asked.length = 0;
    await bring(client, host, 50n);
    expect(chain.asked).toEqual(["commit 50"]);
    expect(await client.update("me", 50n)).toEqual([]);
    expect(chain.asked).toHaveLength(1);
  });

  it("asks for the validators of the next update as soon as an update has changed them", async () => {
    const { client, host, chain } = await pair((height) => (height <= 40n ? steady : { ...steady, a: 51n }));
    await bring(client, host, 40n);
    expect(chain.asked).toEqual(["commit 40", "validators 11", "validators 41"]);
    chain.asked.length = 0;
    await bring(client, host, 50n);
    expect(chain.asked).toEqual(["commit 50"]);
  });

  it("asks again for validators that could not be told ahead", async () => {
    const { client, host, chain } = await pair((height) => (height <= 40n ? steady : { ...steady, a: 51n }));
    const messages = await client.update("me", 40n);
    host.execute(messages);
    chain.failure = new IcsError("RPC_UNREACHABLE", "silent", { url: "http://consumer-1" });
    client.advanced(40n);
    await settled();
    chain.failure = undefined;
    chain.asked.length = 0;
    await bring(client, host, 50n);
    expect(chain.asked).toEqual(["commit 50", "validators 41"]);
  });

  it("shares headers and validators with every other client of the same connection", async () => {
    const { chain, host } = await pair();
    const connection = chain.connect();
    const clients = await Promise.all([1, 2, 3].map(() => connectLightClient(host.connect(), clientId, connection)));
    chain.asked.length = 0;
    await Promise.all(clients.map((client) => client.update("me", 30n)));
    expect(chain.asked.sort()).toEqual(["commit 30", "validators 11"]);
  });

  it("is updated to the next block though all its validators are new", async () => {
    const { client, host } = await pair((height) => ({ [height <= 10n ? "a" : "z"]: 1n }));
    expect(heights(await bring(client, host, 11n))).toEqual([[10n, 11n]]);
    expect(heights(await bring(client, host, 30n))).toEqual([[11n, 30n]]);
  });

  it("gets headers in between where too little of the trusted power signed the target", async () => {
    const { client, host } = await pair((height) => (height <= 30n ? steady : { c: 20n, x: 200n }));
    expect(heights(await bring(client, host, 40n))).toEqual([
      [10n, 30n],
      [30n, 40n],
    ]);
    expect(client.trustedHeight).toBe(40n);
  });

  it("takes the trust level from its own state", async () => {
    const turnover = (height: bigint): Powers => (height <= 20n ? { a: 50n, b: 50n } : { a: 50n, c: 50n });
    expect(await (await pair(turnover)).client.update("me", 40n)).toHaveLength(1);
    const chain = new SyntheticChain("consumer-1", turnover);
    const host = new ClientHost(chain, 10n);
    host.trustLevel = { numerator: 2n, denominator: 3n };
    const strict = await connectLightClient(host.connect(), clientId, chain.connect());
    host.nowMs = syntheticGenesis + 40_000;
    expect((await bring(strict, host, 40n)).length).toBeGreaterThan(1);
  });
});

/** Sets that change at random heights, with absent validators of less than a third. */
const history = fc.record({
  sets: fc.array(
    fc.dictionary(fc.constantFrom(..."abcdefgh"), fc.bigInt({ min: 1n, max: 100n }), { minKeys: 1, maxKeys: 6 }),
    { minLength: 1, maxLength: 8 },
  ),
  changeEvery: fc.integer({ min: 1, max: 12 }),
  absent: fc.constantFrom(..."abcdefgh"),
  trusted: fc.bigInt({ min: 1n, max: 30n }),
  targets: fc.array(fc.bigInt({ min: 1n, max: 100n }), { minLength: 1, maxLength: 4 }),
});

describe("whatever the validators do", () => {
  it("its messages are accepted by the rules of 07-tendermint, and are one where one is enough", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ sets, changeEvery, absent, trusted, targets }) => {
        const setAt = (height: bigint): Powers => sets[((Number(height) / changeEvery) % sets.length) | 0] as Powers;
        const { chain, host, client } = await pair(setAt, trusted);
        chain.isAbsent = (height, name) => {
          const total = Object.values(setAt(height)).reduce((sum, power) => sum + power, 0n);
          return name === absent && (setAt(height)[name] ?? 0n) * 3n < total;
        };
        for (const target of targets) {
          if (target < trusted) continue;
          const from = client.trustedHeight;
          const messages = await bring(client, host, target);
          if (messages.length === 0 || target < from) continue;
          const single = await queryHeader(client.counterparty, target, from);
          if (messages.length === 1) expect(headers(messages)).toEqual([single]);
          else expect(() => host.verify(single)).toThrow("too little");
        }
      }),
    );
  });
});

describe("a height below the trusted one", () => {
  it("needs nothing where this client brought it, or somebody else did", async () => {
    const { client, host } = await pair();
    await bring(client, host, 20n);
    await bring(client, host, 30n);
    const before = host.asked.length;
    expect(await client.update("me", 20n)).toEqual([]);
    expect(await client.update("me", 10n)).toEqual([]);
    expect(host.asked.length).toBe(before);
    host.keep(25n);
    expect(await client.update("me", 25n)).toEqual([]);
    expect(host.asked.length).toBe(before + 1);
    expect(await client.update("me", 25n)).toEqual([]);
    expect(host.asked.length).toBe(before + 1);
  });

  it("is brought from the highest below it where it was passed over", async () => {
    const { client, host } = await pair();
    await bring(client, host, 20n);
    await bring(client, host, 30n);
    expect(heights(await bring(client, host, 25n))).toEqual([[20n, 25n]]);
    expect(client.trustedHeight).toBe(30n);
    expect(heights(await bring(client, host, 28n))).toEqual([[25n, 28n]]);
  });

  it("is brought from what the chain keeps where this client remembers nothing below", async () => {
    const { chain, host } = await pair();
    host.keep(50n);
    const client = await connectLightClient(host.connect(), clientId, chain.connect());
    expect(client.trustedHeight).toBe(50n);
    expect(heights(await bring(client, host, 45n))).toEqual([[10n, 45n]]);
  });

  it("is refused where the chain keeps nothing below it", async () => {
    const { client } = await pair();
    const error = await rejection("IBC_PROOF_MISSING", client.update("me", 9n));
    expect(error.retryable).toBe(true);
    expect(error.message).toMatch(/Prove at a height from 10 on/);
  });
});

describe("the trusted height", () => {
  it("never goes back, and is told without messages too", async () => {
    const { client } = await pair();
    client.advanced(17n);
    expect(client.trustedHeight).toBe(17n);
    expect(client.trustedTime).toEqual(new Date(syntheticGenesis + 10_000));
    client.advanced(15n);
    expect(client.trustedHeight).toBe(17n);
    expect(await client.update("me", 17n)).toEqual([]);
  });

  it("follows somebody else's updates after a refresh, and builds upon them", async () => {
    const { client, host } = await pair();
    host.keep(33n);
    await client.refresh();
    expect(client.trustedHeight).toBe(33n);
    expect(client.trustedTime).toEqual(new Date(syntheticGenesis + 33_000));
    expect(heights(await bring(client, host, 34n))).toEqual([[33n, 34n]]);
  });

  it("is kept where a node that lags behind tells an older one", async () => {
    const { client, host } = await pair();
    await bring(client, host, 40n);
    host.latestHeight = 10n;
    await client.refresh();
    expect(client.trustedHeight).toBe(40n);
  });

  it("is read again by itself before an old state is built upon", async () => {
    const { client, host } = await pair();
    host.keep(500n);
    host.nowMs = syntheticGenesis + 500_000;
    expect(heights(await bring(client, host, 501n))).toEqual([[500n, 501n]]);
  });
});

describe("a client that verifies nothing more", () => {
  it("that has expired makes no messages, and says what to do", async () => {
    const { client, host } = await pair();
    host.nowMs = syntheticGenesis + 10_000 + 600_000;
    const error = await rejection("IBC_CLIENT_NOT_ACTIVE", client.update("me", 600n));
    expect(error.context).toEqual({ chainId: "host-1", clientId, status: "Expired" });
    expect(error.message).toMatch(/^Light client 07-tendermint-3 on host-1, which follows consumer-1, is expired/);
    expect(error.message).toMatch(/createSubstituteClient.*msgRecoverClient/s);
  });

  it("that was frozen makes no messages once that is known, and makes them again once it is recovered", async () => {
    const { client, host } = await pair();
    host.isFrozen = true;
    expect(await client.update("me", 20n)).toHaveLength(1);
    await client.refresh();
    const error = await rejection("IBC_CLIENT_NOT_ACTIVE", client.update("me", 21n));
    expect(error.context.status).toBe("Frozen");
    host.isFrozen = false;
    expect(await client.update("me", 22n)).toHaveLength(1);
  });

  it("that is old by this machine's clock only is built upon", async () => {
    const { client, host } = await pair();
    jest.spyOn(Date, "now").mockReturnValue(syntheticGenesis + 10_000_000);
    host.nowMs = syntheticGenesis + 500_000;
    expect(heights(await bring(client, host, 500n))).toEqual([[10n, 500n]]);
  });

  it("is taken up where governance has recovered it", async () => {
    const { client, host } = await pair();
    host.nowMs = syntheticGenesis + 900_000;
    host.keep(890n);
    host.trustingPeriodMs = 700_000;
    expect(heights(await bring(client, host, 900n))).toEqual([[890n, 900n]]);
    expect(client.trustingPeriodMs).toBe(700_000);
  });
});

describe("connecting", () => {
  it("refuses a client of another chain, with both named", async () => {
    const { chain, host } = await pair();
    host.followed = "other-1";
    const error = await rejection("IBC_CLIENT_MISMATCH", connectLightClient(host.connect(), clientId, chain.connect()));
    expect(error.context).toEqual({ clientId, expectedChainId: "consumer-1", actualChainId: "other-1" });
  });

  it("takes a frozen client, which makes no messages until it is recovered", async () => {
    const { chain, host } = await pair();
    host.isFrozen = true;
    const client = await connectLightClient(host.connect(), clientId, chain.connect());
    const error = await rejection("IBC_CLIENT_NOT_ACTIVE", client.update("me", 20n));
    expect(error.context.status).toBe("Frozen");
    expect(await client.status()).toMatchObject({ status: "Frozen" });
    host.isFrozen = false;
    expect(heights(await bring(client, host, 21n))).toEqual([[10n, 21n]]);
  });

  it("takes a client that was frozen by a header which its chain never had", async () => {
    const { chain, host } = await pair();
    host.keep(12n, { timeMs: 5 });
    await rejection("IBC_CLIENT_MISMATCH", connectLightClient(host.connect(), clientId, chain.connect()));
    host.isFrozen = true;
    await expect(connectLightClient(host.connect(), clientId, chain.connect())).resolves.toMatchObject({ clientId });
    host.followed = "other-1";
    await rejection("IBC_CLIENT_MISMATCH", connectLightClient(host.connect(), clientId, chain.connect()));
  });

  it("tells a client that does not exist apart from a node that does not answer", async () => {
    const { chain, host } = await pair();
    const error = await rejection(
      "RPC_QUERY_FAILED",
      connectLightClient(host.connect(), "07-tendermint-9", chain.connect()),
    );
    expect(error.message).toMatch(/^host-1 has no light client 07-tendermint-9\n/);
    host.trouble = () => {
      throw new IcsError("RPC_UNREACHABLE", "down", { url: "http://host" });
    };
    await rejection("RPC_UNREACHABLE", connectLightClient(host.connect(), clientId, chain.connect()));
  });
});
