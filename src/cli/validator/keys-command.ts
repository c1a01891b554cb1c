import { IcsError } from "../../errors.ts";
import type { KeyFor } from "../../validator/keys/key-folder.ts";
import { keyRefused } from "../../validator/keys/key-refused.ts";
import { parseValidatorKeyFile, placeKey } from "../../validator/keys/place-key.ts";
import type { ConsumerFacts } from "../../validator/plan/consumer-facts.ts";
import type { CliContext } from "../context.ts";
import { readSecretFile } from "../relay/relay-keys.ts";
import { openKeys, openValidator } from "./open-validator.ts";
import { type ValidatorFlags, writeData } from "./validator-output.ts";

/** The flags of `icskit validator keys …` about one consumer. */
export interface ConsumerKeyFlags extends ValidatorFlags {
  readonly consumer: string;
}

/** Lists the public halves of the keys. */
export async function listKeysCommand(flags: ValidatorFlags, context: CliContext): Promise<void> {
  const { keys } = await openKeys(flags.config, context);
  const listed = keys.keys.map(({ providerChainId, consumerId, chainId, publicKey, createdAt }) => {
    return { providerChainId, consumerId, chainId, publicKey, createdAt };
  });
  writeData(
    flags,
    { keys: listed },
    listed.length === 0
      ? ["no keys"]
      : listed.map(
          (key) =>
            `${key.publicKey}  consumer ${key.consumerId} (${key.chainId}) of ${key.providerChainId}, ${key.createdAt}`,
        ),
  );
}

/** Generates a key for a consumer, where it has none. @throws VALIDATOR_KEY_REFUSED where it has one: see `rotate` */
export async function generateKeyCommand(flags: ConsumerKeyFlags, context: CliContext): Promise<void> {
  const { keys, password } = await openKeys(flags.config, context);
  const purpose = await keyPurpose(flags, context);
  const known = keys.publicKey(purpose);
  if (known !== undefined)
    throw keyRefused(known, "exists", `consumer ${purpose.consumerId} has it; "keys rotate" makes another`);
  const publicKey = await keys.generate(purpose, await password());
  writeData(flags, { ...purpose, publicKey }, [`Generated ${publicKey} for consumer ${purpose.consumerId}.`]);
}

/** Takes a validator's own `priv_validator_key.json` into the folder. */
export async function importKeyCommand(
  flags: ConsumerKeyFlags & { readonly file: string },
  context: CliContext,
): Promise<void> {
  const { keys, password } = await openKeys(flags.config, context);
  const seed = parseValidatorKeyFile(await readSecretFile(flags.file, "--file"));
  const purpose = await keyPurpose(flags, context);
  const publicKey = await keys.import(purpose, seed, await password());
  writeData(flags, { ...purpose, publicKey }, [`Keeps ${publicKey} for consumer ${purpose.consumerId}.`]);
}

/** Puts a consumer's key into a node's home. @throws VALIDATOR_KEY_REFUSED where a node signs with it already */
export async function placeKeyCommand(
  flags: ConsumerKeyFlags & { readonly home: string; readonly stoppedNodes?: boolean },
  context: CliContext,
): Promise<void> {
  const { keys, config, password } = await openKeys(flags.config, context);
  const { chainId: ofProvider } = config.provider;
  const found = keys.keys.findLast(
    ({ consumerId, providerChainId }) =>
      consumerId === flags.consumer && (ofProvider === undefined || ofProvider === providerChainId),
  );
  if (found === undefined) throw keyRefused("", "missing", `the folder has none for consumer ${flags.consumer}`);
  const nodes = [config.provider.rpc, ...(config.nodes ?? []).map(({ rpc }) => rpc)];
  const unlocked = await keys.unlock(found.publicKey, await password());
  const outcome = await placeKey(unlocked, {
    ...{ home: flags.home, nodes },
    stoppedNodes: flags.stoppedNodes ?? false,
  });
  const { publicKey, consumerId, chainId } = found;
  writeData(flags, { publicKey, consumerId, chainId, home: flags.home, outcome }, [
    outcome === "placed"
      ? `Placed ${publicKey} into ${flags.home}: start its node, and no other with this key.`
      : `${flags.home} has ${publicKey} already.`,
  ]);
}

/** The consumer as the provider has it: a key's file says what it is for. */
async function keyPurpose({ config, consumer }: ConsumerKeyFlags, context: CliContext): Promise<KeyFor> {
  await using validator = await openValidator(config, context, false);
  const { chainId } = await validator.session.consumer(consumer);
  return { providerChainId: validator.session.connection.chainId, consumerId: consumer, chainId };
}

/** One consumer of the facts of a session. @throws CCV_CONSUMER_NOT_FOUND */
export function consumerOf(consumers: readonly ConsumerFacts[], consumerId: string): ConsumerFacts {
  const found = consumers.find((each) => each.consumerId === consumerId);
  if (found !== undefined) return found;
  throw new IcsError("CCV_CONSUMER_NOT_FOUND", `The provider has no consumer ${consumerId}`, { consumerId });
}
