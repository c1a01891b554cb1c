import { inspect } from "node:util";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { gas, includeAtOnce, message, onceBroadcast, senderFixture, sequences } from "./tx-sender-rig.ts";

const fake = useFakeComet();

it("a transaction in a block that the node cannot tell is given up far behind the tip, and the account goes on", async () => {
  const { comet, sender, sequence } = await senderFixture(fake);
  comet.websocketsAllowed = false;
  comet.trouble = (method, { height }) =>
    method === "block_results" && height === "5" ? { status: 502, body: "too large" } : undefined;
  includeAtOnce(comet);
  const sending = sender.send([message], gas);
  const failure = rejection("POLL_TIMEOUT", sending);
  await onceBroadcast(comet, 1);
  sequence.committed = 5;
  for (let count = 0; count < 101; count += 1) comet.addBlock();
  const error = await failure;
  expect(error.message).toContain("block 5, which may hold it, cannot be read");
  expect(error.context.lastSeen).toBe("block 4");
  expect(inspect(error.cause)).toContain("RPC_UNREACHABLE");
  await expect(sender.send([message], gas)).resolves.toMatchObject({ height: 108n });
  expect(sequences(comet)).toEqual([4, 5]);
});

it("a transaction is told unknown, not failed, where a block that may hold it makes no sense", async () => {
  const { comet, sender } = await senderFixture(fake);
  comet.overrides.set("block_results", () => ({ height: "none" }));
  includeAtOnce(comet);
  const error = await rejection("POLL_TIMEOUT", sender.send([message], gas));
  expect(inspect(error.cause)).toContain("RPC_RESPONSE_INVALID");
});
