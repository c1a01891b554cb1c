import type * as client from "../../src/client.ts";
import { describeInChromium } from "../support/browser/chromium.ts";
import { ClientPage } from "../support/browser/client-page.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }], spawnDelayMs: 3_600_000 }],
};

/** What the page is given at run time: the mnemonic is in no file and in no address. */
interface Given {
  readonly mnemonic: string;
  readonly hdPath: string;
  readonly consumerId: string;
  readonly consumerKey: readonly number[];
}

/** In the page only. */
declare const icskit: typeof client;

/** Runs in the page: the consumers that it lists, and the next block. */
async function readChain() {
  const { connectChain, setupProviderExtension } = icskit;
  const connection = await connectChain({ url: `${location.origin}/rpc` });
  try {
    const { provider } = setupProviderExtension(connection.queryClient);
    const consumers: string[] = [];
    for await (const { consumerId, chainId, phase } of provider.consumerChains()) {
      consumers.push(`${consumerId} ${chainId} ${phase}`);
    }
    const { value: block } = await connection.blocks().next();
    return { chainId: connection.chainId, consumers, isNext: block.height > 1n && block.time <= new Date() };
  } finally {
    await connection.close();
  }
}

/** Runs in the page: what came of an opt-in that it signs with a key of its own. */
async function optIn({ mnemonic, hdPath, consumerId, consumerKey }: Given) {
  const { connectChain, createSigningProviderClient, isIcsError, walletFromMnemonic } = icskit;
  const connection = await connectChain({ url: `${location.origin}/rpc` });
  try {
    const signer = await walletFromMnemonic(mnemonic, { prefix: "cosmos", hdPath });
    const provider = await createSigningProviderClient({ connection, signer, gasPrice: "0.005stake" });
    const { hash, height } = await provider.optIn(consumerId, { consumerKey: Uint8Array.from(consumerKey) });
    return { hash, height: String(height) };
  } catch (error) {
    if (!isIcsError(error)) throw error;
    return { code: error.code };
  } finally {
    await connection.close();
  }
}

describeInChromium("the client entry in a page", (open) => {
  it("queries a provider, follows its blocks, and signs an opt-in that the chain then has", async () => {
    await onTestnet(topology, async ({ net, consumer }) => {
      await consumer.create();
      const { consumerId } = consumer;
      const { chain, connection, queries } = net.provider;
      const { consensusAddress } = net.provider.validator("validator-1");
      await using served = await ClientPage.serve(chain.rpcUrl);
      const { page, complaints } = await open(served.url);
      await page.waitForFunction("globalThis.icskit !== undefined");

      const consumers = [`${consumerId} consumer-1 INITIALIZED`];
      expect(await page.evaluate(readChain)).toEqual({ chainId: chain.chainId, consumers, isNext: true });

      const given = {
        mnemonic: net.accounts.mnemonic,
        hdPath: `m/44'/118'/0'/0/${chain.account("validator-1").hdIndex}`,
        consumerId,
        consumerKey: Array.from({ length: 32 }, (_, index) => index),
      };
      expect(await queries.consumerChainOptedInValidators(consumerId)).toEqual([]);
      const { hash, height = "" } = await page.evaluate(optIn, given);
      const { txs } = await connection.block(BigInt(height));
      expect(txs).toMatchObject([{ hash, code: 0 }]);
      expect(await queries.consumerChainOptedInValidators(consumerId)).toEqual([consensusAddress]);
      expect(await queries.allPairsValConsAddrByConsumer(consumerId)).toMatchObject([
        { providerConsensusAddress: consensusAddress, consumerKey: Uint8Array.from(given.consumerKey) },
      ]);

      expect(await page.evaluate(optIn, { ...given, consumerId: "first" })).toEqual({ code: "TX_MESSAGE_INVALID" });
      expect(served.websockets).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    });
  });
});
