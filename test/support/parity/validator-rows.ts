import { toBech32 } from "@cosmjs/encoding";
import {
  MsgAssignConsumerKey,
  MsgOptIn,
  MsgOptOut,
  MsgSetConsumerCommissionRate,
} from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
} from "../../../src/provider/validator-messages.ts";
import { address, type Change, type ParityContext, type ParityRow, rowsOf } from "./parity-row.ts";
import { uncheckedValidatorMessage, type ValidatorInput } from "./unchecked-message.ts";

const key = new Uint8Array(32).fill(7);
const keyOf = ({ consumerKey = new Uint8Array() }: ValidatorInput): Uint8Array => consumerKey;

/** Each message of a validator, with how it is made by us. */
const makers = [
  ["opt in", MsgOptIn, (input: ValidatorInput) => msgOptIn(input, input.consumerKey)],
  ["opt out", MsgOptOut, msgOptOut],
  ["assign key", MsgAssignConsumerKey, (input: ValidatorInput) => msgAssignConsumerKey(input, keyOf(input))],
  [
    "set rate",
    MsgSetConsumerCommissionRate,
    (input: ValidatorInput) => msgSetConsumerCommissionRate(input, input.rate ?? ""),
  ],
] as const;

/** What the four messages have in common. */
function commonChanges({ validator }: ParityContext): Array<Change<ValidatorInput>> {
  const operator = validator.providerOperatorAddress;
  const field = "providerOperatorAddress";
  const operatorOf = (what: string, providerOperatorAddress: string, ...fields: string[]): Change<ValidatorInput> => [
    what,
    { providerOperatorAddress },
    ...fields,
  ];
  return [
    ["nothing wrong", {}],
    operatorOf("the operator address in upper case", operator.toUpperCase()),
    operatorOf("another validator's operator address", address("cosmosvaloper"), field),
    operatorOf("the account as operator address", validator.signer, field),
    operatorOf("a consensus address as operator address", address("cosmosvalcons"), field),
    operatorOf("an operator address of another chain", address("osmovaloper"), field),
    operatorOf("an empty operator address", "", field),
    operatorOf("an operator address of no bytes", toBech32("cosmosvaloper", new Uint8Array()), field),
    ["the signer in upper case", { signer: validator.signer.toUpperCase() }, field],
    ["an empty consumer id", { consumerId: "" }, "consumerId"],
    ["a chain id as consumer id", { consumerId: "parity-1" }, "consumerId"],
    ["a consumer id beyond a uint64", { consumerId: "18446744073709551616" }, "consumerId"],
  ];
}

/** Every rule of MsgOptIn, MsgOptOut, MsgAssignConsumerKey and MsgSetConsumerCommissionRate that looks at no state. */
export function validatorRows(context: ParityContext): ParityRow[] {
  const good: ValidatorInput = { ...context.validator, consumerId: context.launched, consumerKey: key, rate: "0.5" };
  const keys = [0, 1, 31, 33, 64].map(
    (length): Change<ValidatorInput> => [
      `a key of ${length} bytes`,
      { consumerKey: new Uint8Array(length) },
      "consumerKey",
    ],
  );
  const rates = ["0.05", "1", "1.000000000000000000", "0.123456789012345678", "00.5"].map(
    (rate): Change<ValidatorInput> => [`a rate of ${rate}`, { rate }],
  );
  const badRates = ["", "-0.1", "1.000000000000000001", "1.1", "5%", "0.1234567890123456789", "1e-1", "Infinity"].map(
    (rate): Change<ValidatorInput> => [`a rate of ${JSON.stringify(rate)}`, { rate }, "rate"],
  );
  return makers.flatMap(([kind, type, make]) => {
    const rows = (changes: ReadonlyArray<Change<ValidatorInput>>) =>
      rowsOf(kind, good, (input) => uncheckedValidatorMessage(type, input), make, changes);
    const own = kind === "set rate" ? [...rates, ...badRates] : kind === "opt out" ? [] : keys;
    return [...rows(commonChanges(context)), ...rows(own)];
  });
}
