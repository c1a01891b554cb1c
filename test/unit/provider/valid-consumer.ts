import { toBech32 } from "@cosmjs/encoding";
import {
  type CreateConsumer,
  initializationParameters,
  powerShapingParameters,
} from "../../../src/provider/messages.ts";
import { durationOfSeconds } from "../../../src/provider/parameters.ts";

const account = new Uint8Array(20).fill(5);
export const signer = toBech32("cosmos", account);
export const operator = toBech32("cosmosvaloper", account);
export const consensus = (fill: number): string => toBech32("cosmosvalcons", new Uint8Array(20).fill(fill));

/** A MsgCreateConsumer that sets every field. */
export const validConsumer = {
  submitter: signer,
  chainId: "consumer-3",
  metadata: { name: "name", description: "description", metadata: "{}" },
  initializationParameters: initializationParameters("consumer-3", {
    spawnTime: new Date("2026-05-06T07:08:09.123Z"),
    genesisHash: new Uint8Array([1, 2]),
    binaryHash: new Uint8Array(64).fill(3),
    ccvTimeoutPeriod: { seconds: 5n, nanos: 250_000_000 },
    consumerRedistributionFraction: "0.123456789012345678",
    distributionTransmissionChannel: "channel-1",
    connectionId: "connection-1",
  }),
  powerShapingParameters: powerShapingParameters({
    validatorsPowerCap: 34,
    validatorSetCap: 10,
    allowlist: [consensus(1)],
    denylist: [consensus(2)],
    prioritylist: [consensus(3), consensus(4)],
    minStake: 3_000_000_000n,
    allowInactiveValidators: true,
  }),
  allowlistedRewardDenoms: ["stake", `ibc/${"aB".repeat(32)}`],
  infractionParameters: {
    doubleSign: { slashFraction: "0.05", jailDuration: { seconds: 9223372036n, nanos: 854775807 }, tombstone: true },
    downtime: { slashFraction: "0", jailDuration: durationOfSeconds(0), tombstone: false },
  },
} satisfies CreateConsumer;
