import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toBase64 } from "@cosmjs/encoding";
import { setupStakingExtension } from "@cosmjs/stargate";
import {
  jsonText,
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  providerMessages,
  queryHeader,
} from "../../src/index.ts";
import { createDoubleVote, forgeHeader, type Testnet, type TestnetConsumer } from "../../testnet/index.ts";
import { documents, type ExampleRun, examplesOf, runExample } from "../support/examples.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { untilAcknowledged } from "../support/vsc-traffic.ts";

const temporaryFolder = useTemporaryFolder();
const examples = documents.flatMap(examplesOf);

/** The lines that an example prints. */
async function linesOf(file: string, run?: ExampleRun): Promise<string[]> {
  const example = examples.find((candidate) => candidate.file === file);
  if (example === undefined) throw new TypeError(`No document has an example ${file}`);
  return (await runExample(example, run)).trimEnd().split("\n");
}

const owners = ["create.ts", "owner.ts", "consumers.ts", "remove.ts"];
const others = ["overview.ts", "watch.ts", "validator.ts", "evidence.ts", "provider-queries.ts", "consumer-queries.ts"];
const withTestnets = ["launch.ts", "retry.ts", "secured.test.ts", "top-n.ts"];

const relaying = "relay.ts";

it("leaves no example of the documents out", () => {
  const files = examples.map(({ file }) => file);
  expect(files.toSorted()).toEqual([...owners, ...others, ...withTestnets, relaying].toSorted());
});

/** Most of the provider's power is not on the consumer, where two validators of four are punished. */
const away = { running: false };
const topology = {
  provider: {
    signedBlocksWindow: 10_000,
    validators: [
      { stake: 1_000_000_000 },
      ...[100_000_000, 100_000_000, 40_000_000, 40_000_000, 10_000_000].map((stake) => ({ stake, ...away })),
    ],
  },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 1, ownKey: true }, { validator: 2 }, { validator: 3 }, { validator: 4 }],
    },
  ],
};

/** What the examples are given. */
interface Place {
  readonly net: Testnet;
  readonly consumer: TestnetConsumer;
  readonly url: string;
  /** With this, an example signs as the account `owner`. */
  readonly environment: { readonly MNEMONIC: string };
}

async function queryExamples({ net, consumer, url }: Place): Promise<void> {
  const { consumerId } = consumer;
  const lines = await linesOf("provider-queries.ts", { args: [url, consumerId] });
  const answers = new Map(lines.map((line) => [line.split(" ")[0], line.split(" ").slice(1).join(" ")]));
  const { clientId } = await net.provider.queries.consumerChain(consumerId);
  expect(answers.get("list-consumer-chains")).toBe(consumerId);
  expect(answers.get("consumer-chain")).toBe(`consumer-1 ${clientId}`);
  expect(answers.get("consumer-genesis")).toContain("params");
  expect(answers.get("consumer-id-from-client-id")).toBe(consumerId);
  expect(answers.get("all-pairs-valconsensus-address")).toBe("1");
  expect(answers.get("blocks-until-next-epoch")).toMatch(/^[01]n$/);
  expect(answers.get("params")).toBe("1n");

  expect(await linesOf("consumer-queries.ts", { args: [consumer.chain.rpcUrl] })).toEqual([
    "params 10000n",
    expect.stringMatching(/^provider-info provider-1 07-tendermint-\d+ channel-\d+$/),
    "throttle-state 0",
    "next-fee-distribution 0.75",
  ]);
}

async function ownerExamples({ net, url, environment }: Place): Promise<void> {
  const run = { args: [url], environment };
  const created = /^consumer 1 created at height \d+ in [A-F0-9]{64}$/;
  expect(await linesOf("create.ts", run)).toEqual([expect.stringMatching(created)]);
  expect(await linesOf("owner.ts", run)).toEqual(["created 2", "power cap 34 %"]);
  expect(await linesOf("consumers.ts", run)).toEqual([
    "0 consumer-1 LAUNCHED 4 validators",
    "1 ours-1 INITIALIZED 0 validators",
    "2 theirs-1 INITIALIZED 0 validators",
    expect.stringMatching(/^slash meter \d+$/),
  ]);
  expect((await linesOf("overview.ts", { args: [url] }))[0]).toMatch(
    /^0 LAUNCHED channel-\d+ next epoch at \d+ .*validator-1 \d+/,
  );
  expect((await net.provider.queries.consumerChain("1")).ownerAddress).toBe(
    net.provider.chain.account("owner").address,
  );
}

async function validatorExample({ net, consumer, url, environment }: Place): Promise<void> {
  const { hdIndex } = net.provider.chain.account("validator-5");
  const args = [url, consumer.consumerId, toBase64(new Uint8Array(32).fill(9))];
  const account = { ...environment, HD_PATH: `m/44'/118'/0'/0/${hdIndex}` };
  const lines = await linesOf("validator.ts", { args, environment: account });
  expect(lines).toEqual(["5 validators have opted in", "4 are left"]);
}

