import { CommitmentProof } from "cosmjs-types/cosmos/ics23/v1/proofs";
import { MerkleProof } from "cosmjs-types/ibc/core/commitment/v1/commitment";
import { ibcPath, queryAbsence, queryProof } from "../../../src/ibc/proof.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a proof", () => {
  it("reads the state one block below the header that it is checked against", async () => {
    const comet = await start({ chainId: "consumer-2", blocks: 9 });
    const asked: Array<[string, bigint]> = [];
    comet.queries.set("/store/ibc/key", (data, height) => {
      asked.push([new TextDecoder().decode(data), height]);
      return utf8("value");
    });
    const proof = await queryProof(await connect(comet), ibcPath.connection("connection-3"), 7n);
    expect(asked).toEqual([["connections/connection-3", 6n]]);
    expect(proof.value).toEqual(utf8("value"));
    expect(proof.proofHeight).toEqual({ revisionNumber: 2n, revisionHeight: 7n });
  });

  it("is encoded as the MerkleProof of cosmjs-types is", async () => {
    const ops = ["one", "two"].map((key) => {
      const exist = { key: utf8(key), value: utf8("value"), path: [] };
      return CommitmentProof.encode(CommitmentProof.fromPartial({ exist })).finish();
    });
    const comet = await start({ blocks: 3 });
    comet.overrides.set("abci_query", () => ({
      response: {
        height: "2",
        value: "AQ==",
        proofOps: { ops: ops.map((data) => ({ type: "", key: "", data: Buffer.from(data).toString("base64") })) },
      },
    }));
    const { proof } = await queryProof(await connect(comet), "x", 3n);
    const proofs = ops.map((data) => CommitmentProof.decode(data));
    expect(proof).toEqual(MerkleProof.encode({ proofs }).finish());
  });

  it.each([
    ["the store holds nothing there", new Uint8Array(), "the value is empty"],
    ["the node refuses the height", { code: 38, log: "proof is unexpectedly empty" }, "proof is unexpectedly empty"],
  ])("is missing where %s, which may be a matter of time", async (_name, answer, log) => {
    const comet = await start({ blocks: 9 });
    comet.queries.set("/store/ibc/key", () => answer);
    const error = await rejection("IBC_PROOF_MISSING", queryProof(await connect(comet), "channelEnds/x", 5n));
    expect(error.context).toEqual({ chainId: "fake-1", height: 4n, key: "channelEnds/x" });
    expect(error.message).toContain(log);
    expect(error.retryable).toBe(true);
  });
});

describe("a proof of absence", () => {
  it("is of a path that holds nothing", async () => {
    const comet = await start({ blocks: 9 });
    comet.overrides.set("abci_query", () => ({
      response: { height: "4", value: "", proofOps: { ops: [{ type: "", key: "", data: "AQ==" }] } },
    }));
    const absence = await queryAbsence(await connect(comet), ibcPath.receipt("p", "c", 5n), 5n);
    expect(absence.value).toHaveLength(0);
    expect(absence.proof.at(-1)).toBe(1);
  });

  it("is missing where the path holds something", async () => {
    const comet = await start({ blocks: 9 });
    comet.queries.set("/store/ibc/key", () => new Uint8Array([1]));
    const error = await rejection("IBC_PROOF_MISSING", queryAbsence(await connect(comet), "receipts/x", 5n));
    expect(error.message).toContain("it does hold a value");
  });
});

it("paths are those of ICS-24", () => {
  expect(ibcPath.connection("connection-0")).toBe("connections/connection-0");
  expect(ibcPath.channel("provider", "channel-1")).toBe("channelEnds/ports/provider/channels/channel-1");
  expect(ibcPath.commitment("p", "c", 5n)).toBe("commitments/ports/p/channels/c/sequences/5");
  expect(ibcPath.acknowledgement("p", "c", 5n)).toBe("acks/ports/p/channels/c/sequences/5");
  expect(ibcPath.receipt("p", "c", 5n)).toBe("receipts/ports/p/channels/c/sequences/5");
  expect(ibcPath.nextSequenceReceive("p", "c")).toBe("nextSequenceRecv/ports/p/channels/c");
});
