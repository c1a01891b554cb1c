import { IcsError } from "../../../../src/errors.ts";
import { headerMessage } from "../../../../src/ibc/header.ts";
import { msgUpdateClient } from "../../../../src/ibc/messages.ts";
import type {
  ConsumerEvidence,
  EvidenceNotSubmitted,
  SubmittedEvidence,
} from "../../../../src/relayer/evidence/evidence.ts";
import {
  type WatchConsumerEvidenceOptions,
  watchConsumerEvidence,
} from "../../../../src/relayer/evidence/watch-evidence.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { decodedDoubleVote } from "../../../support/recorded-double-vote.ts";
import { clientId } from "../clients/client-host.ts";
import { addressOf } from "../clients/synthetic-chain.ts";
import { acceptedTx, consumerId, FakeScene, voteOf } from "./fake-scene.ts";

const vote = (name: string, height = 10n) => voteOf(addressOf(name), height, decodedDoubleVote());
const some = new Uint8Array(32).fill(1);

/** A watch on a fake scene that ends with its test. */
function watching(fake: FakeScene, options: Partial<WatchConsumerEvidenceOptions> = {}) {
  fake.consumerFeed.isQuick = false;
  const stopping = new AbortController();
  const found: ConsumerEvidence[] = [];
  const submitted: SubmittedEvidence[] = [];
  const left: EvidenceNotSubmitted[] = [];
  const news: Array<() => void> = [];
  const tell =
    <T>(list: T[]) =>
    (item: T): void => {
      list.push(item);
      for (const wake of news.splice(0)) wake();
    };
  const done = watchConsumerEvidence({
    provider: { connection: fake.scene.provider, sender: fake.sender },
    consumer: fake.scene.consumer,
    consumerId,
    clientId,
    signal: stopping.signal,
    onEvidence: tell(found),
    onSubmitted: tell(submitted),
    onNotSubmitted: tell(left),
    ...options,
  });
  done.catch(() => undefined);
  /** Resolves once this many actions were submitted or left alone. */
  const settled = async (count: number): Promise<void> => {
    while (submitted.length + left.length < count) {
      await Promise.race([new Promise<void>((resolve) => news.push(resolve)), done.then(() => fail())]);
    }
  };
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done;
  };
  return { done, found, submitted, left, settled, stop };
}

function fail(): never {
  throw new Error("The watch ended too soon");
}

/** A client update in a transaction of the provider, as a block or as its index has it. */
async function update(fake: FakeScene, height: bigint, kind: "honest" | "forged", eventType = "update_client") {
  const header = await (kind === "forged" ? fake.forged(height, 8n) : fake.honest(height, 8n));
  return acceptedTx([msgUpdateClient("cosmos1", clientId, headerMessage(header))], eventType);
}

