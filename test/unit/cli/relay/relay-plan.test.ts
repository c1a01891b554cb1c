import { planPath } from "../../../../src/cli/relay/relay-plan.ts";
import { IcsError } from "../../../../src/errors.ts";
import type { RelayPath } from "../../../../src/relayer/relay-path.ts";
import { ccv, RelayerRig, transfer } from "../../relayer/service/relayer-rig.ts";

const signal = new AbortController().signal;
const unreachable = new IcsError("RPC_UNREACHABLE", "no answer", { url: "http://x" });

/** What is planned for consumer 0; `sent` tells of anything that was more than a look. */
async function plan(rig: RelayerRig, config: { handshake?: boolean; evidence?: boolean } = {}) {
  const chain = rig.consumer("0").relayerChain;
  const made = await planPath({
    provider: rig.provider.relayerChain,
    consumer: { consumerId: "0", chain },
    config,
    signal,
    steps: rig.steps,
  });
  expect(rig.taken.filter((step) => /^(openChannel|relay)/.test(step))).toEqual([]);
  return made;
}

it("waits for a launch, without a running consumer", async () => {
  const rig = new RelayerRig();
  rig.faults.set("connectPath consumer-0", unreachable);
  rig.phases.set("0", { phase: "INITIALIZED", initializationParameters: { spawnTime: new Date(0) } as never });
  expect(await plan(rig)).toMatchObject({
    phase: "INITIALIZED",
    actions: ["wait for the launch, which is due at 1970-01-01T00:00:00.000Z"],
    problems: [],
  });
});

it("ends the path of a consumer that was removed", async () => {
  const rig = new RelayerRig();
  rig.phases.set("0", { phase: "DELETED" });
  expect(await plan(rig)).toMatchObject({ actions: [expect.stringContaining("has removed")], problems: [] });
});

it("collects what is in the way instead of throwing it", async () => {
  const rig = new RelayerRig();
  rig.faults.set("connectPath consumer-0", unreachable);
  expect(await plan(rig)).toMatchObject({ chainId: "consumer-0", phase: "LAUNCHED", problems: [unreachable] });
});

it("does not take a fault of icskit itself for a problem of the chains", async () => {
  const rig = new RelayerRig();
  rig.faults.set("connectPath consumer-0", new TypeError("a bug"));
  await expect(plan(rig)).rejects.toThrow("a bug");
});

/** A rig whose chains answer what a plan asks of them. */
function answeringRig(status: "Active" | "Expired", found: object): RelayerRig {
  const rig: RelayerRig = new RelayerRig({
    connectPath: async (provider, consumer) => {
      const end = ({ connection, sender }: typeof provider) => {
        const { chainId } = connection;
        const comet = { abciQuery: async () => ({ code: 0, value: new Uint8Array(), height: 1, log: "" }) };
        const queryClient = { queryAbci: async () => ({ value: new Uint8Array() }) };
        const asked = { ...connection, chainId, comet, queryClient };
        const client = { status: async () => ({ clientId: "07-tendermint-0", chainId, status }) };
        return { connection: asked, sender: { ...sender, connection: balanceOf(7) }, client };
      };
      return { provider: end(provider), consumer: end(consumer) } as unknown as RelayPath;
    },
    findChannels: async () => ({ consumerId: "0", ccv: undefined, transfer: undefined, ...found }) as never,
  });
  return rig;
}

/** A connection whose bank answers with this balance of `stake`. */
function balanceOf(amount: number) {
  const coin = [10, 10, 10, 5, ...Buffer.from("stake"), 18, 1, ...Buffer.from(String(amount))];
  return {
    chainId: "x",
    comet: { abciQuery: async () => ({ code: 0, value: new Uint8Array(coin), height: 1, log: "" }) },
  };
}

const open = { isOpenOnProvider: true, isOpenOnConsumer: true };

it("opens what is not open, and tells who pays", async () => {
  const made = await plan(answeringRig("Active", {}));
  expect(made.problems).toEqual([]);
  expect(made.accounts).toMatchObject([{ denom: "stake", balance: 7n }, { denom: "stake" }]);
  expect(made.actions).toEqual([
    "keep both light clients fresh",
    expect.stringContaining("open connection and CCV channel"),
    expect.stringContaining("open the reward transfer channel"),
    expect.stringContaining("double votes"),
  ]);
});

it("waits for channels, and watches nobody, where that is switched off", async () => {
  const made = await plan(answeringRig("Active", {}), { handshake: false, evidence: false });
  expect(made.actions).toEqual(["keep both light clients fresh", expect.stringContaining("wait for somebody else")]);
});

it("relays the channels that are open, with what waits on them", async () => {
  const made = await plan(answeringRig("Active", { ccv: { ...ccv, ...open }, transfer: { ...transfer, ...open } }));
  expect(made.channels).toEqual([
    { ...ccv, backlog: { fromProvider: 0, fromConsumer: 0 } },
    { ...transfer, backlog: { fromProvider: 0, fromConsumer: 0 } },
  ]);
  expect(made.actions.filter((action) => action.startsWith("relay "))).toEqual([
    "relay provider/channel-0 and consumer/channel-0 (0 packets wait from the provider, 0 from the consumer)",
    expect.stringContaining("transfer/channel-1"),
  ]);
});

it("has a problem with a closed channel and with clients that are not active", async () => {
  const made = await plan(
    answeringRig("Expired", { ccv: { ...ccv, isOpenOnProvider: false, isOpenOnConsumer: true } }),
  );
  expect(made.problems).toMatchObject([
    { code: "IBC_CLIENT_NOT_ACTIVE" },
    { code: "IBC_CLIENT_NOT_ACTIVE" },
    { code: "IBC_CHANNEL_CLOSED", context: { chainId: "provider-1", portId: "provider", channelId: "channel-0" } },
  ]);
});
