import { MsgRemoveConsumer } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  type CreateConsumer,
  initializationParameters,
  msgCreateConsumer,
  msgRemoveConsumer,
  msgUpdateConsumer,
  powerShapingParameters,
  type UpdateConsumer,
} from "../../../src/provider/messages.ts";
import type { InitializationParameters, PowerShapingParameters } from "../../../src/provider/parameters.ts";
import { goodConsumer, launchChanges, shapingChanges } from "./consumer-changes.ts";
import { address, type Change, type ParityContext, type ParityRow, rowsOf, stricter, unsayable } from "./parity-row.ts";
import { uncheckedCreate, uncheckedUpdate } from "./unchecked-message.ts";

const topNPath = "powerShapingParameters.topN";
const initPath = "initializationParameters";
const revisionPath = `${initPath}.initialHeight.revisionNumber`;
const heightPath = `${initPath}.initialHeight.revisionHeight`;

const init = (given: Partial<InitializationParameters>, chainId = "parity-1") => ({
  initializationParameters: initializationParameters(chainId, given),
});
const shaping = (given: Partial<PowerShapingParameters>) => ({ powerShapingParameters: powerShapingParameters(given) });
const height = (revisionNumber: bigint, revisionHeight: bigint) =>
  init({ initialHeight: { revisionNumber, revisionHeight } });

function chain(chainId: string, ...fields: string[]): Change<CreateConsumer> {
  return [`chain id ${JSON.stringify(chainId)}`, { chainId, ...init({}, chainId) }, ...fields];
}

/** Every rule of MsgCreateConsumer. */
export function createRows(context: ParityContext): ParityRow[] {
  const shared = goodConsumer(context);
  const good: CreateConsumer = shared;
  const { initializationParameters: _, ...bare } = good;
  const rows = (changes: ReadonlyArray<Change<CreateConsumer>>, base = good) =>
    rowsOf("create", base, uncheckedCreate, msgCreateConsumer, changes);
  return [
    ...rows([...launchChanges(shared), ...shapingChanges(shared)]),
    ...["x", "x--5", "x-05", "stride-2", "x-18446744073709551615", `${"a".repeat(48)}-7`].flatMap((id) =>
      rows([chain(id)]),
    ),
    ...["", " ", "neutron-1", "stride-1", "a".repeat(51), "é".repeat(26)].flatMap((id) => rows([chain(id, "chainId")])),
    ...rows([chain("x-18446744073709551616", "chainId", revisionPath)]),
    ...rows(
      [
        ["the provider's own parameters for x-1", { chainId: "x-1" }],
        ["the provider's own parameters for x-2", { chainId: "x-2" }, initPath],
        ["the provider's own parameters for x", { chainId: "x" }, initPath],
      ],
      bare,
    ),
    ...rows([
      ["another revision than the chain id's", height(2n, 1n), revisionPath],
      ["Top N at once", shaping({ topN: 50 }), topNPath],
      ["an operator address as submitter", { submitter: address("cosmosvaloper") }, "submitter"],
      ["a submitter that is none", { submitter: "x" }, "submitter"],
      ["no initial height", { ...height(0n, 0n), chainId: "x" }, heightPath],
    ]),
    ...stricter(
      "the launch would fail: a light client cannot begin at height 0",
      rows([["an initial height of 0", height(1n, 0n), heightPath]]),
    ),
    ...stricter(
      "the launch would fail: there is no connection with a blank id",
      rows([["a blank connection", init({ connectionId: " " }), `${initPath}.connectionId`]]),
    ),
    ...unsayable("create", good, msgCreateConsumer, [
      ["a power cap below zero", shaping({ validatorsPowerCap: -1 }), "powerShapingParameters.validatorsPowerCap"],
      ["a power cap of a fraction", shaping({ validatorsPowerCap: 0.5 }), "powerShapingParameters.validatorsPowerCap"],
      ["a set cap beyond a uint32", shaping({ validatorSetCap: 2 ** 32 }), "powerShapingParameters.validatorSetCap"],
      ["a stake below zero", shaping({ minStake: -1n }), "powerShapingParameters.minStake"],
      ["a stake beyond a uint64", shaping({ minStake: 2n ** 64n }), "powerShapingParameters.minStake"],
      ["entries beyond an int64", init({ historicalEntries: 2n ** 63n }), `${initPath}.historicalEntries`],
      ["a date that is none", init({ spawnTime: new Date(Number.NaN) }), `${initPath}.spawnTime`],
    ]),
  ];
}