describe("a watch of what comes", () => {
  it("submits every offender of a block, each once", async () => {
    const fake = new FakeScene();
    const { found, submitted, settled, stop } = watching(fake);
    fake.consumerFeed.reach(21n, { duplicateVotes: [vote("a"), vote("b")] });
    await settled(2);
    fake.consumerFeed.reach(22n, { duplicateVotes: [vote("a"), vote("c")] });
    await settled(3);
    await stop();
    expect(found).toMatchObject([{ blockHeight: 21n }, { blockHeight: 21n }, { blockHeight: 22n, height: 10n }]);
    expect(submitted).toHaveLength(3);
    expect(fake.sent).toHaveLength(3);
  });

  it("submits a header that the consumer does not have, and no other", async () => {
    const fake = new FakeScene();
    const { found, settled, stop } = watching(fake);
    const [honest, forged] = [await update(fake, 9n, "honest"), await update(fake, 10n, "forged")];
    const failed = { ...(await update(fake, 11n, "forged")), code: 5 };
    fake.providerFeed.reach(21n, { txs: [honest, failed] });
    fake.providerFeed.reach(22n, { txs: [forged] });
    await settled(2);
    await stop();
    expect(found).toMatchObject([{ kind: "conflictingHeader", height: 10n, txHash: forged.hash }]);
  });

  it("sees the header that froze the client", async () => {
    const fake = new FakeScene();
    fake.host.isFrozen = true;
    const { submitted, left, settled, stop } = watching(fake);
    fake.providerFeed.reach(21n, { txs: [await update(fake, 10n, "forged", "client_misbehaviour")] });
    await settled(2);
    await stop();
    expect(submitted).toMatchObject([{ action: "punish" }]);
    expect(left).toMatchObject([{ action: "freeze" }]);
  });

  it("leaves clients of other consumers alone", async () => {
    const fake = new FakeScene();
    const { found, settled, stop } = watching(fake, { clientId: "07-tendermint-9" });
    fake.providerFeed.reach(21n, { txs: [await update(fake, 10n, "forged")] });
    fake.consumerFeed.reach(21n, { duplicateVotes: [vote("a")] });
    await settled(1);
    await stop();
    expect(found).toMatchObject([{ kind: "doubleVote" }]);
  });

  it("compares a header of a height to come once the consumer has it, and holds up nothing for it", async () => {
    const fake = new FakeScene();
    const { found, settled, stop } = watching(fake);
    fake.providerFeed.reach(21n, { txs: [await update(fake, 30n, "forged")] });
    fake.providerFeed.reach(22n, { txs: [await update(fake, 10n, "forged")] });
    await settled(2);
    expect(found).toMatchObject([{ height: 10n }]);
    fake.consumerFeed.reach(30n);
    await settled(4);
    await stop();
    expect(found).toMatchObject([{ height: 10n }, { height: 30n }]);
  });

  it("does not submit what another account has just submitted", async () => {
    const fake = new FakeScene();
    const first = watching(fake);
    fake.consumerFeed.reach(21n, { duplicateVotes: [vote("a")] });
    await first.settled(1);
    await first.stop();
    const [messages = []] = fake.sent;
    const second = watching(fake, { from: { provider: 21n, consumer: 22n } });
    fake.providerFeed.reach(21n, { txs: [acceptedTx(messages, "submit_consumer_double_voting")] });
    fake.searched.length = 0;
    fake.consumerFeed.reach(22n, { duplicateVotes: [vote("a")] });
    await second.settled(1);
    await second.stop();
    expect(second.left).toMatchObject([{ reason: "submitted-before", before: { height: 21n } }]);
    expect(fake.sent).toHaveLength(1);
  });
});

describe("a watch of what was", () => {
  it("finds the evidence in blocks that nobody read", async () => {
    const fake = new FakeScene();
    fake.consumerFeed.blocks.set(15n, { duplicateVotes: [vote("a")] });
    fake.evidenceHashes.set(15n, some);
    const { found, settled, stop } = watching(fake);
    await settled(1);
    await stop();
    expect(found).toMatchObject([{ kind: "doubleVote", blockHeight: 15n }]);
  });

  it("finds the headers in transactions that nobody read", async () => {
    const fake = new FakeScene();
    const forged = await update(fake, 10n, "forged");
    fake.index = (query) => (query.startsWith("update_client") ? [{ height: 12, bytes: forged.bytes }] : []);
    const { found, settled, stop } = watching(fake);
    await settled(2);
    await stop();
    expect(found).toMatchObject([{ kind: "conflictingHeader", height: 10n, txHash: forged.hash }]);
    expect(fake.searched).toEqual(
      expect.arrayContaining([`client_misbehaviour.client_id='${clientId}'`, `update_client.client_id='${clientId}'`]),
    );
  });

  it("looks back as far as it is told", async () => {
    const fake = new FakeScene();
    for (const height of [12n, 17n]) {
      fake.consumerFeed.blocks.set(height, { duplicateVotes: [vote("a", height)] });
      fake.evidenceHashes.set(height, some);
    }
    const { found, settled, stop } = watching(fake, { lookbackMs: 5_000 });
    await settled(1);
    fake.consumerFeed.reach(21n, { duplicateVotes: [vote("b")] });
    await settled(2);
    await stop();
    expect(found).toMatchObject([{ blockHeight: 17n }, { blockHeight: 21n }]);
  });

  it("is left out where the heights to begin with are given", async () => {
    const fake = new FakeScene();
    fake.consumerFeed.blocks.set(15n, { duplicateVotes: [vote("a")] });
    fake.consumerFeed.blocks.set(18n, { duplicateVotes: [vote("b")] });
    for (const height of [15n, 18n]) fake.evidenceHashes.set(height, some);
    const { found, settled, stop } = watching(fake, { from: { provider: 20n, consumer: 17n } });
    await settled(1);
    await stop();
    expect(found).toMatchObject([{ blockHeight: 18n }]);
    expect(fake.searched.filter((query) => query.includes("client"))).toEqual([]);
  });

  it("begins again where the node was silent", async () => {
    const fake = new FakeScene();
    fake.consumerFeed.blocks.set(15n, { duplicateVotes: [vote("a")] });
    fake.evidenceHashes.set(15n, some);
    const { comet } = fake.scene.consumer;
    const blockchain = comet.blockchain.bind(comet);
    let silences = 2;
    Object.assign(comet, {
      blockchain: async (from: number, to: number) => {
        silences -= 1;
        if (silences >= 0) throw new IcsError("RPC_UNREACHABLE", "silent", { url: "http://c" });
        return blockchain(from, to);
      },
    });
    const { settled, stop, submitted } = watching(fake);
    fake.consumerFeed.isQuick = true;
    await settled(1);
    await stop();
    expect(submitted).toHaveLength(1);
  });
});

