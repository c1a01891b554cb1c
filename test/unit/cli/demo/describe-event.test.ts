import { describeEvent, sightLine } from "../../../../src/cli/demo/describe-event.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";

const at = { chain: "provider", chainId: "provider-1", height: 12n, time: new Date(0), txHash: undefined };
const see = (event: object) => describeEvent("consumer-1", { ...at, ...event } as ObserverEvent);
const vsc = { valsetUpdateId: 4n, validatorUpdates: [{}, {}], slashAcknowledgements: [{}] };

it.each([
  [{ kind: "consumerPhaseChanged", to: "LAUNCHED" }, "consumer phase LAUNCHED"],
  [{ kind: "launchFailed", reason: "nobody-opted-in" }, "launch failed: nobody-opted-in"],
  [{ kind: "channelOpened", portId: "provider", channelId: "channel-0" }, "channel provider/channel-0 open"],
  [
    { kind: "channelClosed", portId: "provider", channelId: "channel-0", cause: "timeout" },
    "channel provider/channel-0 closed (timeout)",
  ],
  [
    { kind: "vscPacketSent", sequence: 3n, packet: vsc },
    "VSC packet 3 sent: valset update 4, 2 changes, acknowledges a slash",
  ],
  [{ kind: "vscPacketReceived", sequence: 3n, verdict: { kind: "accepted" } }, "VSC packet 3 received: accepted"],
  [{ kind: "validatorSetApplied", effectiveHeight: 9n }, "validator set changes from height 9 on"],
  [{ kind: "vscPacketAcknowledged", sequence: 3n }, "VSC packet 3 acknowledged"],
  [{ kind: "vscPacketTimedOut", sequence: 3n }, "VSC packet 3 timed out"],
  [{ kind: "slashPacketSent", sequence: 1n, packet: { infraction: "downtime" } }, "slash packet 1 sent: downtime"],
  [{ kind: "slashPacketReceived", sequence: 1n, verdict: { kind: "bounced" } }, "slash packet 1 received: bounced"],
  [
    { kind: "validatorJailed", providerConsensusAddress: "cosmosvalcons1", reason: "downtime" },
    "validator cosmosvalcons1 jailed (downtime)",
  ],
  [
    { kind: "blocksMissing", fromHeight: "3", toHeight: "5", reason: "unreadable" },
    "blocks 3 to 5 are missing (unreadable)",
  ],
])("%j reads %j", (event, text) => {
  expect(see(event)).toEqual({ consumer: "consumer-1", chainId: "provider-1", height: 12n, text });
});

it("says nothing of what a reader need not see", () => {
  expect(see({ kind: "initialValidatorsRead", validators: [] })).toBeUndefined();
});

it("a sight is one line in columns, which names the consumer only where there are several", () => {
  const sight = { consumer: "consumer-2", chainId: "provider-1", height: 12n, text: "hello" };
  expect(sightLine(sight, 1)).toBe("provider-1    12  hello");
  expect(sightLine(sight, 2)).toBe("provider-1    12  consumer-2: hello");
  expect(sightLine({ ...sight, chainId: "consumer-2" }, 2)).toBe("consumer-2    12  hello");
});
