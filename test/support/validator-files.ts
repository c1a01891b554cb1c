import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeTxRaw } from "@cosmjs/proto-signing";
import { createProviderRegistry } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";
import { accountHdPath } from "./relay-child.ts";

/** A rule of a policy as it is written. */
export type WrittenRule = Readonly<Record<string, unknown>> & { readonly name: string; readonly action: string };

/** What a validator's file says beside where its provider is. */
export interface WrittenValidator {
  readonly validator: string;
  readonly rules: readonly WrittenRule[];
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly nodes?: readonly Readonly<Record<string, unknown>>[];
  /** Takes the place of the provider's RPC. */
  readonly rpc?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A file with the mistakes that docs/validators.md shows. */
export const brokenValidatorFile = `provider:
  rpc: http://127.0.0.1:26657
  gasPrice: 0.005uatom
  key: { env: ICSKIT_KEY_VALIDATOR }
policy:
  rules:
    - name: ours
      action: join
      when: { minimumPower: much }
`;

/** The variables that such files name. */
export function validatorEnvironment(net: Testnet): Record<string, string> {
  return { ICSKIT_KEY_VALIDATOR: net.accounts.mnemonic, ICSKIT_KEY_PASSWORD: "a password of a test" };
}

/** Writes the file of one validator of a testnet; resolves with its path. */
export async function writeValidatorFile(net: Testnet, written: WrittenValidator): Promise<string> {
  const { validator, rules, policy, nodes = [], rpc, more } = written;
  const { chain } = net.provider;
  const path = join(net.folder, `${validator}.json`);
  const content = {
    provider: {
      rpc: rpc ?? chain.rpcUrl,
      chainId: chain.chainId,
      gasPrice: chain.gasPrice,
      key: { env: "ICSKIT_KEY_VALIDATOR", hdPath: accountHdPath(net, validator) },
    },
    state: `${validator}.sqlite`,
    keys: { folder: `${validator}-keys`, passwordEnv: "ICSKIT_KEY_PASSWORD" },
    nodes,
    policy: { rules, ...policy },
    ...more,
  };
  await writeFile(path, JSON.stringify(content, undefined, 2));
  return path;
}

/** Type URL and consumer id of each message that an account has had included, whether it succeeded or not. */
export async function messagesOf(net: Testnet, account: string): Promise<readonly string[]> {
  const { connection } = net.provider;
  const { address } = net.provider.chain.account(account);
  const registry = createProviderRegistry();
  const found: string[] = [];
  const tip = await connection.latestHeight();
  for (let height = 1n; height <= tip; height += 1n) {
    for (const { bytes } of (await connection.block(height)).txs) {
      for (const message of decodeTxRaw(bytes).body.messages) {
        if (!message.typeUrl.startsWith("/interchain_security")) continue;
        const value = registry.decode(message);
        if (value.signer === address) found.push(`${message.typeUrl.split(".").at(-1)} ${value.consumerId}`);
      }
    }
  }
  return found;
}
