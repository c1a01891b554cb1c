import { setupSlashingExtension, setupStakingExtension } from "@cosmjs/stargate";
import type { Testnet } from "../testnet.ts";
import { cometPower } from "./comet-power.ts";
import type { ExpectedProvider } from "./expected-state.ts";
import { type Fact, factsByValidator, factsOf } from "./fact.ts";
import { inflationTrend } from "./inflation-trend.ts";

/** What is expected of the provider, one by one. */
export function providerFacts({ provider }: Testnet, expected: ExpectedProvider | undefined): readonly Fact[] {
  const { chainId, queryClient } = provider.connection;
  const { staking } = setupStakingExtension(queryClient);
  const { slashing } = setupSlashingExtension(queryClient);
  const of = (what: string) => (validator: string) => `${chainId}: ${what} of ${validator}`;
  const validator = async (name: string) =>
    (await staking.validator(provider.validator(name).operatorAddress)).validator;
  return factsOf<ExpectedProvider>(expected, {
    powers: (wanted) =>
      factsByValidator(of("power"), wanted, (name) =>
        cometPower(provider.connection, provider.validator(name).consensusAddress),
      ),
    tokens: (wanted) => factsByValidator(of("tokens"), wanted, async (name) => (await validator(name)).tokens),
    jailed: (wanted) => factsByValidator(of("jail"), wanted, async (name) => (await validator(name)).jailed),
    tombstoned: (wanted) =>
      factsByValidator(of("tombstone"), wanted, async (name) => {
        const { valSigningInfo } = await slashing.signingInfo(provider.validator(name).consensusAddress);
        return valSigningInfo.tombstoned;
      }),
    inflation: (wanted) => [{ name: `${chainId}: inflation`, wanted, read: () => inflationTrend(provider.connection) }],
  });
}
