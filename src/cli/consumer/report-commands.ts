import { readFile } from "node:fs/promises";
import { GasPrice } from "@cosmjs/stargate";
import type { JsonObject } from "../../consumer/consumer-genesis.ts";
import { findSpecConsumer } from "../../launch/find-consumer.ts";
import { hashOf } from "../../launch/genesis/consumer-genesis-file.ts";
import { preflight } from "../../launch/preflight/preflight-rules.ts";
import { type AccountToCheck, readPreflightFacts } from "../../launch/preflight/read-facts.ts";
import { readSecuredFacts } from "../../launch/read-secured.ts";
import { judgeSecured } from "../../launch/secured-rules.ts";
import { type Verdict, worstVerdict } from "../../launch/verdict.ts";
import { consumerNotFound } from "../../provider/consumer-chain.ts";
import type { CliContext } from "../context.ts";
import { exitCodes } from "../failure.ts";
import { type LaunchSession, openLaunch, type SessionFlags } from "./connect-launch.ts";
import { createConsumerOutput, writeVerdicts } from "./consumer-output.ts";
import { readJsonFile } from "./launch-command.ts";
import { readLaunchFile } from "./launch-file.ts";

/** `icskit consumer validate`: reads a spec and asks no chain. @throws CONFIG_INVALID with every problem */
export async function validateCommand(path: string, flags: SessionFlags, context: CliContext): Promise<void> {
  const { chainId, metadata } = await readLaunchFile(path, context.environment);
  const output = createConsumerOutput({ json: flags.json ?? false });
  output.data(`${path} is right: "${chainId}" (${metadata.name})`, { path, chainId, name: metadata.name });
}

/** `icskit consumer preflight`: the launch checklist. The exit code says the gravest verdict. */
export async function preflightCommand(path: string, flags: SessionFlags, context: CliContext): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const { file, provider, consumerId } = session;
  const node = await session.connectConsumer(context.signal);
  const facts = await readPreflightFacts({
    provider: provider.sender.connection,
    node,
    wanted: { spec: file, owner: provider.address, consumerId },
    accounts: await payers(session, context.signal),
    files: await readFiles(file),
  });
  report(preflight(facts), flags);
}

/** `icskit consumer health`: what is secured, and what is not. */
export async function healthCommand(path: string, flags: SessionFlags, context: CliContext): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const id = await requireConsumerId(session);
  const node = await session.connectConsumer(context.signal);
  report(judgeSecured(await readSecuredFacts(session.provider.sender.connection, id, node)), flags);
}

/** The id of the consumer that a spec made. @throws CCV_CONSUMER_NOT_FOUND, CONFIG_INVALID */
export async function requireConsumerId({ file, provider, consumerId }: LaunchSession): Promise<string> {
  const found = await findSpecConsumer(provider.queries, { spec: file, owner: provider.address, consumerId });
  if (found === undefined) throw consumerNotFound(consumerId ?? file.chainId);
  return found.consumerId;
}

function report(verdicts: readonly Verdict[], flags: SessionFlags): void {
  writeVerdicts(verdicts, createConsumerOutput({ json: flags.json ?? false }));
  const codes = { pass: exitCodes.done, warning: exitCodes.warnings, failure: exitCodes.violated };
  process.exitCode = codes[worstVerdict(verdicts)];
}

/** About what creating a consumer takes; a handshake is several transactions of a relayer's. */
const [CREATE_GAS, RELAY_GAS] = [500_000, 6_000_000];

async function payers(session: LaunchSession, signal: AbortSignal): Promise<readonly AccountToCheck[]> {
  const { file, provider } = session;
  const { connection, gasPrice } = provider.sender;
  const owner = { name: "owner", address: provider.address, gasPrice, chain: connection, gas: CREATE_GAS };
  if (file.consumer === undefined) return [owner];
  const onProvider = { ...owner, name: "relayer on the provider", gas: RELAY_GAS };
  const chain = await session.connectConsumer(signal);
  const started = chain && (await chain.latestHeight()) > 0n ? chain : undefined;
  const sender = started && (await session.consumerSender(started));
  const price = GasPrice.fromString(file.consumer.gasPrice);
  const onConsumer = {
    name: "relayer on the consumer",
    address: sender?.address ?? "not known yet",
    gasPrice: price,
    chain: started,
    gas: RELAY_GAS,
  };
  return [owner, onProvider, onConsumer];
}

/** The files that a spec names, as far as they are there. The published hash is of what is without the CCV part: the base. */
async function readFiles({ genesis: { base, out }, binary }: LaunchSession["file"]) {
  const [made, origin, program] = await Promise.all([out, base, binary].map((path) => path && bytesOf(path)));
  const read = (path: string): Promise<JsonObject> => readJsonFile(path, "genesis", "a genesis file");
  const genesis = made ? await read(out) : base === undefined ? undefined : await read(base);
  return { genesis, hashes: { genesis: origin && hashOf(origin), binary: program && hashOf(program) } };
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
