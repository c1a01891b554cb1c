import type { CliContext } from "../context.ts";
import { writeNewFile } from "../write-new-file.ts";
import { counted } from "./describe-plan.ts";
import { readValidatorConfig } from "./validator-config.ts";
import { type ValidatorFlags, writeData } from "./validator-output.ts";

/** A file with every field explained. */
export const validatorTemplate = `# File of \`icskit validator\`. \${NAME} stands for an environment variable, $\${NAME} for itself.

provider:
  # HTTP address of a node's RPC listener.
  rpc: http://127.0.0.1:26657
  # Refuses a node of any other chain. Optional.
  chainId: provider-1
  # Amount and denom per unit of gas.
  gasPrice: 0.005uatom
  # The validator's own account: a mnemonic from exactly one of env, file and encryptedFile (see \`icskit relay encrypt-key\`).
  key:
    env: ICSKIT_KEY_VALIDATOR

# Transactions that were signed, so that a crash neither repeats nor forgets one. Paths are seen from this file.
state: validator.sqlite

# Consensus keys for consumers, each encrypted in a file of its own.
keys:
  folder: validator-keys
  passwordEnv: ICSKIT_KEY_PASSWORD

# Nodes of this validator on consumers. Before it opts in to one that has launched, its node must be synced and have the key.
nodes: []
#  - consumerId: "0"
#    rpc: http://127.0.0.1:26667
#    # Another node of that chain, asked for missed blocks while the own one does not answer. Optional.
#    otherRpc: https://rpc.consumer.example

# Each event of \`watch\` but its looks is posted there as JSON.
#webhook: https://alerts.internal/icskit
# Serves /metrics (Prometheus) and /health. Default: nowhere.
#listen: 127.0.0.1:9465
#allowedHosts: [validator.internal]

policy:
  # Opts in to no more consumers than these together.
  maximumConsumers: 10
  # \`watch\` warns so long before a spawn, and at this part of the missed blocks that jail takes.
  warnBeforeSpawnSeconds: 86400
  warnAtMissedShare: 0.5
  # False opts in without a synced node.
  requireNode: true
  # The first rule whose conditions all hold decides; where none does, nothing is changed.
  rules:
    - name: never these
      action: leave
      when:
        chainIds: ["test*"]
    - name: cheap and worth it
      action: opt-in
      # All must hold; each may be left out: consumerIds, chainIds, owners, phases, metadata, rewardDenoms, minimumPower,
      # powerCapAtMost, onAllowlist, doubleSign, downtime.
      when:
        phases: [REGISTERED, INITIALIZED, LAUNCHED]
        minimumPower: 1
        doubleSign: { slashFractionAtMost: "0.05" }
        downtime: { slashFractionAtMost: "0.001", jailSecondsAtMost: 86400 }
      # provider, generated (one of the folder for each consumer), or { publicKey: <ed25519 in base64> }.
      key: generated
      commission: "0.1"
      # True: \`watch\` reports it, and a human applies it.
      approval: false
    - name: everything else
      action: leave
`;

/** Writes the template where nothing is yet. @throws CONFIG_INVALID where something is, or cannot be written */
export async function initCommand(path: string): Promise<void> {
  await writeNewFile(path, validatorTemplate, 0o644);
  console.error(`Wrote ${path}: fill it in, then try "icskit validator plan --config ${path}".`);
}

/** Checks a file without asking any chain. @throws CONFIG_INVALID with every problem and its line */
export async function checkCommand(flags: ValidatorFlags, { environment }: CliContext): Promise<void> {
  const { policy } = await readValidatorConfig(flags.config, environment);
  writeData(flags, { valid: true, rules: policy.rules.length }, [
    `${flags.config} is right: ${counted(policy.rules.length, "rule")}.`,
  ]);
}
