import { ask, askJson } from "../support/browser/ask.ts";
import { describeInChromium, keepScreenshot } from "../support/browser/chromium.ts";
import { ObserveChild } from "../support/observe-child.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { killRelayChildren } from "../support/relay-child.ts";
import { untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  provider: { validators: 2, unbondingSeconds: 1_200, blocksPerEpoch: 3 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
};

describeInChromium("the observer's page of real chains", (open) => {
  afterEach(killRelayChildren);

  it("shows a consumer, each change of its set as it happens, and that it was stopped", async () => {
    await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
      const observation = await launchWatched();
      const chains = ["--provider", net.provider.chain.rpcUrl, "--consumer", consumer.chain.rpcUrl];
      const command = new ObserveChild([...chains, "--from", "1", "--listen", "127.0.0.1:0"]);
      const { url = "" } = (await command.until(({ type }) => type === "started")) as { readonly url?: string };
      const { page, complaints } = await open(url);
      await page.getByRole("heading", { level: 1, name: "consumer-1: secured" }).waitFor();

      const { height } = await net.provider.delegate("validator-0", 50_000_000n);
      await untilAcknowledged(observation, height);
      const { sequence = 0n } = observation.events.findLast(({ kind }) => kind === "vscPacketAcknowledged") as {
        readonly sequence?: bigint;
      };
      const packets = page.getByRole("region", { name: "Validator-set change packets" });
      await packets.getByRole("row", { name: new RegExp(`^${sequence} .*Acknowledged`) }).waitFor();
      await page.locator(".figures").getByText("In step").waitFor();
      const validators = page.getByRole("region", { name: "Validators by power" });
      await validators.getByText("Same").nth(1).waitFor();
      expect(await askJson(`${url}/health`)).toEqual({ code: 200, body: { healthy: true, reasons: [], consumers: 1 } });
      const { text } = await ask(`${url}/metrics`);
      expect(text).toContain('icskit_observer_health_verdict{consumer="0",verdict="secured"} 1');
      expect(text).toContain(`icskit_observer_vsc_packets_total{consumer="0",step="acknowledged"} ${sequence}`);
      await keepScreenshot(page, "observer-page-testnet");

      const owner = await net.provider.client("owner");
      await owner.removeConsumer(consumer.consumerId);
      await page.getByRole("heading", { level: 1, name: "consumer-1: not secured" }).waitFor();
      await page.getByText("Deleted by the provider in").waitFor();
      expect((await askJson(`${url}/health`)).code).toBe(503);
      expect(complaints).toEqual([]);
      expect(await command.kill("SIGTERM")).toBe(130);
    });
  });
});
