import { ChainPulse } from "../../../../src/relayer/service/chain-pulse.ts";
import { ManualChain } from "../manual-chain.ts";

/** A pulse of a chain whose clock the test moves. */
function pulse() {
  const chain = new ManualChain("a");
  const clock = { now: 1_000_000 };
  const listening = new AbortController();
  const heard = new ChainPulse(chain.relayerChain.connection, () => clock.now);
  const done = heard.listen(listening.signal);
  const block = async (afterMs: number): Promise<void> => {
    clock.now += afterMs;
    await chain.advance();
  };
  return { pulse: heard, clock, block, end: () => listening.abort(), done };
}

it("tells when the latest block was heard of", async () => {
  const { pulse: heard, block } = pulse();
  await block(500);
  expect(heard.heardAt).toEqual(new Date(1_000_500));
  expect(heard.isSilent).toBe(false);
});

it("is silent after ten seconds where blocks are quick", async () => {
  const { pulse: heard, block, clock } = pulse();
  for (let blocks = 0; blocks < 5; blocks += 1) await block(250);
  clock.now += 9_999;
  expect(heard.isSilent).toBe(false);
  clock.now += 2;
  expect(heard.isSilent).toBe(true);
  await block(1);
  expect(heard.isSilent).toBe(false);
});

it("is silent after ten usual block times where blocks are slow, and one outage does not change what is usual", async () => {
  const { pulse: heard, block, clock } = pulse();
  for (let blocks = 0; blocks < 50; blocks += 1) await block(6_000);
  clock.now += 59_000;
  expect(heard.isSilent).toBe(false);
  await block(3_600_000);
  clock.now += 200_000;
  expect(heard.isSilent).toBe(true);
});

it("is not silent before it listens, and ends without a rejection", async () => {
  const chain = new ManualChain("a");
  expect(new ChainPulse(chain.relayerChain.connection).isSilent).toBe(false);
  const { end, done } = pulse();
  end();
  await expect(done).resolves.toBeUndefined();
});
