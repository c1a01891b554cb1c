import { dirname, resolve } from "node:path";
import { IcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { KeyFolder } from "../../validator/keys/key-folder.ts";
import { Ledger } from "../../validator/state/ledger.ts";
import { type ConsumerNode, ValidatorSession } from "../../validator/validator-session.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { connectRelayerChain } from "../relay/connect-chains.ts";
import { firstLine, KeyRing, keySourceFrom, readSecretFile } from "../relay/relay-keys.ts";
import { readValidatorConfig, type ValidatorConfig } from "./validator-config.ts";

/** What the commands of a validator work with. */
export interface OpenValidator extends AsyncDisposable {
  readonly config: ValidatorConfig;
  readonly session: ValidatorSession;
  readonly ledger: Ledger;
  readonly sender: Awaited<ReturnType<typeof connectRelayerChain>>["sender"];
}

/** The folder of a validator's file: its paths are seen from there. */
const pathFrom = (file: string, path: string): string => resolve(dirname(file), path);

/**
 * Reads a validator's file, unlocks its account and connects to the provider.
 * @param generateKeys true for commands that may generate the keys that rules ask for
 * @throws CONFIG_INVALID, TX_MNEMONIC_INVALID, VALIDATOR_STATE_FAILED; as `connectChain`
 */
export async function openValidator(
  file: string,
  context: CliContext,
  generateKeys: boolean,
  logger: Logger = createCliLogger(context.config.logLevel),
): Promise<OpenValidator> {
  const config = await readValidatorConfig(file, context.environment);
  const source = keySourceFrom(file, config.provider.key);
  const signerFor = await new KeyRing(context.environment).signer(source, "provider.key");
  const keys = config.keys && (await KeyFolder.open(pathFrom(file, config.keys.folder)));
  const ledger = await Ledger.open(pathFrom(file, config.state ?? "validator.sqlite"));
  const opened = connectRelayerChain(
    { config: config.provider, field: "provider", signerFor },
    { logger, signal: context.signal },
  );
  const { connection, sender } = await opened.catch((error: unknown) => {
    ledger.close();
    throw error;
  });
  const session = new ValidatorSession({
    sender,
    policy: config.policy,
    ledger,
    nodes: (config.nodes ?? []).map(consumerNode),
    ...(keys && { keys }),
    ...(config.keys && generateKeys && { keyPassword: () => keyPassword(file, config, context.environment) }),
  });
  const dispose = async (): Promise<void> => {
    await session.close();
    await connection.close();
    ledger.close();
  };
  return { config, session, ledger, sender, [Symbol.asyncDispose]: dispose };
}

/** The folder of a validator's keys. @throws CONFIG_INVALID where its file names none */
export async function openKeys(
  file: string,
  { environment }: CliContext,
): Promise<{
  readonly config: ValidatorConfig;
  readonly keys: KeyFolder;
  readonly password: () => Promise<string>;
}> {
  const config = await readValidatorConfig(file, environment);
  if (config.keys === undefined) throw lacks("keys", "a folder for keys, and where their password comes from");
  const keys = await KeyFolder.open(pathFrom(file, config.keys.folder));
  return { config, keys, password: () => keyPassword(file, config, environment) };
}

async function keyPassword(
  file: string,
  { keys }: ValidatorConfig,
  environment: CliContext["environment"],
): Promise<string> {
  const { passwordEnv, passwordFile } = keys ?? {};
  const password =
    passwordEnv === undefined
      ? firstLine(await readSecretFile(pathFrom(file, passwordFile ?? ""), "keys.passwordFile"))
      : (environment[passwordEnv] ?? "");
  if (password !== "") return password;
  throw passwordEnv === undefined
    ? lacks("keys.passwordFile", "a password in its first line")
    : lacks("keys.passwordEnv", `the environment variable ${passwordEnv} to be set`);
}

function consumerNode(node: NonNullable<ValidatorConfig["nodes"]>[number]): ConsumerNode {
  const { consumerId, chainId = "", rpc, otherRpc } = node;
  const urls = { url: rpc, ...(otherRpc !== undefined && { otherUrl: otherRpc }) };
  return consumerId === undefined ? { ...urls, chainId } : { ...urls, consumerId };
}

function lacks(name: string, wanted: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", `${name}: got nothing\nWanted: ${wanted}.`, {
    problems: [{ name, got: "nothing", wanted }],
  });
}