/** Every rule of MsgUpdateConsumer. */
export function updateRows(context: ParityContext): ParityRow[] {
  const { owner, governance, registered, ofGovernance } = context;
  const { submitter: _, chainId: __, ...shared } = goodConsumer(context);
  const good: UpdateConsumer = { owner, consumerId: registered };
  const governed: UpdateConsumer = { owner: governance, consumerId: ofGovernance };
  const rows = (changes: ReadonlyArray<Change<UpdateConsumer>>, base = good) =>
    rowsOf("update", base, uncheckedUpdate, msgUpdateConsumer, changes);
  return [
    ...rows([...launchChanges(shared), ...shapingChanges(shared)]),
    ...["", " ", "x", "-1", "+0", "0x0", "0_0", " 0", "18446744073709551616"].flatMap((consumerId) =>
      rows([[`consumer id ${JSON.stringify(consumerId)}`, { consumerId }, "consumerId"]]),
    ),
    ...rows([
      ["nothing at all", {}],
      ["an empty chain id for none", { newChainId: "" }],
      ["a blank chain id for none", { newChainId: " " }],
      ["another chain id", { newChainId: "other-1" }],
      ["another revision", { newChainId: "other-4", ...init({}, "other-4") }],
      ["another chain id and not its revision", { newChainId: "other-4", ...init({}) }, revisionPath],
      ["a reserved chain id", { newChainId: "neutron-1" }, "newChainId"],
      ["a chain id too long", { newChainId: "a".repeat(51) }, "newChainId"],
      [
        "a chain id beyond every revision",
        { newChainId: "x-18446744073709551616", ...init({}) },
        "newChainId",
        revisionPath,
      ],
      ["an empty new owner for none", { newOwnerAddress: "" }],
      ["a blank new owner for none", { newOwnerAddress: "\t" }],
      ["a new owner", { newOwnerAddress: address("cosmos") }],
      ["a new owner in upper case", { newOwnerAddress: address("cosmos").toUpperCase() }],
      ["a new owner of another chain", { newOwnerAddress: address("osmo") }, "newOwnerAddress"],
      ["an operator address as new owner", { newOwnerAddress: address("cosmosvaloper") }, "newOwnerAddress"],
      ["a new owner that is none", { newOwnerAddress: "x" }, "newOwnerAddress"],
      ["an owner that is none", { owner: "x" }, "owner"],
      ["Top N by another owner than governance", shaping({ topN: 50 }), "owner"],
    ]),
    ...rows(
      [
        ["Top N of 50", shaping({ topN: 50 })],
        ["Top N of 100", shaping({ topN: 100 })],
        ["Top N of 49", shaping({ topN: 49 }), topNPath],
        ["Top N of 1", shaping({ topN: 1 }), topNPath],
        ["Top N of 101", shaping({ topN: 101 }), topNPath],
        ["Top N and a new owner at once", { ...shaping({ topN: 50 }), newOwnerAddress: owner }, "newOwnerAddress"],
        ["no Top N and a new owner at once", { ...shaping({}), newOwnerAddress: owner }],
      ],
      governed,
    ),
    ...stricter(
      "the launch would fail: a light client cannot begin at height 0",
      rows([["an initial height of 0", height(1n, 0n), heightPath]]),
    ),
  ];
}

/** Every rule of MsgRemoveConsumer that looks at no state. */
export function removeRows({ owner, launched }: ParityContext): ParityRow[] {
  const good = { owner, consumerId: launched };
  const message = (value: typeof good) => ({ typeUrl: MsgRemoveConsumer.typeUrl, value });
  return rowsOf("remove", good, message, (input) => msgRemoveConsumer(input.owner, input.consumerId), [
    ["nothing wrong", {}],
    ["no consumer id", { consumerId: "" }, "consumerId"],
    ["a chain id as consumer id", { consumerId: "parity-1" }, "consumerId"],
    ["an owner that is none", { owner: "cosmos1" }, "owner"],
  ]);
}
