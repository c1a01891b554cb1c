import { Registry } from "@cosmjs/proto-signing";
import { mapLimited } from "../../src/async/map-limited.ts";
import { governanceAddress } from "../../src/ccv/rules/address-rules.ts";
import { MsgUpdateParams as ConsumerUpdateParams } from "../../src/codec/interchain_security/ccv/consumer/v1/tx.ts";
import { setupConsumerExtension } from "../../src/consumer/queries.ts";
import {
  createProviderRegistry,
  isIcsError,
  msgUpdateConsumer,
  powerShapingParameters,
  queryHeader,
} from "../../src/index.ts";
import { checkAgainstProvider } from "../../src/provider/check-against-provider.ts";
import type { JsonObject } from "../../testnet/genesis/json.ts";
import { createDoubleVote, forgeHeader, type Testnet, type TestnetConsumer } from "../../testnet/index.ts";
import { passProposal } from "../support/governance.ts";
import { onTestnet, type Scenario } from "../support/on-testnet.ts";
import { goodConsumer } from "../support/parity/consumer-changes.ts";
import { createRows, removeRows, updateRows } from "../support/parity/consumer-rows.ts";
import {
  doubleVotingRows,
  type EvidenceContext,
  evidenceStateRows,
  misbehaviourRows,
} from "../support/parity/evidence-rows.ts";
import { consumerParamsRows, providerParamsRows, rewardDenomRows } from "../support/parity/governance-rows.ts";
import { withLeastCommission, withSigningGovernance } from "../support/parity/parity-genesis.ts";
import { fieldsFound, type ParityRow } from "../support/parity/parity-row.ts";
import { Simulator } from "../support/parity/simulate.ts";
import {
  ownerStateRows,
  phaseRows,
  type StateContext,
  type StateRow,
  topNRows,
  validatorStateRows,
} from "../support/parity/state-rows.ts";
import { validatorRows } from "../support/parity/validator-rows.ts";

const governance = governanceAddress("cosmos");
const consumerGovernance = governanceAddress("consumer");

const topology = {
  provider: {
    validators: [{ stake: 300_000_000 }, { stake: 100_000_000 }, { stake: 10_000_000, running: false }],
    votingPeriodSeconds: 5,
    genesis: (genesis: JsonObject) => withLeastCommission("0.03")(withSigningGovernance(governance)(genesis)),
  },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1, ownKey: true }],
      genesis: withSigningGovernance(consumerGovernance),
    },
    { chainId: "consumer-2", validators: [{ validator: 0 }] },
  ],
};

/** Consumers in every state that the rows speak of. */
async function prepare({ net, launchWatched }: Scenario): Promise<StateContext> {
  const observation = await launchWatched();
  await net.provider.delegate("validator-0", 1_000_000n);
  await observation.until("validatorSetApplied"); // Until then the consumer takes messages of IBC only.

  const owner = await net.provider.client("owner");
  const { submitter: _, ...good } = goodConsumer({ owner: owner.address });
  const registered = (await owner.createConsumer(good)).consumerId;
  const ofGovernance = (await owner.createConsumer(good)).consumerId;
  await owner.updateConsumer({ consumerId: ofGovernance, newOwnerAddress: governance });

  const [launched, removed] = [net.consumer(0), net.consumer(1)];
  await removed.create();
  await removed.optIn();
  await removed.spawn();
  await owner.removeConsumer(removed.consumerId);

  const { operatorAddress } = net.provider.validator("validator-0");
  const withOwnKey = launched.chain.validators.find(({ name }) => name === "validator-1");
  return {
    owner: owner.address,
    governance,
    validator: { signer: net.provider.chain.account("validator-0").address, providerOperatorAddress: operatorAddress },
    registered,
    ofGovernance,
    launched: launched.consumerId,
    stopped: removed.consumerId,
    unknown: "99",
    assignedKey: withOwnKey?.consensusKey.publicKey ?? new Uint8Array(),
  };
}

