import { sha256 } from "@cosmjs/crypto";
import { toUtf8 } from "@cosmjs/encoding";
import { IcsError } from "../../../../src/errors.ts";
import { createMisbehaviour } from "../../../../src/relayer/evidence/prove-evidence.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { clientId } from "../clients/client-host.ts";
import { hashOfSet, type Powers } from "../clients/synthetic-chain.ts";
import { FakeScene } from "./fake-scene.ts";

const lie = { root: sha256(toUtf8("lie")), nextValidatorsHash: hashOfSet([]) };

/** The height from which the consumer's own header is proven; what the client would not accept throws. */
async function provenFrom(fake: FakeScene, height: bigint, trustedHeight: bigint): Promise<bigint> {
  const conflict = await fake.conflict(height, trustedHeight);
  const { header1, header2, clientId: named } = await createMisbehaviour(fake.scene, conflict);
  expect(named).toBe(clientId);
  expect(header1).toBe(conflict.header);
  if (header2 === undefined) throw new Error("no header");
  fake.host.verify(header2);
  expect(header2.signedHeader?.header?.height).toBe(height);
  expect(header2.signedHeader?.commit?.blockId.hash).not.toEqual(header1?.signedHeader?.commit?.blockId.hash);
  return header2.trustedHeight.revisionHeight;
}

describe("a misbehaviour", () => {
  it("has the header shown and the chain's own, proven from the same height", async () => {
    expect(await provenFrom(new FakeScene(), 10n, 3n)).toBe(3n);
    expect(await provenFrom(new FakeScene(), 10n, 8n)).toBe(8n);
  });

  it("asks for the client's other heights only where it must", async () => {
    const fake = new FakeScene();
    await provenFrom(fake, 10n, 8n);
    expect(fake.host.asked.filter((name) => name.endsWith("ConsensusStateHeights"))).toEqual([]);
  });

  it("is proven from the nearest height of which the client holds the truth, where it was led astray before", async () => {
    const fake = new FakeScene();
    for (const height of [8n, 9n]) fake.host.keep(height, lie);
    for (const height of [4n, 6n, 12n]) fake.host.keep(height);
    expect(await provenFrom(fake, 10n, 9n)).toBe(6n);
  });

  it("is proven from the nearest height where the validators have changed too much since the one named", async () => {
    const before: Powers = { x: 10n, y: 10n, z: 10n };
    const since: Powers = { a: 10n, b: 10n, c: 10n };
    const fake = new FakeScene((height) => (height < 8n ? before : since));
    fake.host.keep(5n);
    expect(await provenFrom(fake, 10n, 3n)).toBe(8n);
  });

  it("passes over heights that the node no longer has", async () => {
    const fake = new FakeScene();
    const { comet } = fake.scene.consumer;
    const commit = comet.commit.bind(comet);
    Object.assign(comet, {
      commit: async (height: number) => {
        if (height === 8) throw new IcsError("RPC_QUERY_FAILED", "height 8 is not available", { path: "commit" });
        return commit(height);
      },
    });
    expect(await provenFrom(fake, 10n, 8n)).toBe(3n);
  });

  it("cannot be proven where the client holds no truth below the height", async () => {
    const fake = new FakeScene();
    for (const height of [3n, 8n]) fake.host.keep(height, lie);
    fake.host.keep(12n);
    const conflict = await fake.conflict(10n, 8n);
    const error = await rejection("CCV_EVIDENCE_UNPROVABLE", createMisbehaviour(fake.scene, conflict));
    expect(error.context).toEqual({ consumerId: "7", height: 10n });
    expect(error.message).toMatch(
      /^Client 07-tendermint-3 on provider-1 was shown a header of consumer-1 at height 10 /,
    );
  });

  it("is not taken for unprovable where the provider is silent", async () => {
    const fake = new FakeScene();
    const conflict = await fake.conflict(10n, 8n);
    fake.host.trouble = () => {
      throw new IcsError("RPC_UNREACHABLE", "silent", { url: "http://host" });
    };
    await rejection("RPC_UNREACHABLE", createMisbehaviour(fake.scene, conflict));
  });
});
