import { QueryClient, setupBankExtension } from "@cosmjs/stargate";
import type { RelayTrouble, TxSender } from "../../src/index.ts";
import { channelsOf, openWatched } from "../support/held-launch.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { ProxiedPath } from "../support/proxied-path.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  blockTimeMs: 200,
  users: 1,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/** Moves base units of a chain's own denomination. */
function payment(denom: string, from: string, to: string, amount: bigint) {
  const value = { fromAddress: from, toAddress: to, amount: [{ denom, amount: amount.toString() }] };
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value };
}

/** Sends payments to itself from another process' point of view: it counts the sequences of the account on its own. */
async function payOften(denom: string, sender: TxSender, ending: AbortSignal): Promise<number> {
  let sent = 0;
  for (; !ending.aborted; sent += 1) {
    await sender.send([payment(denom, sender.address, sender.address, 1n)], { gas: 150_000 });
  }
  return sent;
}

test("packets arrive in order and once while somebody else uses the relayer's accounts on both chains", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const { observation, opened } = await openWatched(scenario);
    await ProxiedPath.use(net, consumer, { account: "user-0" }, async (proxied) => {
      const relaying = proxied.relay(channelsOf(opened));
      // The consumer takes no payments before its first VSC packet.
      await untilAcknowledged(observation, await changePower(net, 1));
      const ending = new AbortController();
      const others = Promise.all([
        payOften(net.provider.chain.denom, (await net.provider.client("user-0")).sender, ending.signal),
        payOften(consumer.chain.denom, await consumer.sender("user-0"), ending.signal),
      ]);
      for (let round = 0; round < 8; round += 1) await untilAcknowledged(observation, await changePower(net, 3));
      ending.abort();
      for (const sent of await others) expect(sent).toBeGreaterThan(3);
      await relaying.stop();
    });
    expectAllDelivered(observation);
  });
});

const FEE = 150n;

/** Takes all but a few base units from an account; the result gives them back. */
async function emptied(sender: TxSender, rich: TxSender, denom: string): Promise<() => Promise<void>> {
  const { bank } = QueryClient.withExtensions(sender.connection.comet, setupBankExtension);
  const balance = BigInt((await bank.balance(sender.address, denom)).amount);
  await sender.send([payment(denom, sender.address, rich.address, balance - FEE - 10n)], { gas: 150_000 });
  return async () => {
    await rich.send([payment(denom, rich.address, sender.address, balance / 2n)], { gas: 150_000 });
  };
}

test("an empty account is told, and what waits is carried when it has funds again", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const { observation, opened } = await openWatched(scenario);
    const accounts = {
      consumer: [await consumer.sender("user-0"), await consumer.sender("owner"), consumer.chain.denom],
      provider: [
        (await net.provider.client("user-0")).sender,
        (await net.provider.client("owner")).sender,
        net.provider.chain.denom,
      ],
    } as const;
    await ProxiedPath.use(net, consumer, { account: "user-0" }, async (proxied) => {
      const troubles: RelayTrouble[] = [];
      // Without the transfer channel nothing is to be paid for but what this test causes.
      const relaying = proxied.relay([opened.ccv], { onTrouble: (trouble) => troubles.push(trouble) });
      await untilAcknowledged(observation, await changePower(net, 1));
      for (const side of ["consumer", "provider"] as const) {
        const refill = await emptied(...accounts[side]);
        const height = await changePower(net, 3);
        await net.provider.connection.waitForHeight(height + 20n);
        const told = troubles.splice(0).filter(({ error }) => error.code === "TX_REFUSED");
        expect(told.length).toBeGreaterThan(0);
        for (const { error } of told) expect(error.message).toMatch(/insufficient funds/);
        await refill();
        await untilAcknowledged(observation, height);
        troubles.length = 0;
      }
      await relaying.stop();
    });
    expectAllDelivered(observation);
  });
});
