import { join } from "node:path";
import { fromBase64 } from "@cosmjs/encoding";
import { TypedRpcClient } from "../../chain/rpc-client.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import { consumerGenesisJson } from "../../consumer/consumer-genesis.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { type Diagnosis, diagnoseKeys, type NodeKey } from "../../launch/diagnose.ts";
import { genesisValidators } from "../../launch/genesis/genesis-validators.ts";
import { textAt, valueAt } from "../../launch/genesis/merge-patch.ts";
import { queryConsumerOverview } from "../../provider/consumer-overview.ts";
import type { CliContext } from "../context.ts";
import { exitCodes } from "../failure.ts";
import { checkUrl, FlagProblems } from "../flag-checks.ts";
import { openLaunch, type SessionFlags } from "./connect-launch.ts";
import { type ConsumerOutput, createConsumerOutput } from "./consumer-output.ts";
import { readJsonFile } from "./launch-command.ts";
import { requireConsumerId } from "./report-commands.ts";

/** The flags of `icskit consumer diagnose`. */
export interface DiagnoseFlags extends SessionFlags {
  readonly home?: readonly string[];
  readonly node?: readonly string[];
  readonly genesis?: string;
}

/** `icskit consumer diagnose`: whose key is missing where a consumer makes no blocks. */
export async function diagnoseCommand(path: string, flags: DiagnoseFlags, context: CliContext): Promise<void> {
  await using session = await openLaunch(path, flags, context);
  const output = createConsumerOutput({ json: flags.json ?? false });
  const consumerId = await requireConsumerId(session);
  const connection = session.provider.sender.connection;
  const [overview, genesis, nodes] = await Promise.all([
    queryConsumerOverview(connection, consumerId),
    flags.genesis === undefined
      ? session.provider.queries
          .consumerGenesis(consumerId)
          .then((state) => ({ app_state: { ccvconsumer: consumerGenesisJson(state) } }))
      : readJsonFile(flags.genesis, "--genesis", "a genesis file"),
    readNodeKeys(flags, output),
  ]);
  const diagnosis = diagnoseKeys(genesisValidators(genesis, overview.validators), nodes);
  writeDiagnosis(diagnosis, output);
  if (!diagnosis.canMakeBlocks) process.exitCode = exitCodes.violated;
}

async function readNodeKeys(
  { home = [], node = [] }: DiagnoseFlags,
  output: ConsumerOutput,
): Promise<readonly NodeKey[]> {
  if (home.length + node.length === 0) {
    const problem = {
      name: "--home, --node",
      got: "neither",
      wanted: "the consumer's nodes: their homes or RPC addresses",
    };
    throw new IcsError("CONFIG_INVALID", `No node to look at\nGive ${problem.wanted}.`, { problems: [problem] });
  }
  const problems = new FlagProblems();
  for (const url of node) checkUrl("--node", url, problems.note);
  problems.throwAny();
  const asked = await Promise.all(
    node.map((url) =>
      askNodeKey(url).catch((error: unknown) => {
        if (!isIcsError(error)) throw error;
        output.data(`${shownUrl(url)} does not answer: it runs no key now`, { node: shownUrl(url), error: error.code });
        return undefined;
      }),
    ),
  );
  return [...(await Promise.all(home.map(readHomeKey))), ...asked.filter((key) => key !== undefined)];
}

/** Only the public half is taken from the file. @throws CONFIG_INVALID */
async function readHomeKey(home: string): Promise<NodeKey> {
  const file = join(home, "config/priv_validator_key.json");
  const wanted = "a node's home with config/priv_validator_key.json";
  const key = textAt(await readJsonFile(file, "--home", wanted), "pub_key", "value");
  if (key !== undefined) return { node: home, key: fromBase64(key) };
  throw new IcsError("CONFIG_INVALID", `--home: ${file} holds no public key\nWanted: ${wanted}.`, {
    problems: [{ name: "--home", got: home, wanted }],
  });
}

async function askNodeKey(address: string): Promise<NodeKey> {
  const url = shownUrl(address);
  const { result } = await new TypedRpcClient(address, 10_000).execute({
    jsonrpc: "2.0",
    id: 1,
    method: "status",
    params: {},
  });
  const key = textAt(result, "validator_info", "pub_key", "value");
  if (key === undefined) {
    throw new IcsError("RPC_RESPONSE_INVALID", `The answer of ${url} to status names no key`, { url, path: "status" });
  }
  const height = BigInt(textAt(result, "sync_info", "latest_block_height") ?? 0);
  return { node: url, key: fromBase64(key), height, catchingUp: valueAt(result, "sync_info", "catching_up") === true };
}

function writeDiagnosis(diagnosis: Diagnosis, output: ConsumerOutput): void {
  const { validators, strangers, doubled, presentPower, totalPower, neededPower, canMakeBlocks } = diagnosis;
  for (const { moniker, providerOperatorAddress, power, nodes, key } of validators) {
    const where = nodes.length === 0 ? "MISSING" : nodes.join(", ");
    output.data(`${(moniker || key).padEnd(20)} power ${power.toString().padEnd(10)} ${where}`, {
      validator: providerOperatorAddress,
      moniker,
      key,
      power,
      nodes,
      missing: nodes.length === 0,
    });
  }
  for (const { node, key } of strangers) {
    output.data(`${node} signs with a key of no validator of this consumer`, { stranger: node, key });
  }
  for (const { moniker, key, nodes } of doubled) {
    output.data(
      `${moniker || key} is run by ${nodes.length} nodes: stop all but one, or it signs twice and is punished`,
      { doubled: key, nodes },
    );
  }
  const text = canMakeBlocks
    ? `${presentPower} of ${totalPower} is there, ${neededPower} are enough: keys are not what holds it up`
    : `${presentPower} of ${totalPower} is there, ${neededPower} are needed: start the missing validators' nodes with the keys above, or have them assigned before the next launch`;
  output.data(text, { presentPower, totalPower, neededPower, canMakeBlocks });
}
