import { IcsError } from "../../../../src/errors.ts";
import type { OpenedChannels } from "../../../../src/relayer/handshake/handshake.ts";
import { ccv, pathOf, RelayerRig, relayedTo, transfer, untilAborted } from "./relayer-rig.ts";

const unreachable = new IcsError("RPC_UNREACHABLE", "http://x does not answer\nIs it up?", { url: "http://x" });
const expired = new IcsError("TX_EXPIRED", "expired", { chainId: "x", hash: "y", timeoutHeight: 1n });
const closed = new IcsError("IBC_CHANNEL_CLOSED", "closed", { chainId: "x", portId: "p", channelId: "c" });

describe("channels", () => {
  it("are waited for where opening them is switched off", async () => {
    const found = { consumerId: "0", ccv: undefined as object | undefined, transfer: undefined };
    const rig = new RelayerRig({ findChannels: async () => found as never });
    await using relayer = rig.relayer(["0"], { handshake: false });
    await rig.provider.advance(3);
    expect(pathOf(relayer, "0")).toMatchObject({ state: "waiting", reason: expect.stringContaining("handshake") });
    found.ccv = { ...ccv, isOpenOnProvider: true, isOpenOnConsumer: true };
    await rig.provider.advance(8);
    expect(pathOf(relayer, "0").state).toBe("relaying");
    expect(rig.times("openChannel consumer-0")).toBe(0);
  });

  it("that are closed at one end are relayed to their end, and the path says so meanwhile", async () => {
    const found = { ccv: { ...ccv, isOpenOnProvider: false, isOpenOnConsumer: true } };
    const rig = new RelayerRig({ findChannels: async () => found as never });
    rig.faults.set("openChannel consumer-0", closed);
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    expect(pathOf(relayer, "0")).toMatchObject({ state: "relaying", error: { code: "IBC_CHANNEL_CLOSED" } });
    expect(rig.held("0").channels).toHaveLength(1);
    rig.held("0").options.onRelayed?.(relayedTo("consumer-0"));
    expect(pathOf(relayer, "0").error?.code).toBe("IBC_CHANNEL_CLOSED");
  });

  it("that close while others go on are told once, and the path is never healthy again", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    rig.closed.add("consumer-0");
    const { tx } = relayedTo("provider-1");
    const items = [{ kind: "timeout", height: 1n, packet: {} }];
    rig.held("0").options.onRelayed?.({ tx, items } as never);
    await rig.rest();
    rig.held("0").options.onRelayed?.({ tx, items } as never);
    rig.held("0").options.onRelayed?.(relayedTo("consumer-0"));
    await rig.rest();
    expect(pathOf(relayer, "0")).toMatchObject({ state: "relaying", error: { code: "IBC_CHANNEL_CLOSED" } });
    expect(rig.events.filter(({ kind }) => kind === "trouble")).toHaveLength(1);
  });

  it("for transfers are finished beside the relaying, tried again where that fails, and relayed then", async () => {
    let tries = 0;
    const finishTransfer = async () => {
      tries += 1;
      if (tries < 3) throw expired;
      return transfer;
    };
    const opened = { ccv, transfer: undefined, finishTransfer } as unknown as OpenedChannels;
    const rig = new RelayerRig({
      openChannel: async () => (tries < 3 ? opened : { ...opened, transfer, finishTransfer: async () => transfer }),
    });
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    expect(rig.held("0").channels).toEqual([ccv]);
    expect(pathOf(relayer, "0")).toMatchObject({ state: "relaying", error: { code: "TX_EXPIRED" } });
    await rig.provider.advance(6);
    expect(rig.held("0").channels).toEqual([ccv, transfer]);
    expect(pathOf(relayer, "0").state).toBe("relaying");
  });
});

describe("beside the relaying", () => {
  it("clients are kept fresh and evidence is watched, also while the handshake fails; begun again where they end badly", async () => {
    const begun: string[] = [];
    const rig = new RelayerRig({
      keepFresh: (_source, { connection }, { signal }) => {
        begun.push(`client on ${connection.chainId}`);
        return untilAborted(signal);
      },
      watchEvidence: async ({ signal, consumerId }) => {
        begun.push(`evidence of ${consumerId}`);
        if (begun.length < 5) throw unreachable;
        return untilAborted(signal);
      },
    });
    rig.faults.set("openChannel consumer-0", unreachable);
    await using relayer = rig.relayer(["0"]);
    await rig.provider.advance(4);
    expect(begun.sort()).toEqual([
      "client on consumer-0",
      "client on provider-1",
      "evidence of 0",
      "evidence of 0",
      "evidence of 0",
    ]);
    expect(pathOf(relayer, "0").state).toBe("failing");
  });

  it("evidence is left to others where it is switched off", async () => {
    let watched = false;
    const rig = new RelayerRig({
      watchEvidence: async () => {
        watched = true;
      },
    });
    await using _relayer = rig.relayer(["0"], { evidence: false });
    await rig.rest();
    expect(watched).toBe(false);
  });

  it("balances and backlogs are sampled, again where a node was silent", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"], { sampleIntervalMs: 0 });
    rig.consumer("0").isSilent = true;
    await rig.rest();
    await rig.provider.advance(3);
    expect(pathOf(relayer, "0")).toMatchObject({ consumer: { account: { balance: undefined } } });
    rig.consumer("0").isSilent = false;
    await rig.provider.advance(2);
    expect(pathOf(relayer, "0")).toMatchObject({
      consumer: { account: { balance: 7n } },
      channels: [{ backlog: { fromProvider: 0, fromConsumer: 0 } }, {}],
    });
    expect(relayer.status().provider.account.balance).toBe(7n);
  });

  it("the trouble of one direction is shown until that one is over, whatever the other carries", async () => {
    const rig = new RelayerRig();
    await using relayer = rig.relayer(["0"]);
    await rig.rest();
    const { onTrouble, onOvercome, onRelayed } = rig.held("0").options;
    onTrouble?.({ source: "consumer", error: expired, failures: 4 });
    onTrouble?.({ source: undefined, error: unreachable, failures: 3 });
    const shown = { state: "relaying", error: { code: "TX_EXPIRED", failures: 4 } };
    expect(pathOf(relayer, "0")).toMatchObject(shown);
    onRelayed?.(relayedTo("consumer-0"));
    onOvercome?.("provider");
    expect(pathOf(relayer, "0")).toMatchObject(shown);
    onOvercome?.("consumer");
    expect(pathOf(relayer, "0").error?.code).toBe("RPC_UNREACHABLE");
    onOvercome?.(undefined);
    expect(pathOf(relayer, "0").error).toBeUndefined();
    expect(rig.events.filter(({ kind }) => kind === "relayed")).toMatchObject([{ path: "0", source: "provider" }]);
  });
});
