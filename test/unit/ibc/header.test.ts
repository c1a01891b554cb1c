import { fromRfc3339WithNanoseconds } from "@cosmjs/tendermint-rpc";
import { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { headerMessage, queryHeader, ValidatorSetCache } from "../../../src/ibc/header.ts";
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
  const header = await queryHeader(connection, new ValidatorSetCache(connection), height, trusted);
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

describe("validator sets", () => {
  it("are asked for once per height, and the latest few are kept", async () => {
    const comet = await start({ blocks: 20 });
    const cache = new ValidatorSetCache(await connect(comet));
    const [one, again] = await Promise.all([cache.at(1n), cache.at(1n)]);
    expect(one).toBe(again);
    for (let height = 2n; height <= 12n; height += 1n) await cache.at(height);
    const before = comet.count("validators");
    await cache.at(12n);
    expect(comet.count("validators")).toBe(before);
    await cache.at(1n);
    expect(comet.count("validators")).toBe(before + 1);
  });

  it("that could not be read are asked for again", async () => {
    const comet = await start({ blocks: 2 });
    const cache = new ValidatorSetCache(await connect(comet));
    comet.trouble = () => ({ status: 500 });
    await rejection("RPC_UNREACHABLE", cache.at(1n));
    comet.trouble = () => undefined;
    await expect(cache.at(1n)).resolves.toHaveLength(1);
  });
});
