import { isSameAddress } from "../../ccv/consensus-address.ts";
import type { Invariant } from "./invariant.ts";

/**
 * Nobody validates a consumer without having opted in; the top N of a Top N chain are opted in by the provider. Asked at
 * the ends of epochs, where the set is computed: who opts out later stays until the next one.
 * @see QueueVSCPackets in x/ccv/provider/keeper/relay.go
 */
export const optedInOnly: Invariant = {
  name: "opted-in-only",
  check: (_timeline, event) => {
    if (event.kind !== "providerStateRead" || event.phase !== "LAUNCHED") return undefined;
    if (event.blocksPerEpoch < 1n || event.height % event.blocksPerEpoch !== 0n) return undefined;
    const others = event.validators.filter(
      ({ providerConsensusAddress }) =>
        !event.optedIn.some((address) => isSameAddress(address, providerConsensusAddress)),
    );
    if (others.length === 0) return undefined;
    const addresses = others.map(({ providerConsensusAddress }) => providerConsensusAddress);
    return `validators are in the consumer's set at height ${event.height} that have not opted in: ${addresses.join(", ")}`;
  },
};
