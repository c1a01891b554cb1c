import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { queryMaxBlockGas } from "../src/chain/max-gas.ts";
import { msgOptIn, type SigningProviderClient } from "../src/index.ts";
import { createTestnet, findBinary, type Testnet } from "../testnet/index.ts";
import { type CliCosts, measureCli } from "./clients/cli-rows.ts";
import { createConsumers, refusalOfTooMany } from "./clients/create-consumers.ts";
import { listConsumers } from "./clients/list-consumers.ts";
import { ProviderCli } from "./clients/provider-cli.ts";
import { clientsReport } from "./clients/report.ts";
import { measureVscCodec } from "./clients/vsc-codec.ts";

const CONSUMERS = 1_000;
const CLI_ROWS = 10;
/** Messages of one transaction that opts in. */
const OPT_INS = 100;

/** Nothing launches meanwhile. */
const firstSpawn = new Date(Date.now() + 90 * 86_400_000);
const say = (line: string): void => console.error(line);

/** Opts one validator in to every consumer, so that each has somebody to be listed. */
async function optIn(validator: SigningProviderClient, operatorAddress: string): Promise<void> {
  const messages = Array.from({ length: CONSUMERS }, (_, at) =>
    msgOptIn({ signer: validator.address, providerOperatorAddress: operatorAddress, consumerId: String(at) }),
  );
  const groups = Array.from({ length: CONSUMERS / OPT_INS }, (_, at) =>
    messages.slice(at * OPT_INS, (at + 1) * OPT_INS),
  );
  await Promise.all(groups.map((group) => validator.sender.send(group)));
}

async function byCli(net: Testnet, mnemonic: string, owner: SigningProviderClient): Promise<CliCosts> {
  const { chain } = net.provider;
  await using cli = await ProviderCli.create({
    binary: (await findBinary("pd")).path,
    rpcUrl: chain.rpcUrl,
    chainId: net.provider.connection.chainId,
    mnemonic,
    hdIndex: chain.account("owner").hdIndex,
    fees: `300000${chain.denom}`,
  });
  // Awaited here: the folder goes with this block.
  return await measureCli(cli, net.provider, owner.address, CLI_ROWS, firstSpawn);
}

const { mnemonic } = await DirectSecp256k1HdWallet.generate(24);
await using net = await createTestnet({ mnemonic, provider: { validators: 3 } }, { launch: false });
const owner = await net.provider.client("owner");
await net.provider.connection.waitForHeight(2n);

say(`creating ${CONSUMERS} consumers`);
const creation = await createConsumers(owner, CONSUMERS, firstSpawn);
const refusal = await refusalOfTooMany(owner, firstSpawn);
say(`created in ${creation.seconds.toFixed(2)} s; in one transaction: ${refusal}`);
say("a validator opts in to each");
const [validator] = net.provider.chain.validators;
if (validator === undefined) throw new TypeError("A provider has validators");
await optIn(await net.provider.client(validator.name), validator.operatorAddress);
say("listing them");
const listing = await listConsumers(net.provider.chain.rpcUrl);
say(`listed in ${listing.seconds.toFixed(2)} s; ${CLI_ROWS} of each by the command line`);
const cli = await byCli(net, mnemonic, owner);
say("encoding and decoding packets");
const codec = measureVscCodec();
const maxBlockGas = await queryMaxBlockGas(net.provider.connection);
const results = { creation, refusalOfTooMany: refusal, maxBlockGas, listing, codec, cli };
console.log(JSON.stringify(clientsReport(results)));
