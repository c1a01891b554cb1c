import { MsgSubmitProposalResponse } from "cosmjs-types/cosmos/gov/v1/tx";
import { MsgCreateConsumerResponse } from "../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  createSigningConsumerClient,
  createSigningProviderClient,
  type IncludedTx,
  isIcsError,
  type SigningProviderClient,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { aminoSigner } from "../support/amino-signer.ts";
import { type ModeRow, type ModeScene, modeRows } from "../support/mode-rows.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  users: 1,
  provider: { validators: 3, votingPeriodSeconds: 60 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }] }],
};

/** Sent without a simulation, so that the block's own verdict is told. */
async function outcome(sent: Promise<IncludedTx>): Promise<{ readonly verdict: string; readonly tx?: IncludedTx }> {
  try {
    return { verdict: "accepted", tx: await sent };
  } catch (error) {
    if (isIcsError(error, "TX_FAILED") || isIcsError(error, "TX_REFUSED")) {
      return { verdict: error.context.sentinel ?? error.message };
    }
    if (isIcsError(error)) return { verdict: error.code };
    throw error;
  }
}

async function sceneOf(net: Testnet, name: string, fill: number): Promise<ModeScene> {
  const { accountAddress: account, consensusAddress } = net.provider.validator(name);
  return {
    account,
    consensusAddress,
    consumerId: "",
    launchedId: net.consumer().consumerId,
    params: await net.provider.queries.params(),
    proposalId: 0n,
    key: (index) => new Uint8Array(32).fill(fill + index),
  };
}

/** The verdicts on all rows, sent one after the other by one account. */
async function verdicts(client: SigningProviderClient, first: ModeScene): Promise<string[]> {
  let scene = first;
  const found: string[] = [];
  for (const { name, message } of modeRows) {
    const { verdict, tx } = await outcome(client.sender.send([message(scene)], { gas: 900_000 }));
    const response = tx?.responses[0]?.value ?? new Uint8Array();
    if (name === "MsgCreateConsumer") scene = { ...scene, ...MsgCreateConsumerResponse.decode(response) };
    if (name.startsWith("MsgSubmitProposal")) scene = { ...scene, ...MsgSubmitProposalResponse.decode(response) };
    found.push(`${name}: ${verdict}`);
  }
  return found;
}

/** What a consumer says to an account that would change its parameters. */
async function consumerVerdicts(net: Testnet, consumer: TestnetConsumer): Promise<string[]> {
  const { connection, chain } = consumer;
  const { signer: direct } = chain.account("owner");
  const signers = [direct, await aminoSigner(net, "user-0", "consumer")];
  return Promise.all(
    signers.map(async (signer) => {
      const client = await createSigningConsumerClient({ connection, signer, gasPrice: chain.gasPrice });
      return (await outcome(client.updateParams(await client.queries.params(), { gas: 300_000 }))).verdict;
    }),
  );
}

const wanted = (mode: "direct" | "amino"): string[] =>
  modeRows.map((row: ModeRow) => `${row.name}: ${row[mode] ?? row.direct}`);

test("every message is accepted, or refused for the expected reason, whether signed directly or as amino JSON", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const { connection, chain } = net.provider;
    const signer = await aminoSigner(net, "validator-1");
    const amino = await createSigningProviderClient({ connection, signer, gasPrice: chain.gasPrice });
    const [byDirect, byAmino] = await Promise.all([
      verdicts(await net.provider.client("validator-0"), await sceneOf(net, "validator-0", 10)),
      verdicts(amino, await sceneOf(net, "validator-1", 20)),
    ]);
    expect(byDirect).toEqual(wanted("direct"));
    expect(byAmino).toEqual(wanted("amino"));
    // Both have opted out: the consumer has its first validator-set change, and takes other than IBC messages.
    await observation.until("vscPacketAcknowledged", () => true);
    expect(await consumerVerdicts(net, consumer)).toEqual(["ErrInvalidSigner", "ErrInvalidSigner"]);
  });
});