/** A double vote and a light-client attack that nobody has submitted yet. */
async function makeEvidence(
  { owner, launched, registered, unknown }: StateContext,
  consumer: TestnetConsumer,
): Promise<EvidenceContext> {
  const { connection, chain } = consumer;
  const { trustedHeight } = (await consumer.relayPath()).provider.client;
  const height = await connection.waitForHeight(trustedHeight + 2n);
  const signers = chain.validators.map(({ consensusKey }) => consensusKey);
  const header2 = await queryHeader(connection, height, trustedHeight);
  const header1 = await forgeHeader(connection, { height, trustedHeight, signers });
  const [key] = signers;
  const evidence = key && (await createDoubleVote(connection, key, { height }));
  if (!evidence?.voteA || !evidence.voteB || !header2.validatorSet) throw new Error("There is no evidence");
  return {
    submitter: owner,
    launched,
    registered,
    unknown,
    votes: { ...evidence, voteA: evidence.voteA, voteB: evidence.voteB },
    header: { ...header2, validatorSet: header2.validatorSet },
    misbehaviour: { clientId: (await consumer.relayPath()).provider.client.clientId, header1, header2 },
  };
}

/** The account that signs a message, under whichever name. */
function signerOf(value: Readonly<Record<string, unknown>>): string {
  return String(value.submitter ?? value.owner ?? value.signer ?? value.authority);
}

/** Rows on which chain and rules disagree, with what the chain said. */
async function disagreements(simulator: Simulator, rows: readonly ParityRow[]): Promise<string[]> {
  const found = await mapLimited(rows, 8, async (row) => {
    if (row.message === undefined) return [];
    const reason = await simulator.verdict(row.message, signerOf(row.message.value));
    const isTaken = fieldsFound(row.check).length === 0 || row.stricter !== undefined;
    return isTaken === (reason === undefined) ? [] : [`${row.name}: ${reason ?? "accepted"}`];
  });
  return found.flat();
}

async function stateFieldsFound(net: Testnet, { message }: StateRow): Promise<readonly string[]> {
  try {
    await checkAgainstProvider(net.provider.connection, [message]);
    return [];
  } catch (error) {
    if (isIcsError(error, "TX_MESSAGE_INVALID")) return error.context.problems.map(({ name }) => name);
    throw error;
  }
}

/** Rows on which the chain, our reading of its state or the table disagree. */
async function stateDisagreements(net: Testnet, simulator: Simulator, rows: readonly StateRow[]): Promise<string[]> {
  const found = await mapLimited(rows, 8, async (row) => {
    const reason = await simulator.verdict(row.message, signerOf(row.message.value));
    const fields = await stateFieldsFound(net, row);
    const agree = (fields.length === 0) === (reason === undefined) && fields.join() === row.fields.join();
    return agree ? [] : [`${row.name}: ${reason ?? "accepted"}; our rules find ${JSON.stringify(fields)}`];
  });
  return found.flat();
}

test("provider and consumer say of every input what our rules say", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net } = scenario;
    const context = await prepare(scenario);
    const signers = ["owner", "validator-0", "validator-1", "validator-2"].map(
      (name) => net.provider.chain.account(name).address,
    );
    const provider = () => Simulator.create(net.provider.connection, createProviderRegistry(), signers);

    const evidence = await makeEvidence(context, net.consumer());
    const rows = [
      ...createRows(context),
      ...updateRows(context),
      ...removeRows(context),
      ...validatorRows(context),
      ...rewardDenomRows(context),
      ...providerParamsRows(context, await net.provider.queries.params()),
      ...doubleVotingRows(evidence),
      ...misbehaviourRows(evidence),
    ];
    expect(await disagreements(await provider(), rows)).toEqual([]);
    const stateRows = [
      ...phaseRows(net, context),
      ...validatorStateRows(net, context),
      ...ownerStateRows(context),
      ...evidenceStateRows(evidence),
    ];
    expect(await stateDisagreements(net, await provider(), stateRows)).toEqual([]);

    const { connection } = net.consumer();
    const registry = new Registry([[ConsumerUpdateParams.typeUrl, ConsumerUpdateParams]]);
    const params = await setupConsumerExtension(connection.queryClient).consumer.params();
    const consumer = await Simulator.create(connection, registry, []);
    expect(await disagreements(consumer, consumerParamsRows(consumerGovernance, params))).toEqual([]);

    const { launched: consumerId } = context;
    await (await net.provider.client("owner")).updateConsumer({ consumerId, newOwnerAddress: governance });
    const topN = { owner: governance, consumerId, powerShapingParameters: powerShapingParameters({ topN: 70 }) };
    await passProposal(net, "Make it a Top N consumer", msgUpdateConsumer(topN));
    expect(await stateDisagreements(net, await provider(), topNRows(net, context))).toEqual([]);
  });
});
