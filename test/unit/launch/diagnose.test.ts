import { toBase64 } from "@cosmjs/encoding";
import { diagnoseKeys } from "../../../src/launch/diagnose.ts";

const key = (fill: number) => new Uint8Array(32).fill(fill);
const validator = (fill: number, power: bigint) => ({
  key: toBase64(key(fill)),
  power,
  moniker: `v${fill}`,
  providerOperatorAddress: undefined,
});
const node = (fill: number, name = `node-${fill}`) => ({ node: name, key: key(fill) });
const three = [validator(1, 100n), validator(2, 100n), validator(3, 100n)];

it("says whose key is missing, and that two thirds exactly are too little", () => {
  const diagnosis = diagnoseKeys(three, [node(1), node(2)]);
  expect(diagnosis).toMatchObject({ presentPower: 200n, totalPower: 300n, neededPower: 201n, canMakeBlocks: false });
  expect(diagnosis.missing.map(({ moniker }) => moniker)).toEqual(["v3"]);
});

it("says that keys are not what holds it up where more than two thirds are there", () => {
  const diagnosis = diagnoseKeys([...three, validator(4, 1n)], [node(1), node(2), node(4)]);
  expect(diagnosis).toMatchObject({ presentPower: 201n, neededPower: 201n, canMakeBlocks: true });
});

it("tells nodes of strangers, and a key that two nodes sign with", () => {
  const { strangers, doubled, validators } = diagnoseKeys(three, [node(1), node(1, "copy"), node(9)]);
  expect(strangers.map((each) => each.node)).toEqual(["node-9"]);
  expect(doubled.map(({ nodes }) => nodes)).toEqual([["node-1", "copy"]]);
  expect(validators.map(({ nodes }) => nodes.length)).toEqual([2, 0, 0]);
});
