import { State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ChainConnection } from "../../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../../src/errors.ts";
import { findCcvChannels, openCcvChannel } from "../../../../src/relayer/handshake/handshake.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { abortedAfter, chains, count, expectOneOfEach, failed } from "./handshake-rig.ts";

describe("two handshakes at once", () => {
  it("end with one open channel, whoever is first", async () => {
    const both = chains();
    const results = await Promise.all([openCcvChannel(both.path()), openCcvChannel(both.path())]);
    expect(results[0]?.ccv).toEqual(results[1]?.ccv);
    await Promise.all(results.map((opened) => opened.finishTransfer()));
    expectOneOfEach(both);
  });
});

describe("the handshake ends", () => {
  it("with the failure of a step that changes nothing, three times in a row", async () => {
    const { provider, path } = chains();
    let tries = 0;
    provider.onSend = async () => {
      tries += 1;
      throw failed("ibc");
    };
    await rejection("TX_FAILED", openCcvChannel(path()));
    expect(tries).toBe(3);
  });

  it.each([
    ["an account without funds", failed("sdk", 5)],
    ["anything that is no error of a chain", new Error("a bug")],
  ])("at once with %s", async (_what, error) => {
    const { provider, path } = chains();
    let tries = 0;
    provider.onSend = async () => {
      tries += 1;
      throw error;
    };
    await expect(openCcvChannel(path())).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  it("where a node stays behind what the other chain has proof of, with nothing begun anew", async () => {
    const both = chains();
    await abortedAfter(both.path(), 2);
    const path = both.path();
    const stuck = {
      latestHeight: async () => 1n,
      knownHeight: 1n,
      waitForHeight: async () => 1n,
      waitForHeader: async () => 1n,
    };
    const connection = { ...path.provider.connection, ...stuck } as unknown as ChainConnection;
    const error = await rejection(
      "IBC_PROOF_MISSING",
      openCcvChannel({ ...path, provider: { ...path.provider, connection } }),
    );
    expect(error.context).toEqual({ chainId: "provider-1", height: 1n, key: "connections/connection-0" });
    expect([count(both.provider), count(both.consumer)]).toEqual([
      [1, 0, 0],
      [1, 1, 0],
    ]);
  });

  it("at its deadline, which counts for all hops together, or with the signal's reason", async () => {
    const { provider, path } = chains();
    provider.onSend = () => new Promise(() => undefined);
    const error = await rejection("POLL_TIMEOUT", openCcvChannel(path(), { timeoutMs: 10 }));
    expect(error.context.what).toBe("the CCV channel to open");
  });

  it("never for a node that does not answer: it is waited for", async () => {
    const { provider, path } = chains();
    let silent = 5;
    provider.onSend = async () => {
      silent -= 1;
      if (silent > 0) throw new IcsError("RPC_UNREACHABLE", "no answer", { url: "" }, { retryable: true });
    };
    expect((await openCcvChannel(path())).hops).toHaveLength(5);
  });
});

describe("before anything is sent", () => {
  it("a closed channel is refused, and found with what is open of it", async () => {
    const both = chains();
    await openCcvChannel(both.path());
    both.provider.setChannel("provider", "channel-0", { state: State.STATE_CLOSED });
    const sent = both.provider.transactions;
    const error = await rejection("IBC_CHANNEL_CLOSED", openCcvChannel(both.path()));
    expect(error.context).toEqual({ chainId: "provider-1", portId: "provider", channelId: "channel-0" });
    expect(error.message).toContain("new consumer id");
    expect(both.provider.transactions).toBe(sent);
    expect((await findCcvChannels(both.path())).ccv).toMatchObject({ isOpenOnProvider: false, isOpenOnConsumer: true });
  });

  it("a provider's client of no launched consumer is refused", async () => {
    const { provider, path } = chains();
    for (const key of provider.latest.keys()) if (key.startsWith("provider/35")) provider.latest.delete(key);
    const error = await rejection("IBC_CLIENT_MISMATCH", openCcvChannel(path()));
    expect(error.context).toMatchObject({ clientId: "07-tendermint-4" });
    expect(error.message).toContain("on provider-1 belongs to no launched consumer");
    await rejection("IBC_CLIENT_MISMATCH", findCcvChannels(path()));
  });

  it("a consumer's client that its module does not trust is refused, and the right one named", async () => {
    const { consumer, path } = chains();
    consumer.latest.set("ccvconsumer/03", new TextEncoder().encode("07-tendermint-3"));
    const error = await rejection("IBC_CLIENT_MISMATCH", openCcvChannel(path()));
    expect(error.context).toMatchObject({ clientId: "07-tendermint-0" });
    expect(error.message).toContain("Use 07-tendermint-3.");
    expect(consumer.transactions).toBe(0);
  });
});