/** Evidence as the files that the binary's commands want: of a light-client attack, then of a double vote. */
async function evidenceExample({ net, consumer, url, environment }: Place): Promise<void> {
  const { consumerId, connection } = consumer;
  const folder = await temporaryFolder();
  const file = async (name: string, content: unknown): Promise<string> => {
    await writeFile(join(folder, name), jsonText(content) ?? "");
    return join(folder, name);
  };
  const key = (name: string) => {
    const found = consumer.chain.validators.find((validator) => validator.name === name);
    if (found === undefined) throw new TypeError(`${name} is not on the consumer`);
    return found.consensusKey;
  };
  const { client } = (await consumer.relayPath()).provider;
  const heights = { trustedHeight: client.trustedHeight, height: client.trustedHeight + 2n };
  await connection.waitForHeight(heights.height + 1n);
  const header = await queryHeader(connection, heights.height, heights.trustedHeight);
  const forged = await forgeHeader(connection, { ...heights, signers: [key("validator-1"), key("validator-2")] });
  const submitter = net.provider.chain.account("owner").address;
  const misbehaviour = { clientId: client.clientId, header1: header, header2: forged };
  const attack = providerMessages.toJson(msgSubmitConsumerMisbehaviour({ submitter, consumerId, misbehaviour })) as {
    readonly misbehaviour: unknown;
  };
  const taken = [expect.stringMatching(/^taken at height \d+$/)];
  const attackFile = await file("misbehaviour.json", attack.misbehaviour);
  expect(await linesOf("evidence.ts", { args: [url, consumerId, attackFile], environment })).toEqual(taken);

  const duplicateVoteEvidence = await createDoubleVote(connection, key("validator-3"), { height: heights.height });
  const vote = providerMessages.toJson(
    msgSubmitConsumerDoubleVoting({ submitter, consumerId, duplicateVoteEvidence, infractionBlockHeader: header }),
  ) as { readonly duplicate_vote_evidence: unknown; readonly infraction_block_header: unknown };
  const files = [
    await file("evidence.json", vote.duplicate_vote_evidence),
    await file("header.json", vote.infraction_block_header),
  ];
  expect(await linesOf("evidence.ts", { args: [url, consumerId, ...files], environment })).toEqual(taken);

  const { staking } = setupStakingExtension(net.provider.connection.queryClient);
  const { validators } = await staking.validators("");
  const jailed = validators.filter((validator) => validator.jailed).map(({ operatorAddress }) => operatorAddress);
  const punished = ["validator-1", "validator-2", "validator-3"];
  expect(jailed.toSorted()).toEqual(punished.map((name) => net.provider.validator(name).operatorAddress).toSorted());
}

it("prints what the documents say, and the chains agree", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    const url = net.provider.chain.rpcUrl;
    const environment = { MNEMONIC: net.accounts.mnemonic };
    const place: Place = { net, consumer, url, environment };
    const { consumerId } = consumer;

    // A consumer knows its provider from its first validator-set change on.
    const { height } = await net.provider.delegate("validator-1", 1_000_000n);
    await untilAcknowledged(observation, height);
    await queryExamples(place);
    await ownerExamples(place);
    await validatorExample(place);
    await evidenceExample(place);

    const isSent = (output: string): boolean => output.includes("vscPacketSent");
    const watched = await linesOf("watch.ts", { args: [url, consumer.chain.rpcUrl, consumerId], until: isSent });
    expect(watched[0]).toMatch(/^\S+Z (?:provider|consumer)-1 \d+n? \w+$/);
    const removed = await linesOf("remove.ts", { args: [url, consumerId], environment });
    expect(removed).toEqual([`consumer ${consumerId} is STOPPED`]);
  });
}, 600_000);

it("opens the channel and relays as the documents do", async () => {
  const pair = { consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }] };
  await onTestnet(pair, async ({ net, consumer, startWatched }) => {
    const observation = await startWatched();
    const { height } = await net.provider.delegate("validator-1", 1_000_000n);
    const args = [net.provider.chain.rpcUrl, consumer.chain.rpcUrl, consumer.consumerId];
    const environment = { MNEMONIC: net.accounts.mnemonic };
    const isDone = (output: string): boolean => output.includes("acknowledgement");
    expect(await linesOf(relaying, { args, environment, until: isDone })).toEqual([
      expect.stringMatching(/^consumer-1 \d+n packet$/),
      expect.stringMatching(/^provider-1 \d+n acknowledgement$/),
    ]);
    await untilAcknowledged(observation, height);
  });
}, 600_000);

it("launches the testnets of the documents", async () => {
  expect(await linesOf("launch.ts")).toEqual([
    expect.stringMatching(/^consumer 0 created in [A-F0-9]{64}$/),
    expect.stringMatching(/^LAUNCHED at provider height \d+, light client 07-tendermint-0$/),
    expect.stringMatching(/^channel-\d+ open after \d+ hops$/),
  ]);
  expect(await linesOf("retry.ts")).toEqual([expect.stringMatching(/^nobody-opted-in \d{4}-\S+$/), "LAUNCHED"]);
  expect(await linesOf("secured.test.ts")).toEqual(expect.arrayContaining(["ℹ pass 1", "ℹ fail 0"]));
  expect((await linesOf("top-n.ts")).at(-1)).toBe("proposal 1 has passed, and Top N is 75");
}, 600_000);
