import { silentLogger } from "../../../src/index.ts";
import { TestnetConsumer, type TestnetConsumerOptions } from "../../../testnet/testnet-consumer.ts";
import { type ConsumerTopology, resolveTopology } from "../../../testnet/topology.ts";

/** Its homes are made elsewhere. */
class Unprepared extends TestnetConsumer {
  override prepare(): ReturnType<TestnetConsumer["prepare"]> {
    return Promise.resolve({ validators: [{ name: "validator-0" }] } as unknown as Awaited<
      ReturnType<TestnetConsumer["prepare"]>
    >);
  }
}

/** A consumer whose provider keeps what it is told, and runs nothing. */
function consumer(topology: Partial<ConsumerTopology> = {}, startedInMs = 1_000) {
  const resolved = resolveTopology({
    provider: { validators: 2 },
    consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }], ...topology }],
  });
  const sent: Array<{ account: string; call: string; input: unknown }> = [];
  const provider = {
    startedInMs,
    chain: { validators: [] },
    validator: (name: string) => ({ consensusAddress: `valcons-of-${name}` }),
    client: async (account: string) => ({
      createConsumer: async (input: unknown) => {
        sent.push({ account, call: "createConsumer", input });
        return { consumerId: "7", tx: { hash: "AB" } };
      },
    }),
  };
  const [spec] = resolved.consumers;
  const context = { topology: resolved, workspace: { logger: silentLogger } };
  const options = { context, provider, spec, binary: {} } as unknown as TestnetConsumerOptions;
  return { sent, spec, consumer: new Unprepared(options) };
}

describe("a consumer of a testnet", () => {
  it("is created by its owner with what the topology says", async () => {
    const spawnTime = new Date("2030-01-01T00:00:00Z");
    const { consumer: created, sent } = consumer({
      chainId: "consumer-5",
      spawnTime,
      powerShaping: { allowlist: ["validator-0"], validatorsPowerCap: 40 },
      infractions: { downtime: { slashFraction: 0.01, jailSeconds: 600 } },
    });
    await expect(created.create()).resolves.toEqual({ hash: "AB" });
    expect(created.consumerId).toBe("7");
    expect(sent).toMatchObject([
      {
        account: "owner",
        call: "createConsumer",
        input: {
          chainId: "consumer-5",
          initializationParameters: { spawnTime, initialHeight: { revisionNumber: 5n, revisionHeight: 1n } },
          powerShapingParameters: { topN: 0, allowlist: ["valcons-of-validator-0"], validatorsPowerCap: 40 },
          infractionParameters: { downtime: { slashFraction: "0.01", jailDuration: { seconds: 600n, nanos: 0 } } },
        },
      },
    ]);
  });

  it("spawns some blocks from now where the topology fixes no time, or when the caller says", () => {
    const { consumer: fresh } = consumer();
    const before = Date.now();
    const { spawnTime } = fresh.initializationParameters();
    expect(spawnTime?.getTime()).toBeGreaterThanOrEqual(before + 1_500);
    const { consumer: slow } = consumer({}, 10_000);
    expect(slow.initializationParameters().spawnTime?.getTime()).toBeGreaterThanOrEqual(before + 13_000);
    const given = new Date("2031-01-01T00:00:00Z");
    expect(fresh.initializationParameters(given).spawnTime).toBe(given);
  });

  it("says which stage it has not been through yet", async () => {
    const { consumer: fresh, spec } = consumer();
    expect(fresh.isRunning).toBe(false);
    expect(() => fresh.consumerId).toThrow(`The consumer "${spec?.name}" has not been through "create" yet`);
    expect(() => fresh.chain).toThrow('has not been through "start" yet');
    expect(() => fresh.connection).toThrow('has not been through "start" yet');
    await expect(fresh.start()).rejects.toThrow('has not been through "spawn" yet');
    await expect(fresh.openChannel()).rejects.toThrow('has not been through "start" yet');
  });

  it("closes at any stage, as often as asked", async () => {
    const { consumer: fresh } = consumer();
    await fresh.close();
    await expect(fresh.close()).resolves.toBeUndefined();
  });
});
