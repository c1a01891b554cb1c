import { BinaryWriter } from "cosmjs-types/binary";
import fc from "fast-check";
import {
  ConsumerPhase,
  consumerPhaseFromJSON,
} from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import {
  MsgCreateConsumer,
  MsgOptIn,
  MsgSubmitConsumerMisbehaviour,
} from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { ValidatorSetChangePacketData } from "../../../src/codec/interchain_security/ccv/v1/wire.ts";

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const bytes = fc.uint8Array({ maxLength: 40 });
const nanos = fc.integer({ min: 0, max: 999_999_999 });
const duration = fc.record({ seconds: fc.bigInt({ min: 0n, max: 315_576_000_000n }), nanos });

const initializationParameters = fc.record({
  initialHeight: fc.record({ revisionNumber: u64, revisionHeight: u64 }),
  genesisHash: bytes,
  spawnTime: duration,
  unbondingPeriod: duration,
  historicalEntries: i64,
});

describe("generated messages", () => {
  it("read what they wrote: strings", () => {
    const message = fc.record({ consumerId: fc.string(), signer: fc.string({ unit: "binary" }) });
    fc.assert(
      fc.property(message.map(MsgOptIn.fromPartial), (value) => {
        expect(MsgOptIn.decode(MsgOptIn.encode(value).finish())).toEqual(value);
      }),
    );
  });

  it("read what they wrote: nested durations, times and heights of cosmjs-types", () => {
    const message = fc.record({ chainId: fc.string(), initializationParameters });
    fc.assert(
      fc.property(message.map(MsgCreateConsumer.fromPartial), (value) => {
        expect(MsgCreateConsumer.decode(MsgCreateConsumer.encode(value).finish())).toEqual(value);
      }),
    );
  });

  it("read what they wrote: validator updates with every power", () => {
    const update = fc.record({ pubKey: fc.record({ ed25519: bytes }), power: i64 });
    const message = fc.record({ validatorUpdates: fc.array(update), valsetUpdateId: u64 });
    fc.assert(
      fc.property(message.map(ValidatorSetChangePacketData.fromPartial), (value) => {
        const written = ValidatorSetChangePacketData.encode(value).finish();
        expect(ValidatorSetChangePacketData.decode(written)).toEqual(value);
      }),
    );
  });

  it("read what they wrote: two light-client headers, four levels deep", () => {
    const header = fc.record({
      signedHeader: fc.record({
        header: fc.record({ chainId: fc.string(), height: i64, time: duration, appHash: bytes }),
        commit: fc.record({ height: i64, round: fc.nat(), blockId: fc.record({ hash: bytes }) }),
      }),
      trustedHeight: fc.record({ revisionNumber: u64, revisionHeight: u64 }),
    });
    const misbehaviour = fc.record({ clientId: fc.string(), header1: header, header2: header });
    fc.assert(
      fc.property(misbehaviour, (value) => {
        const message = MsgSubmitConsumerMisbehaviour.fromPartial({ submitter: "a", misbehaviour: value });
        const written = MsgSubmitConsumerMisbehaviour.encode(message).finish();
        expect(MsgSubmitConsumerMisbehaviour.decode(written)).toEqual(message);
      }),
    );
  });

  it("skip fields that this release does not know, of every wire type", () => {
    const known = MsgOptIn.encode(MsgOptIn.fromPartial({ consumerId: "0" }), BinaryWriter.create());
    const unknown = known
      .uint32(99 << 3)
      .uint64(7n)
      .uint32((98 << 3) | 2)
      .string("later")
      .uint32((97 << 3) | 1);
    const written = unknown
      .fixed64(1n)
      .uint32((96 << 3) | 5)
      .fixed32(1)
      .finish();
    expect(MsgOptIn.decode(written)).toEqual(MsgOptIn.fromPartial({ consumerId: "0" }));
  });

  it("refuse an integer that does not fit instead of wrapping it", () => {
    const message = ValidatorSetChangePacketData.fromPartial({ valsetUpdateId: 2n ** 64n });
    expect(() => ValidatorSetChangePacketData.encode(message)).toThrow(/too large/);
  });

  it("refuse bytes that end in the middle of a field", () => {
    const written = MsgOptIn.encode(MsgOptIn.fromPartial({ signer: "cosmos1signer" })).finish();
    expect(() => MsgOptIn.decode(written.slice(0, -3))).toThrow();
  });

  it("name enum values as the chains do, and keep unknown ones recognisable", () => {
    expect(ConsumerPhase.CONSUMER_PHASE_LAUNCHED).toBe(3);
    expect(consumerPhaseFromJSON("CONSUMER_PHASE_STOPPED")).toBe(ConsumerPhase.CONSUMER_PHASE_STOPPED);
    expect(consumerPhaseFromJSON("CONSUMER_PHASE_OF_A_LATER_RELEASE")).toBe(ConsumerPhase.UNRECOGNIZED);
  });
});
