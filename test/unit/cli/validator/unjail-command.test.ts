import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { unjailCommand } from "../../../../src/cli/validator/unjail-command.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { readTx } from "../../../support/fake-account.ts";
import type { StakedJail } from "../../validator/staked-provider.ts";
import { typing, useFakeValidator } from "./fake-validator.ts";

const { setUp, said, json } = useFakeValidator();
const past = new Date(0);

async function jailed(jail: StakedJail | undefined) {
  const f = await setUp([]);
  f.provider.jail = jail;
  return f;
}

it("frees a validator whose time is up", async () => {
  const { config, context, comet } = await jailed({ until: past });
  await unjailCommand({ config, yes: true, json: true }, context);
  expect(comet.broadcasts.map((bytes) => readTx(bytes).typeUrls)).toEqual([[MsgUnjail.typeUrl]]);
  expect(json()).toEqual([{ event: "unjailed", hash: expect.stringMatching(/^[0-9A-F]{64}$/), height: "4" }]);
});

it("frees one that was jailed before it ever signed, too", async () => {
  const { config, context, comet } = await jailed({ until: undefined });
  await unjailCommand({ config, yes: true }, context);
  expect(said.out).toEqual([expect.stringMatching(/^Unjailed in [0-9A-F]{64}, block 4\.$/)]);
  expect(comet.broadcasts).toHaveLength(1);
});

it.each<[string, StakedJail | undefined, string]>([
  ["free", undefined, "it is not jailed"],
  ["waiting", { until: new Date("2037-01-01") }, "it must wait until 2037-01-01T00:00:00.000Z"],
  ["tombstoned", { until: past, tombstoned: true }, "it is jailed for ever"],
])("sends nothing for one that is %s, and says why", async (_what, jail, reason) => {
  const { config, context, comet, provider } = await jailed(jail);
  const error = await rejection("CHECK_FAILED", unjailCommand({ config, yes: true }, context));
  expect(error.message).toBe(`${provider.operatorAddress} cannot be unjailed: ${reason}\nNothing was sent.`);
  expect(comet.broadcasts).toEqual([]);
});

it("says in a dry run what it would do, and asks before it does", async () => {
  const { config, context, comet, provider } = await jailed({ until: past });
  await unjailCommand({ config, dryRun: true }, context);
  await unjailCommand({ config, dryRun: true, json: true }, context);
  expect(said.out).toEqual([
    `Would unjail ${provider.operatorAddress}.`,
    `{"event":"plan","unjail":"${provider.operatorAddress}"}`,
  ]);
  using _terminal = typing("n\n");
  const asked = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  await rejection("CONFIG_INVALID", unjailCommand({ config }, context));
  expect(asked.mock.calls.join("")).toContain(`Unjail ${provider.operatorAddress}? [y/N] `);
  expect(comet.broadcasts).toEqual([]);
});
