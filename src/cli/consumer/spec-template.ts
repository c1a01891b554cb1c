/** What `icskit consumer init` asks for. */
export interface SpecAnswers {
  readonly chainId: string;
  readonly name: string;
  readonly description: string;
  readonly metadata: string;
  readonly providerRpc: string;
  readonly providerGasPrice: string;
  readonly keyVariable: string;
  readonly consumerRpc: string;
  readonly consumerGasPrice: string;
  readonly spawnTime: string;
  readonly baseGenesis: string;
  readonly rewardDenom: string;
}

/** What each answer is for, and what it is where nothing else is said. */
export const specQuestions: Readonly<Record<keyof SpecAnswers, readonly [question: string, fallback: string]>> = {
  chainId: ["Chain id of the consumer, ending in -1", "consumer-1"],
  name: ["Name, as people read it", "My consumer"],
  description: ["What it is for, in a sentence", "A consumer chain"],
  metadata: ["Where to read more", "https://example.com"],
  providerRpc: ["RPC of a provider's node", "http://127.0.0.1:26657"],
  providerGasPrice: ["Gas price on the provider", "0.005uatom"],
  keyVariable: ["Environment variable that holds the owner's mnemonic", "ICSKIT_KEY_OWNER"],
  consumerRpc: ["RPC of the consumer's first node", "http://127.0.0.1:26757"],
  consumerGasPrice: ["Gas price on the consumer", "0.001ucon"],
  spawnTime: ["Spawn time: an instant, or how long after the creation", "+1h"],
  baseGenesis: ["Genesis file that the consumer's binary wrote with init", "base-genesis.json"],
  rewardDenom: ["Denom in which the consumer pays rewards", "ucon"],
};

/** A spec with every field explained. */
export function specTemplate(answers: SpecAnswers): string {
  const quoted = Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [name, JSON.stringify(value)]),
  ) as unknown as SpecAnswers;
  return `# yaml-language-server: $schema=./node_modules/icskit/docs/consumer-spec.schema.json
# Spec of a consumer chain, for \`icskit consumer\`. \${NAME} stands for an environment variable, $\${NAME} for itself.
# Durations have a unit: ms, s, m, h or d. Paths, of keys too, are those from this file's folder.

# The id that the provider gave. Optional: launch finds the consumer, and keeps the id beside this file.
#consumerId: "0"

provider:
  rpc: ${quoted.providerRpc}
  # Refuses a node of any other chain. Optional.
  #chainId: provider-1
  gasPrice: ${quoted.providerGasPrice}
  # The owner: creates the consumer, and pays. A mnemonic from exactly one of
  #   env            an environment variable, by its name
  #   file           a file that only its owner can read
  #   encryptedFile  a file of \`icskit relay encrypt-key\`, with passwordEnv or passwordFile
  # and, optionally, hdPath (default m/44'/118'/0'/0/0).
  key:
    env: ${quoted.keyVariable}

# A node of the consumer, for launch to see its blocks and to relay with. Without a key of its own the owner's pays there.
consumer:
  rpc: ${quoted.consumerRpc}
  gasPrice: ${quoted.consumerGasPrice}
  #addressPrefix: consumer
  #key:
  #  env: ICSKIT_KEY_RELAYER

# Keys that vote yes, for \`icskit consumer top-n\`.
#voters:
#  - env: ICSKIT_KEY_VOTER

chainId: ${quoted.chainId}
metadata:
  name: ${quoted.name}
  description: ${quoted.description}
  metadata: ${quoted.metadata}

initialization:
  # When the provider launches the consumer: an instant (2027-01-31T12:00:00Z), or how long after the transaction (+1h).
  # By then an active validator must have opted in.
  spawnTime: ${quoted.spawnTime}
  #initialHeight: 1
  # SHA-256 in hex of genesis.base and of the program, by which validators check that they run what was agreed.
  #genesisHash: ""
  #binaryHash: ""
  # Shorter than the provider's, and the CCV timeout longer than both.
  #unbondingPeriod: 20d
  #ccvTimeoutPeriod: 28d
  #transferTimeoutPeriod: 1h
  # The part of the rewards that the consumer keeps.
  #consumerRedistributionFraction: "0.75"
  #blocksPerDistributionTransmission: 1000
  #historicalEntries: 10000
  # Only for a chain that runs already, and becomes a consumer.
  #distributionTransmissionChannel: channel-1
  #connectionId: connection-0

powerShaping:
  # Percent of the power that one validator may have at most; 0 for no limit.
  validatorsPowerCap: 0
  # Validators at most; 0 for no limit.
  validatorSetCap: 0
  # Provider consensus addresses, cosmosvalcons1….
  allowlist: []
  denylist: []
  prioritylist: []
  # Base units of stake.
  minStake: 0
  allowInactiveValidators: false

# What an infraction on the consumer costs on the provider. Default: the provider's own.
#infractions:
#  doubleSign: { slashFraction: "0.05", jailDuration: 9000d, tombstone: true }
#  downtime: { slashFraction: "0", jailDuration: 10m, tombstone: false }

rewards:
  # Denoms that the consumer sends as rewards. Many consumers can never change this after the launch.
  denoms: [${quoted.rewardDenom}]
  # Denoms of the provider that it sends back.
  providerDenoms: []
  # The same denoms as the provider knows them (ibc/…), once the transfer channel is open.
  allowlist: []

genesis:
  # What the genesis file is made of.
  base: ${quoted.baseGenesis}
  # Where it is written; the same for everybody who makes it.
  out: genesis.json
  # Not before the launch. Default: a moment after it.
  #time: 2027-01-31T12:00:00Z
  # How long the consumer waits before it repeats a slash packet that the provider bounced. Default: 1h.
  #retryDelayPeriod: 1h
  # Accounts beside those of the base.
  #accounts:
  #  - { address: consumer1…, coins: [1000000ucon] }
  # Merged into the file at last; null removes.
  #changes:
  #  app_state: { slashing: { params: { signed_blocks_window: "10000" } } }
  # Of the consumer's interchain-security: v7, v6.4, v6, v5, v4.5 or v4.
  #consumerVersion: v7

# The consumer's program, for preflight to compare its hash.
#binary: /usr/local/bin/consumerd

# Until a first VSC packet has arrived a consumer refuses most transactions, and the provider sends one only when some
# power changes. This delegation of the owner's makes one: at least one unit of power (1000000 base units).
#firstPacket:
#  delegate: 1000000uatom
`;
}
