import { connectChain, createSigningProviderClient, pollUntil, type TxSender } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { quickTiming } from "../support/proxied-path.ts";
import { rpcFaults } from "../support/rpc-faults.ts";

const topology = { blockTimeMs: 200, provider: { validators: 2 } };
const gas = { gas: 150_000 };

/** A payment of one base unit from the sender's account to itself. */
function payment(net: Testnet, { address }: TxSender) {
  const amount = [{ denom: net.provider.chain.denom, amount: "1" }];
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: { fromAddress: address, toAddress: address, amount } };
}

async function senderThrough(net: Testnet, proxy: FaultProxy, account: string) {
  const { chain } = net.provider;
  const connection = await connectChain({ url: proxy.url, requestTimeoutMs: 1_000, tipTiming: quickTiming });
  const { signer } = chain.account(account);
  const { sender } = await createSigningProviderClient({ connection, signer, gasPrice: chain.gasPrice });
  return { connection, sender };
}

test("through every fault of an RPC, blocks come each once and in order, and each transaction is included once", async () => {
  await onTestnet(topology, async ({ net }) => {
    const node = net.provider.connection;
    await using proxy = await FaultProxy.start(net.provider.chain.rpcUrl);
    const { connection, sender } = await senderThrough(net, proxy, "relayer");
    await using _closing = connection;
    const seen: bigint[] = [];
    const included: string[] = [];
    const stopping = new AbortController();
    const from = await connection.latestHeight();
    const reading = (async () => {
      for await (const block of connection.blocks({ from, signal: stopping.signal })) {
        seen.push(block.height);
        included.push(...block.txs.map(({ hash }) => hash));
      }
    })().catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });

    const sent: string[] = [];
    for (const { begin, isPassable } of rpcFaults) {
      const before = await node.latestHeight();
      const end = await begin(proxy);
      // Where nothing gets through either is right: an error that says that nothing was included, or its block.
      const during = sender.send([payment(net, sender)], gas).then(
        ({ hash }) => sent.push(hash),
        (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^(RPC_|TX_REFUSED)/) }),
      );
      await node.waitForHeight(before + 8n);
      if (isPassable) await during;
      await end();
      await during;
      const { hash } = await sender.send([payment(net, sender)], gas);
      sent.push(hash);
    }
    const last = await node.latestHeight();
    await connection.waitForHeight(last);
    while (BigInt(seen.length) <= last - from) await connection.waitForHeight(connection.knownHeight + 1n);
    stopping.abort();
    await reading;
    expect(seen).toEqual(seen.map((_, index) => from + BigInt(index)));
    expect(included.toSorted()).toEqual(sent.toSorted());
  });
});

test("a node stopped and killed at any moment is read on without a gap, and a transaction outlives the mempool it was in", async () => {
  await onTestnet(topology, async ({ net }) => {
    const [first, second] = net.provider.chain.nodes;
    if (first === undefined || second === undefined) throw new Error("two nodes are needed");
    const { connection } = net.provider;
    const { sender } = await net.provider.client("relayer");
    await connection.waitForHeight(3n);
    const from = connection.knownHeight;
    const seen: bigint[] = [];
    const stopping = new AbortController();
    const reading = (async () => {
      for await (const { height } of connection.blocks({ from, signal: stopping.signal })) seen.push(height);
    })().catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
    for (const how of ["kill", "stop"] as const) {
      // One of two equal validators makes no blocks alone: what is sent now stays in the first node's mempool.
      second.pause();
      const taken = await pollUntil(
        () => connection.comet.abciInfo(),
        (() => {
          let before = -1;
          return ({ lastBlockHeight = 0 }) => {
            const isHalted = lastBlockHeight === before;
            before = lastBlockHeight;
            return isHalted;
          };
        })(),
        { what: "the chain to halt", intervalMs: 500 },
      );
      const sending = sender.send([payment(net, sender)], gas);
      await pollUntil(
        () => mempoolSize(first.rpcUrl),
        (size) => size === 1,
        { what: "the transaction to be in the mempool" },
      );
      await first[how]();
      await first.restart();
      second.resume();
      const { height } = await sending;
      expect(height).toBeGreaterThan(BigInt(taken.lastBlockHeight ?? 0));
    }
    const last = await connection.latestHeight();
    await pollUntil(
      async () => seen.at(-1) ?? 0n,
      (height) => height >= last,
      { what: "the reader" },
    );
    stopping.abort();
    await reading;
    expect(seen).toEqual(seen.map((_, index) => from + BigInt(index)));
  });
});

async function mempoolSize(url: string): Promise<number> {
  const { result } = (await (await fetch(`${url}/num_unconfirmed_txs`)).json()) as { result: { n_txs: string } };
  return Number(result.n_txs);
}
