import { findCcvChannels, governanceAccount, setupConsumerExtension } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import { cometPower } from "./comet-power.ts";
import type { ChannelEnd, ExpectedConsumer } from "./expected-state.ts";
import { type Fact, factsByValidator, factsOf } from "./fact.ts";

type Readers = {
  readonly [K in keyof ExpectedConsumer]-?: (wanted: NonNullable<ExpectedConsumer[K]>) => readonly Fact[];
};

/** What is expected of a consumer, one by one. */
export function consumerFacts(net: Testnet, consumer: TestnetConsumer, expected: ExpectedConsumer): readonly Fact[] {
  return factsOf<ExpectedConsumer>(expected, {
    ...lifeReaders(net, consumer),
    ...validatorReaders(net, consumer),
    ...pathReaders(consumer),
  });
}

type LifeField =
  | "phase"
  | "chainId"
  | "owner"
  | "metadata"
  | "spawnTime"
  | "topN"
  | "powerShaping"
  | "downtime"
  | "doubleSign";

/** What the provider's `consumerChain` says. */
function lifeReaders({ provider }: Testnet, consumer: TestnetConsumer): Pick<Readers, LifeField> {
  const chain = () => provider.queries.consumerChain(consumer.consumerId);
  const shaping = async () => (await chain()).powerShapingParameters;
  const fact = (what: string, wanted: unknown, read: () => Promise<unknown>): Fact => ({
    name: `${consumer.spec.name}: ${what}`,
    wanted: String(wanted),
    read: async () => String(await read()),
  });
  const parts = (what: string, wanted: object, read: () => Promise<object | undefined>): readonly Fact[] =>
    Object.entries(wanted).map(([field, value]) =>
      fact(`${what}.${field}`, value, async () => new Map(Object.entries((await read()) ?? {})).get(field)),
    );
  return {
    phase: (wanted) => [fact("phase", wanted, async () => (await chain()).phase)],
    chainId: (wanted) => [fact("chain id", wanted, async () => (await chain()).chainId)],
    owner: (wanted) => [fact("owner", wanted, async () => ownerName(provider, (await chain()).ownerAddress))],
    metadata: (wanted) => parts("metadata", wanted, async () => (await chain()).metadata),
    spawnTime: (wanted) => {
      const text = (time: Date | undefined): string => time?.toISOString() ?? "none";
      const read = async () => text((await chain()).initializationParameters?.spawnTime);
      return [fact("spawn time", wanted === "none" ? wanted : text(wanted), read)];
    },
    topN: (wanted) => [fact("topN", wanted, async () => (await shaping())?.topN ?? 0)],
    powerShaping: (wanted) => parts("power shaping", wanted, shaping),
    downtime: (wanted) => parts("downtime", wanted, async () => (await chain()).infractionParameters?.downtime),
    doubleSign: (wanted) => parts("double sign", wanted, async () => (await chain()).infractionParameters?.doubleSign),
  };
}

type ValidatorField =
  | "optedIn"
  | "hasToValidate"
  | "sentPowers"
  | "powers"
  | "powersUnderAnyKey"
  | "keys"
  | "commission";

/** What is said of single validators. */
function validatorReaders({ provider }: Testnet, consumer: TestnetConsumer): Pick<Readers, ValidatorField> {
  const { queries } = provider;
  const { name } = consumer.spec;
  const address = (validator: string): string => provider.validator(validator).consensusAddress;
  const of = (what: string) => (validator: string) => `${name}: ${what} of ${validator}`;
  const by = <T>(what: string, wanted: Readonly<Record<string, T>>, read: (validator: string) => Promise<unknown>) =>
    factsByValidator(of(what), wanted, read);
  return {
    optedIn: (wanted) => [
      {
        name: `${name}: opted in`,
        wanted: wanted.toSorted().join(", "),
        read: async () => {
          const addresses = await queries.consumerChainOptedInValidators(consumer.consumerId);
          const names = provider.chain.validators.filter(({ consensusAddress }) =>
            addresses.includes(consensusAddress),
          );
          return names
            .map((validator) => validator.name)
            .toSorted()
            .join(", ");
        },
      },
    ],
    hasToValidate: (wanted) =>
      by("duty", wanted, async (validator) =>
        (await queries.consumerChainsValidatorHasToValidate(address(validator))).includes(consumer.consumerId),
      ),
    sentPowers: (wanted) =>
      by("power sent", wanted, async (validator) => {
        const set = await queries.consumerValidators(consumer.consumerId);
        return set.find(({ providerConsensusAddress: found }) => found === address(validator))?.consumerPower ?? 0n;
      }),
    powers: (wanted) =>
      by("power", wanted, async (validator) => {
        const assigned = await queries.validatorConsumerAddr(address(validator), consumer.consumerId);
        return cometPower(consumer.connection, assigned === "" ? address(validator) : assigned);
      }),
    powersUnderAnyKey: (wanted) =>
      by("power under any key", wanted, async (validator) => {
        const assigned = await queries.validatorConsumerAddr(address(validator), consumer.consumerId);
        const power = assigned === "" ? 0n : await cometPower(consumer.connection, assigned);
        return power > 0n ? power : cometPower(consumer.connection, address(validator));
      }),
    keys: (wanted) => {
      const text = (key: Uint8Array | "none" | undefined): string =>
        key === undefined || key === "none" ? "none" : Buffer.from(key).toString("base64");
      const texts = Object.fromEntries(Object.entries(wanted).map(([validator, key]) => [validator, text(key)]));
      return by("key", texts, async (validator) => {
        const pairs = await queries.allPairsValConsAddrByConsumer(consumer.consumerId);
        return text(pairs.find((pair) => pair.providerConsensusAddress === address(validator))?.consumerKey);
      });
    },
    commission: (wanted) =>
      by("commission", wanted, (validator) =>
        queries.validatorConsumerCommissionRate(consumer.consumerId, address(validator)),
      ),
  };
}

/** The CCV channel, and what waits for it. */
function pathReaders(consumer: TestnetConsumer): Pick<Readers, "channel" | "queuedSlashPackets"> {
  const { name } = consumer.spec;
  const end = async (side: "isOpenOnProvider" | "isOpenOnConsumer"): Promise<ChannelEnd> => {
    const { ccv } = await findCcvChannels(await consumer.relayPath());
    if (ccv === undefined) return "none";
    return ccv[side] ? "OPEN" : "CLOSED";
  };
  return {
    channel: (wanted) =>
      factsOf<typeof wanted>(wanted, {
        provider: (state) => [
          { name: `${name}: channel on the provider`, wanted: state, read: () => end("isOpenOnProvider") },
        ],
        consumer: (state) => [
          { name: `${name}: channel on the consumer`, wanted: state, read: () => end("isOpenOnConsumer") },
        ],
      }),
    queuedSlashPackets: (wanted) => [
      {
        name: `${name}: queued slash packets`,
        wanted: String(wanted),
        read: async () => {
          const state = await setupConsumerExtension(consumer.connection.queryClient).consumer.throttleState();
          return String(state.packetDataQueue.length);
        },
      },
    ],
  };
}

function ownerName({ chain }: Testnet["provider"], address: string): string {
  if (address === governanceAccount("cosmos")) return "governance";
  return chain.accounts.find((account) => account.address === address)?.name ?? address;
}
