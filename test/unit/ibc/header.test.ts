import { fromRfc3339WithNanoseconds } from "@cosmjs/tendermint-rpc";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { HeaderSource, headerMessage, headerSource, queryHeader } from "../../../src/ibc/header.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();
const validators = [
  { key: new Uint8Array(32).fill(1), power: 3_000_000_000n },
  { key: new Uint8Array(32).fill(2), power: 5n, absent: true },
];

async function headerAt(height: bigint, trusted: bigint) {
  const comet = await start({ chainId: "consumer-1", blocks: 9 });
  comet.validators = validators;
  const connection = await connect(comet);
  const header = await queryHeader(connection, height, trusted);
  return { comet, connection, header, decoded: Header.decode(headerMessage(header).value) };
}

describe("a header", () => {
  it("is, as the client decodes it, the one that the node signed", async () => {
    const { header, decoded, connection } = await headerAt(7n, 4n);
    const signed = (await connection.comet.commit(7)).header;
    expect(decoded).toEqual(header);
    expect(decoded.signedHeader?.header).toEqual({
      ...signed,
      version: { block: 11n, app: 0n },
      height: 7n,
      time: { seconds: BigInt(Math.floor(signed.time.getTime() / 1000)), nanos: 123_456_789 },
      lastBlockId: {
        hash: signed.lastBlockId?.hash,
        partSetHeader: { total: 1, hash: signed.lastBlockId?.parts.hash },
      },
    });
    expect(decoded.trustedHeight).toEqual({ revisionNumber: 1n, revisionHeight: 4n });
  });

  it("has powers between 2^31 and 2^32 as they are", async () => {
    const { decoded } = await headerAt(7n, 4n);
    for (const set of [decoded.validatorSet, decoded.trustedValidators]) {
      expect(set?.validators.map(({ votingPower }) => votingPower)).toEqual([3_000_000_000n, 5n]);
      expect(set?.totalVotingPower).toBe(3_000_000_005n);
      expect(set?.validators[0]?.pubKey).toEqual({ ed25519: validators[0]?.key });
      expect(set?.validators[0]?.proposerPriority).toBe(-5n);
    }
  });

  it("names a proposer in both sets", async () => {
    const { decoded } = await headerAt(7n, 4n);
    const proposerAddress = decoded.signedHeader?.header?.proposerAddress;
    expect(decoded.validatorSet?.proposer?.address).toEqual(proposerAddress);
    expect(decoded.trustedValidators?.proposer?.address).toEqual(proposerAddress);
  });

  it("has Go's zero time where a validator did not sign, and the time to the nanosecond where it did", async () => {
    const { decoded } = await headerAt(7n, 4n);
    const [signed, absent] = decoded.signedHeader?.commit?.signatures ?? [];
    expect(signed).toMatchObject({ blockIdFlag: 2, signature: new Uint8Array(64).fill(9) });
    expect(signed?.timestamp.nanos).toBe(500_000_000);
    expect(absent).toEqual({
      blockIdFlag: 1,
      validatorAddress: new Uint8Array(),
      timestamp: { seconds: -62_135_596_800n, nanos: 0 },
      signature: new Uint8Array(),
    });
    expect(fromRfc3339WithNanoseconds("0001-01-01T00:00:00Z").getTime()).toBe(-62_135_596_800_000);
  });

  it("of height 1 has an empty last block id", async () => {
    const { decoded } = await headerAt(1n, 0n);
    expect(decoded.signedHeader?.header?.lastBlockId).toEqual({
      hash: new Uint8Array(),
      partSetHeader: { total: 0, hash: new Uint8Array() },
    });
  });

  it("of a time after January 2038 is as it is", async () => {
    const { header } = await headerAt(7n, 4n);
    const time = { seconds: 2_200_000_000n, nanos: 1 };
    const signedHeader = { ...header.signedHeader, header: { ...header.signedHeader?.header, time } };
    const later = Header.fromPartial({ ...header, signedHeader } as Header);
    expect(Header.decode(headerMessage(later).value).signedHeader?.header?.time).toEqual(time);
  });
});

describe("a chain's headers", () => {
  it("are one source for everybody with the same connection", async () => {
    const comet = await start({ blocks: 2 });
    const [one, other] = [await connect(comet), await connect(comet)];
    expect(headerSource(one)).toBe(headerSource(one));
    expect(headerSource(one)).not.toBe(headerSource(other));
  });

  it("are asked for once per height, and the latest used are kept", async () => {
    const comet = await start({ blocks: 50 });
    const source = headerSource(await connect(comet));
    const [one, again] = await Promise.all([source.block(1n), source.block(1n)]);
    expect(one).toBe(again);
    for (let height = 2n; height <= 50n; height += 1n) {
      await source.block(height);
      await source.block(1n);
    }
    expect(comet.count("commit")).toBe(50);
    await source.block(50n);
    expect(comet.count("commit")).toBe(50);
    await source.block(2n);
    expect(comet.count("commit")).toBe(51);
  });

  it("have what a client keeps of them", async () => {
    const comet = await start({ chainId: "consumer-1", blocks: 3 });
    const connection = await connect(comet);
    const { header } = await connection.comet.commit(3);
    expect(await headerSource(connection).block(3n)).toMatchObject({
      height: 3n,
      time: new Date(header.time.getTime()),
      validatorsHash: header.validatorsHash,
      nextValidatorsHash: header.nextValidatorsHash,
      appHash: header.appHash,
    });
  });

  it("that are of another chain than asked for are refused", async () => {
    const { comet, url } = await connect(await start({ chainId: "other-1", blocks: 3 }));
    const source = new HeaderSource({ comet, url, chainId: "consumer-1" });
    const error = await rejection("RPC_RESPONSE_INVALID", source.block(2n));
    expect(error.message).toMatch(/asked for the commit of height 2 of consumer-1, answered height 2 of other-1/);
  });
});

describe("validator sets", () => {
  it("are asked for once where their hash is known, whatever the height", async () => {
    const comet = await start({ blocks: 20 });
    const source = headerSource(await connect(comet));
    const hash = new Uint8Array([1, 2]);
    const [one, again] = await Promise.all([source.validators(1n, hash), source.validators(9n, hash)]);
    expect(one).toBe(again);
    expect(comet.count("validators")).toBe(1);
    await source.validators(9n, new Uint8Array([3]));
    await source.validators(9n);
    await source.validators(9n);
    expect(comet.count("validators")).toBe(3);
  });

  it("that could not be read are asked for again", async () => {
    const comet = await start({ blocks: 2 });
    const source = headerSource(await connect(comet));
    comet.trouble = () => ({ status: 500 });
    await rejection("RPC_UNREACHABLE", source.validators(1n));
    comet.trouble = () => undefined;
    await expect(source.validators(1n)).resolves.toHaveLength(1);
  });
});
