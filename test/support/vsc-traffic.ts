import type { Observation, WaitOptions } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";

/** Changes a validator's power this often, each time in a block of its own: one VSC packet each. */
export async function changePower(net: Testnet, times: number, validator = "validator-0"): Promise<bigint> {
  let height = 0n;
  for (let count = 0; count < times; count += 1) {
    ({ height } = await net.provider.delegate(validator, 1_000_000n));
  }
  return height;
}

/** Waits until the VSC packet of a change at this height, and so each one before it, was received and acknowledged. */
export async function untilAcknowledged(
  observation: Observation,
  height: bigint,
  options: WaitOptions = { timeoutMs: 30_000 },
): Promise<void> {
  const sent = await observation.until("vscPacketSent", (event) => event.height >= height, options);
  await observation.until("vscPacketAcknowledged", ({ sequence }) => sequence === sent.sequence, options);
  // The consumer's blocks may be seen later than the provider's.
  await observation.until("vscPacketReceived", ({ sequence }) => sequence === sent.sequence, options);
}

/** Every VSC packet was sent, received and acknowledged once, in order and without a gap. */
export function expectAllDelivered({ events }: Observation): void {
  const sequences = (kind: string): bigint[] =>
    events.flatMap((event) => (event.kind === kind && "sequence" in event ? [event.sequence] : []));
  const sent = sequences("vscPacketSent");
  expect(sent.length).toBeGreaterThan(0);
  expect(sent).toEqual(sent.map((_, index) => BigInt(index + 1)));
  expect(sequences("vscPacketReceived")).toEqual(sent);
  expect(sequences("vscPacketAcknowledged")).toEqual(sent);
}
