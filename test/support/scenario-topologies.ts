import type { ExpectedState, Topology } from "../../testnet/index.ts";

/** Powers of 500, 300, 150 and 50, once a launch has delegated one more to the first. */
const provider = {
  validators: [499_000_000, 300_000_000, 150_000_000, 50_000_000].map((stake) => ({ stake })),
  votingPeriodSeconds: 3,
};

/** The first three validate the consumer; the third can fall silent, and its blocks go on. */
const consumer = {
  chainId: "consumer-1",
  validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }],
};

/** For scenarios in which nobody is to be jailed for missing blocks. */
export const calmTopology: Topology = {
  blockTimeMs: 200,
  users: 1,
  provider: { ...provider, signedBlocksWindow: 1_000 },
  consumers: [{ ...consumer, signedBlocksWindow: 1_000 }],
};

/** Five blocks missed of ten on either chain jail a validator for three seconds. */
export const strictTopology: Topology = {
  blockTimeMs: 200,
  provider: { ...provider, signedBlocksWindow: 10, downtimeJailSeconds: 3 },
  consumers: [
    {
      ...consumer,
      signedBlocksWindow: 10,
      infractions: { downtime: { slashFraction: 0.01, jailSeconds: 3 } },
    },
  ],
};

/** The first has no part in the consumer, and enough power to keep the provider going without the others. */
export const attackTopology: Topology = {
  provider: {
    validators: [{ stake: 900_000_000 }, { stake: 100_000_000 }, { stake: 100_000_000 }, { stake: 40_000_000 }],
  },
  consumers: [
    { chainId: "consumer-1", validators: [{ validator: 1 }, { validator: 2, ownKey: true }, { validator: 3 }] },
  ],
};

/** Who attacks that consumer: more than two thirds of its power. */
export const attackers = ["validator-1", "validator-2"];

/** They are punished, and the validator that did not take part is not. */
export const attackersPunished: ExpectedState = {
  provider: {
    jailed: { "validator-1": true, "validator-2": true, "validator-3": false },
    tombstoned: { "validator-1": true, "validator-2": true, "validator-3": false },
    tokens: { "validator-1": 95_000_000, "validator-2": 95_000_000, "validator-3": 40_000_000 },
  },
};
