import { writeNewFile } from "../write-new-file.ts";

/** A configuration with every field explained. */
export const configTemplate = `# Configuration of \`icskit relay\`. \${NAME} stands for an environment variable, $\${NAME} for itself.

provider:
  # HTTP address of a node's RPC listener.
  rpc: http://127.0.0.1:26657
  # Refuses a node of any other chain. Optional.
  chainId: provider-1
  # Amount and denom per unit of gas.
  gasPrice: 0.005uatom
  # The account that pays on every chain without a key of its own: a mnemonic from exactly one of
  #   env            an environment variable, by its name (names that begin with ICSKIT_KEY_ are left to you)
  #   file           a file that only its owner can read
  #   encryptedFile  a file of \`icskit relay encrypt-key\`, with passwordEnv or passwordFile
  # and, optionally, hdPath (default m/44'/118'/0'/0/0).
  key:
    env: ICSKIT_KEY_RELAYER
  # Prefix of the chain's addresses. Optional: the chain is asked.
  #addressPrefix: cosmos
  # gRPC address, for --config-for hermes only.
  #grpc: http://127.0.0.1:9090
  # Milliseconds after which one request to the node is given up. Default 10000.
  #requestTimeoutMs: 10000

consumers:
  - rpc: http://127.0.0.1:26757
    gasPrice: 0.001ucon
    # The id that the provider gave. Optional: a launched consumer is asked; needed to wait for a launch.
    consumerId: "0"
    chainId: consumer-1
    # All other fields of the provider can stand here too.
    #key:
    #  encryptedFile: /etc/icskit/relayer.key
    #  passwordFile: /etc/icskit/relayer.password

# Opens connection, CCV channel and reward transfer channel where they are not open. Default true.
#handshake: true
# Has the provider punish double votes and conflicting headers of the consumers' validators. Default true.
#evidence: true
# Serves /metrics (Prometheus) and /health. Default: nowhere.
#listen: 127.0.0.1:9464
# Names, besides addresses and localhost, by which that server may be asked.
#allowedHosts: [relayer.internal]
`;

/** Writes the template where nothing is yet. @throws CONFIG_INVALID where something is, or cannot be written */
export async function initCommand(path: string): Promise<void> {
  await writeNewFile(path, configTemplate, 0o644);
  console.error(`Wrote ${path}: fill it in, then try "icskit relay --config ${path} --check".`);
}
