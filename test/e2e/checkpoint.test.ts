import { join } from "node:path";
import {
  checkpointTestnet,
  createTestnet,
  delegate,
  restoreTestnet,
  type Testnet,
  untilDelivered,
  untilState,
} from "../../testnet/index.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();

const topology = {
  blockTimeMs: 200,
  provider: { validators: [{ stake: 200_000_000 }, { stake: 100_000_000 }] },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0, ownKey: true }, { validator: 1 }] }],
};

const expectPower = (net: Testnet, power: number): Promise<void> =>
  untilState(net, {
    provider: { powers: { "validator-0": power } },
    consumers: { "consumer-1": { phase: "LAUNCHED", powers: { "validator-0": power, "validator-1": 100 } } },
  });

test("a stored testnet comes back twice at once, each copy for itself", async () => {
  const folder = join(await temporaryFolder(), "stored");
  await using net = await createTestnet(topology);
  await delegate(net, "validator-0", 5_000_000n);
  await expectPower(net, 205);
  const heights = [net.provider.connection.knownHeight, net.consumer().connection.knownHeight];
  const { expiresAt, stoppedAt } = await checkpointTestnet(net, folder);
  // The shorter of both trusting periods: 0.66 of the consumer's 20 days.
  expect((expiresAt?.getTime() ?? 0) - stoppedAt.getTime()).toBeGreaterThan(13 * 86_400_000);

  await using first = await restoreTestnet(folder);
  await using second = await restoreTestnet(folder);
  const rpcUrls = [net, first, second].map(({ provider }) => provider.chain.rpcUrl);
  expect(new Set([rpcUrls[1], rpcUrls[2]]).size).toBe(2);
  for (const copy of [first, second]) {
    expect([copy.provider.chain.chainId, copy.consumer().chain.chainId]).toEqual(["provider-1", "consumer-1"]);
    expect(await copy.provider.connection.latestHeight()).toBeGreaterThan(heights[0] ?? 0n);
    expect(await copy.consumer().connection.latestHeight()).toBeGreaterThan(heights[1] ?? 0n);
    expect(copy.consumer().consumerId).toBe("0");
    await expectPower(copy, 205);
  }

  await delegate(first, "validator-0", 7_000_000n);
  await expectPower(first, 212);
  await expectPower(second, 205);
  await delegate(second, "validator-0", 1_000_000n);
  await expectPower(second, 206);
  await untilDelivered(first, first.consumer());

  // A copy can be stored again, in a folder of its own.
  await expect(checkpointTestnet(second, folder)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await checkpointTestnet(first, `${folder}-again`);
  await using third = await restoreTestnet(`${folder}-again`);
  await expectPower(third, 212);
});
