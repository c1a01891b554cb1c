import type { Topology } from "../../testnet/index.ts";

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
