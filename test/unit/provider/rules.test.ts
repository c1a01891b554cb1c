import { msgCreateConsumer, msgUpdateConsumer, powerShapingParameters } from "../../../src/provider/messages.ts";
import { msgOptIn } from "../../../src/provider/validator-messages.ts";
import { thrown } from "../../support/comet-fixtures.ts";
import { operator, signer, validConsumer } from "./valid-consumer.ts";

// What each rule refuses and accepts is in the table that the provider itself is asked about: rules-table.test.ts.

it("every problem is told at once, with what was got and wanted", () => {
  const input = {
    ...validConsumer,
    chainId: "x-4",
    metadata: { ...validConsumer.metadata, name: "" },
    powerShapingParameters: powerShapingParameters({ validatorsPowerCap: 200, denylist: [operator] }),
  };
  const error = thrown("TX_MESSAGE_INVALID", () => msgCreateConsumer(input));
  expect(error.context.typeUrl).toBe("/interchain_security.ccv.provider.v1.MsgCreateConsumer");
  expect(error.context.problems).toEqual([
    { name: "powerShapingParameters.validatorsPowerCap", got: "200", wanted: "0 to 100 percent" },
    { name: "metadata.name", got: '""', wanted: "a text that is not blank" },
    { name: "powerShapingParameters.denylist.0", got: `"${operator}"`, wanted: "a cosmosvalcons address" },
    {
      name: "initializationParameters.initialHeight.revisionNumber",
      got: "3",
      wanted: '4, the revision of chain id "x-4"',
    },
  ]);
  expect(error.message.split("\n")).toHaveLength(5);
  expect(error.message).toMatch(/^The provider would refuse this MsgCreateConsumer; nothing was sent\n/);
});

it("says that the provider's own initialization parameters fit chain ids of revision 1 only", () => {
  const { initializationParameters: _, ...bare } = validConsumer;
  const error = thrown("TX_MESSAGE_INVALID", () => msgCreateConsumer(bare));
  expect(error.context.problems).toEqual([
    {
      name: "initializationParameters",
      got: "nothing",
      wanted: "parameters with revision number 3: the provider's own begin at revision 1",
    },
  ]);
  expect(() => msgCreateConsumer({ ...bare, chainId: "consumer-1" })).not.toThrow();
});

it("names both owners that keep a consumer from becoming a Top N one", () => {
  const input = { owner: signer, consumerId: "0", newOwnerAddress: signer };
  const error = thrown("TX_MESSAGE_INVALID", () =>
    msgUpdateConsumer({ ...input, powerShapingParameters: powerShapingParameters({ topN: 50 }) }),
  );
  expect(error.context.problems.map(({ name }) => name)).toEqual(["owner", "newOwnerAddress"]);
});

it("tells a consumer id and an operator address at once", () => {
  const input = { signer, providerOperatorAddress: signer, consumerId: "consumer-1" };
  const error = thrown("TX_MESSAGE_INVALID", () => msgOptIn(input));
  expect(error.context.problems).toEqual([
    { name: "consumerId", got: '"consumer-1"', wanted: "the number that createConsumer returned" },
    { name: "providerOperatorAddress", got: signer, wanted: `the operator address of ${signer}` },
  ]);
});
