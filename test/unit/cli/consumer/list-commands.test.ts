import { listCommand, showCommand } from "../../../../src/cli/consumer/list-commands.ts";
import { rejection } from "../../../support/comet-fixtures.ts";
import { operatorOf } from "../../provider/fake-provider.ts";
import { gone } from "../../provider/overview-chain.ts";
import { consumerOf, useCommandRig } from "./command-rig.ts";

const rig = useCommandRig();
const two = (owner: string) => [consumerOf(owner, "LAUNCHED", "0"), consumerOf(owner, "STOPPED", "1")];

describe("list", () => {
  it("has a line per consumer, with its set's size and power", async () => {
    const { provider, context, stdout } = await rig(two);
    await listCommand({ provider: provider.comet.url }, context);
    expect(stdout.map((line) => line.replace(/ +/g, " "))).toEqual([
      "0 LAUNCHED consumer-1 1 validators power 100 Mars",
      "1 STOPPED consumer-1 0 validators power 0 Mars",
    ]);
    // Columns begin where they begin in the line before.
    expect(new Set(stdout.map((line) => line.indexOf("consumer-1"))).size).toBe(1);
  });

  it("has with --json an object a line", async () => {
    const { provider, owner, context, printed } = await rig(two);
    await listCommand({ provider: provider.comet.url, json: true }, context);
    const shared = { chainId: "consumer-1", name: "Mars", ownerAddress: owner, channel: "channel-2" };
    expect(printed()).toEqual([
      { ...shared, consumerId: "0", phase: "LAUNCHED", validators: 1, power: "100" },
      { ...shared, consumerId: "1", phase: "STOPPED", validators: 0, power: "0" },
    ]);
  });

  it("has only those in a phase, written in any case", async () => {
    const { provider, context, printed } = await rig(two);
    await listCommand({ provider: provider.comet.url, phase: "stopped", json: true }, context);
    expect(printed().map(({ consumerId }) => consumerId)).toEqual(["1"]);
  });

  it("prints nothing where there is no consumer", async () => {
    const { provider, context, stdout } = await rig();
    await listCommand({ provider: provider.comet.url }, context);
    expect(stdout).toEqual([]);
  });

  it("refuses a phase that there is none of before it asks, and tells of a node that does not answer", async () => {
    const { provider, context } = await rig();
    const refused = await rejection(
      "CONFIG_INVALID",
      listCommand({ provider: provider.comet.url, phase: "PAUSED" }, context),
    );
    expect(refused.message).toMatch(/^--phase: got PAUSED\nWanted: one of .*LAUNCHED/);
    expect(provider.comet.asked).toEqual([]);
    await rejection("RPC_UNREACHABLE", listCommand({ provider: "http://127.0.0.1:1" }, context));
  });
});

describe("show", () => {
  it("has a line per field, and one per validator with its state", async () => {
    const { provider, owner, context, stdout } = await rig(two);
    await showCommand("0", { provider: provider.comet.url }, context);
    expect(stdout).toContain(`ownerAddress: "${owner}"`);
    expect(stdout).toContain('metadata: {"name":"Mars","description":"A consumer","metadata":"none"}');
    expect(stdout).toContain('pendingValsetUpdateIds: ["7","9"]');
    expect(stdout).toContain("removalTime: none");
    expect(stdout.slice(stdout.indexOf("validators: 3"))).toEqual([
      "validators: 3",
      `  alice ${operatorOf("alice")} power 100: in the set, opted in`,
      `  bob ${operatorOf("bob")} power 0: not in the set, opted in, jailed`,
      `  ${gone.address} gone power 0: not in the set, opted in`,
    ]);
  });

  it("has with --json one object with everything", async () => {
    const { provider, context, printed } = await rig(two);
    await showCommand("0", { provider: provider.comet.url, json: true }, context);
    expect(printed()).toEqual([
      expect.objectContaining({
        consumerId: "0",
        phase: "LAUNCHED",
        pendingValsetUpdateIds: ["7", "9"],
        validators: [
          expect.objectContaining({ moniker: "alice", isInSet: true, consumerPower: "100" }),
          expect.objectContaining({ moniker: "bob", jailed: true }),
          expect.objectContaining({ moniker: "", isOptedIn: true }),
        ],
      }),
    ]);
  });

  it("tells of a consumer that does not exist", async () => {
    const { provider, context, stdout } = await rig(two);
    const error = await rejection(
      "CCV_CONSUMER_NOT_FOUND",
      showCommand("9", { provider: provider.comet.url }, context),
    );
    expect(error.context).toEqual({ consumerId: "9" });
    expect(stdout).toEqual([]);
  });
});
