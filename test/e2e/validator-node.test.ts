import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren, RelayChild } from "../support/relay-child.ts";
import { validatorEnvironment, writeValidatorFile } from "../support/validator-files.ts";

afterEach(killRelayChildren);

const topology = {
  provider: { validators: [{ stake: 400_000_000 }, { stake: 100_000_000 }] },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }],
      signedBlocksWindow: 200,
    },
  ],
};
const rules = [{ name: "all", action: "opt-in" }];

test("a validator opts in once its node is synced with the right key, and is warned when it stops signing", async () => {
  await onTestnet(
    topology,
    async ({ net, consumer, launchWatched }) => {
      const observation = await launchWatched();
      const { consumerId, chain } = consumer;
      const [first, second] = chain.nodes;
      if (first === undefined || second === undefined) throw new Error("The consumer runs two nodes");
      const environment = validatorEnvironment(net);
      await (await net.provider.client("validator-1")).optOut(consumerId);
      const left = await observation.until("validatorSetApplied");
      await consumer.connection.waitForHeight(left.effectiveHeight);

      const node = (rpc: string) => [{ consumerId, rpc, otherRpc: first.rpcUrl }];
      const written = { validator: "validator-1", rules, policy: { warnAtMissedShare: 0.05 } };
      const file = await writeValidatorFile(net, { ...written, nodes: node(first.rpcUrl) });
      const start = () => new RelayChild(["validator", "watch", "--config", file, "--json"], environment);

      const refused = start();
      const blocked = await refused.until(({ event }) => event === "blocked");
      expect(String(blocked.reasons)).toContain(`its node at ${first.rpcUrl} signs with`);
      await refused.until(({ event }) => event === "round");
      refused.process.kill("SIGTERM");
      await refused.exitCode;
      expect(await net.provider.queries.consumerChainOptedInValidators(consumerId)).toHaveLength(1);

      await writeValidatorFile(net, { ...written, nodes: node(second.rpcUrl) });
      const watching = start();
      await watching.until(({ event }) => event === "applied");
      const key = Buffer.from(net.provider.validator("validator-1").consensusKey.publicKey).toString("base64");
      const joined = await observation.until("vscPacketSent", ({ packet }) =>
        packet.validatorUpdates.some(
          ({ pubkey, power }) => Buffer.from(pubkey).toString("base64") === key && power > 0n,
        ),
      );
      await observation.until("validatorSetApplied", ({ sequences }) => sequences.includes(joined.sequence));

      const status = new RelayChild(["validator", "status", "--config", file, "--json"], environment);
      expect(await status.exitCode).toBe(0);
      expect(status.lines[0]).toMatchObject({
        jail: { kind: "free" },
        consumers: [
          { consumerId, leasedPower: "100", duty: { kind: "now" }, signingKey: key, missed: { window: "200" } },
        ],
      });

      await second.kill();
      const missing = await watching.until(({ event }) => event === "node-missing");
      expect(String(missing.reason)).toContain("does not answer");
      const risk = await watching.until(({ event }) => event === "downtime-risk");
      expect(risk).toMatchObject({ consumerId, blocks: { window: "200", allowed: expect.any(String) } });
      watching.process.kill("SIGTERM");
      expect(await watching.exitCode).toBe(130);
    },
    { onNodeExit: () => undefined },
  );
});