/** An update that the fake scene's own headers have no part in. */
function forgedElsewhere(height: bigint) {
  return update(new FakeScene(), height, "forged");
}

describe("blocks that no node can tell", () => {
  it("are looked at for double votes alone, and the rest is read on", async () => {
    const fake = new FakeScene();
    const { found, settled, stop } = watching(fake);
    const { consumerFeed } = fake;
    consumerFeed.unreadable.add(22n);
    fake.evidenceHashes.set(22n, some);
    consumerFeed.reach(21n, { duplicateVotes: [vote("a")] });
    await settled(1);
    consumerFeed.blocks.set(22n, { duplicateVotes: [vote("b")] });
    consumerFeed.reach(123n);
    await settled(2);
    consumerFeed.reach(124n, { duplicateVotes: [vote("c")] });
    await settled(3);
    await stop();
    expect(found).toMatchObject([{ blockHeight: 21n }, { blockHeight: 22n }, { blockHeight: 124n }]);
  });

  it("are asked of the provider's index for client updates", async () => {
    const fake = new FakeScene();
    const [forged, late] = [await update(fake, 10n, "forged"), await update(fake, 11n, "forged")];
    fake.index = (query) => (query.startsWith("update_client") ? [{ height: 21, bytes: forged.bytes }] : []);
    fake.providerFeed.unreadable.add(21n);
    const { found, settled, stop } = watching(fake);
    fake.providerFeed.reach(122n);
    await settled(2);
    fake.providerFeed.reach(fake.providerFeed.tip + 1n, { txs: [late] });
    await settled(4);
    await stop();
    expect(found).toMatchObject([{ height: 10n }, { height: 11n }]);
  });

  it("end nothing where their evidence cannot be read either", async () => {
    const fake = new FakeScene();
    for (const height of [15n, 17n]) {
      fake.consumerFeed.blocks.set(height, { duplicateVotes: [vote("a", height)] });
      fake.evidenceHashes.set(height, some);
    }
    const { comet } = fake.scene.consumer;
    const block = comet.block.bind(comet);
    Object.assign(comet, {
      block: async (height: number) => {
        if (height === 17) throw new IcsError("RPC_QUERY_FAILED", "no block 17", { path: "block" });
        return block(height);
      },
    });
    const { found, settled, stop } = watching(fake);
    await settled(1);
    await stop();
    expect(found).toMatchObject([{ blockHeight: 15n }]);
  });
});

describe("the end of a watch", () => {
  it("comes with the signal, whatever is at work", async () => {
    const fake = new FakeScene();
    const { stop } = watching(fake);
    fake.providerFeed.reach(21n, { txs: [await update(fake, 99n, "forged")] });
    await stop();
    expect(fake.sent).toEqual([]);
  });

  it("comes with what no chain can be read for", async () => {
    const fake = new FakeScene();
    const context = { url: "http://c", height: 21n, lowestHeight: 40n };
    const next = (): Promise<never> => Promise.reject(new IcsError("RPC_HEIGHT_PRUNED", "pruned", context));
    const blocks = () => ({ [Symbol.asyncIterator]: () => ({ next }) });
    Object.assign(fake.scene.consumer, { blocks });
    await rejection("RPC_HEIGHT_PRUNED", watching(fake).done);
  });

  it("does not come with an update that cannot be compared any more", async () => {
    const fake = new FakeScene();
    const { comet } = fake.scene.consumer;
    const [gone, forged] = [await forgedElsewhere(11n), await update(fake, 10n, "forged")];
    const commit = comet.commit.bind(comet);
    Object.assign(comet, {
      commit: async (height: number) => {
        if (height === 11) throw new IcsError("RPC_QUERY_FAILED", "height 11 is not available", { path: "commit" });
        return commit(height);
      },
    });
    const { found, settled, stop } = watching(fake);
    fake.providerFeed.reach(21n, { txs: [gone] });
    fake.providerFeed.reach(22n, { txs: [forged] });
    await settled(2);
    await stop();
    expect(found).toMatchObject([{ height: 10n }]);
  });
});
