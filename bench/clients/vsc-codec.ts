import { encodeVscPacket, parseVscPacket } from "../../src/index.ts";

/** Validators of the packet: the most that a provider leases by default. */
const VALIDATORS = 180;

const MEASURED_MS = 2_000;

/** VSC packets per second, in one thread. */
export interface CodecRates {
  readonly encodesPerSecond: number;
  readonly decodesPerSecond: number;
  readonly packetBytes: number;
}

/** How quickly a packet with a change of every validator is written and read. */
export function measureVscCodec(measuredMs = MEASURED_MS): CodecRates {
  const packet = {
    valsetUpdateId: 93n,
    validatorUpdates: Array.from({ length: VALIDATORS }, (_, at) => ({
      pubkey: new Uint8Array(32).fill(at),
      power: 50_007n + BigInt(at),
    })),
    slashAcknowledgements: [],
  };
  const data = encodeVscPacket(packet);
  return {
    encodesPerSecond: rate(() => encodeVscPacket(packet), measuredMs),
    decodesPerSecond: rate(() => parseVscPacket(data), measuredMs),
    packetBytes: data.length,
  };
}

/** Calls per second, after a tenth of the time to warm up. */
function rate(call: () => unknown, measuredMs: number): number {
  repeat(call, measuredMs / 10);
  const begun = performance.now();
  const calls = repeat(call, measuredMs);
  return Math.round((calls / (performance.now() - begun)) * 1000);
}

function repeat(call: () => unknown, forMs: number): number {
  const end = performance.now() + forMs;
  let calls = 0;
  for (; performance.now() < end; calls += 1) call();
  return calls;
}
