import { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { createRows, removeRows, updateRows } from "../../support/parity/consumer-rows.ts";
import { consumerParamsRows, providerParamsRows, rewardDenomRows } from "../../support/parity/governance-rows.ts";
import { address, fieldsFound, madeUpContext, type ParityRow } from "../../support/parity/parity-row.ts";
import { validatorRows } from "../../support/parity/validator-rows.ts";
import { goodConsumerParams, goodProviderParams } from "./valid-params.ts";

const rows = [
  ...createRows(madeUpContext),
  ...updateRows(madeUpContext),
  ...removeRows(madeUpContext),
  ...validatorRows(madeUpContext),
  ...rewardDenomRows(madeUpContext),
  ...providerParamsRows(madeUpContext, goodProviderParams),
  ...consumerParamsRows(address("consumer"), goodConsumerParams),
];

it("has every name once", () => {
  const names = rows.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it.each(rows.map((row): [string, ParityRow] => [row.name, row]))("%s", (_name, row) => {
  expect(fieldsFound(row.check).sort()).toEqual([...row.fields].sort());
});

it("the consumer's rules name the consumer", () => {
  const wrong = consumerParamsRows("x", ConsumerParams.fromPartial({})).at(0);
  expect(wrong?.check).toThrow(
    /^The consumer would refuse this MsgUpdateParams; nothing was sent\n {2}authority: got "x"/,
  );
});
