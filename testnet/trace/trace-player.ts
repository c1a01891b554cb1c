import { type IncludedTx, msgUpdateConsumer, pollUntil, setupConsumerExtension } from "../../src/index.ts";
import { untilTime } from "../actions/blocks.ts";
import { doubleSign } from "../actions/double-sign.ts";
import { governanceAddress, passProposal, setTopN } from "../actions/governance.ts";
import { missBlocks } from "../actions/nodes.ts";
import { removeConsumer, shapePower, updateConsumer } from "../actions/ownership.ts";
import { holdPackets, releasePackets, untilDelivered } from "../actions/packets.ts";
import { cancelUnbonding, delegate, redelegate, unbond } from "../actions/stake.ts";
import { assignKey, optIn, optOut, setCommission, unjail } from "../actions/validators.ts";
import { refusalGas, refusalOf } from "../expectations/refusal.ts";
import { untilState } from "../expectations/until-state.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import type { TraceAction } from "./parse-trace.ts";
import { TraceKeys } from "./trace-keys.ts";

type ActionOf<K extends TraceAction["type"]> = Extract<TraceAction, { readonly type: K }>;
type Play = { readonly [K in TraceAction["type"]]: (action: ActionOf<K>) => Promise<unknown> };

const nothing = (): Promise<void> => Promise.resolve();

/** Carries the actions of a trace out, in our words. */
export class TracePlayer {
  readonly keys = new TraceKeys();
  /** Names of the consumers that were created. */
  readonly created = new Set<string>();
  readonly #net: Testnet;
  /** The last unbonding by delegator and validator, which cancelling names. */
  readonly #unbondings = new Map<string, IncludedTx>();

  constructor(net: Testnet) {
    this.#net = net;
  }

  act<K extends TraceAction["type"]>(action: ActionOf<K>): Promise<unknown> {
    const play = this.#plays[action.type] as (action: ActionOf<K>) => Promise<unknown>;
    return play(action);
  }

  readonly #plays: Play = {
    StartChainAction: nothing,
    CreateConsumerChainAction: ({ ConsumerChain, PowerShapingParams }) =>
      this.#create(ConsumerChain, PowerShapingParams ?? undefined),
    SubmitConsumerAdditionProposalAction: (action) => this.#create(action.ConsumerChain, action),
    StartConsumerChainAction: ({ ConsumerChain }) => this.#start(this.#consumer(ConsumerChain)),
    RemoveConsumerChainAction: ({ ConsumerChain }) => removeConsumer(this.#net, this.#consumer(ConsumerChain)),
    OptInAction: (action) => {
      const consumer = this.#consumer(action.Chain);
      return expectOutcome(action, optIn(this.#net, consumer, action.Validator, { gas: refusalGas }));
    },
    OptOutAction: (action) => {
      const consumer = this.#consumer(action.Chain);
      return expectOutcome(action, optOut(this.#net, consumer, action.Validator, { gas: refusalGas }));
    },
    AssignConsumerPubKeyAction: (action) => this.#assign(action),
    SetConsumerCommissionRateAction: (action) => {
      const consumer = this.#consumer(action.Chain);
      const rate = String(action.CommissionRate);
      return expectOutcome(action, setCommission(this.#net, consumer, action.Validator, rate, { gas: refusalGas }));
    },
    AddIbcChannelAction: ({ ChainA }) => this.#consumer(ChainA).openChannel({ relay: false }),
    RelayPacketsAction: ({ ChainA, ChainB }) => this.#relay(this.#consumerOf([ChainA, ChainB])),
    DelegateTokensAction: ({ From, To, Amount }) => delegate(this.#net, To, BigInt(Amount), { from: From }),
    UnbondTokensAction: async ({ Sender, UnbondFrom, Amount }) => {
      const tx = await unbond(this.#net, UnbondFrom, BigInt(Amount), { from: Sender });
      this.#unbondings.set(`${Sender}/${UnbondFrom}`, tx);
    },
    CancelUnbondTokensAction: ({ Delegator, Validator, Amount }) => {
      const unbonding = this.#unbondings.get(`${Delegator}/${Validator}`);
      if (unbonding === undefined) throw new TypeError(`${Delegator} unbonds nothing from ${Validator}`);
      return cancelUnbonding(this.#net, Validator, BigInt(Amount), unbonding, { from: Delegator });
    },
    RedelegateTokensAction: ({ Src, Dst, TxSender, Amount }) =>
      redelegate(this.#net, { source: Src, destination: Dst }, BigInt(Amount), { from: TxSender }),
    DowntimeSlashAction: ({ Chain, Validator }) => this.#goDown(Chain, Validator),
    DoublesignSlashAction: ({ Chain, Validator }) =>
      doubleSign(this.#isProvider(Chain) ? this.#net.provider : this.#consumer(Chain), Validator),
    UnjailValidatorAction: ({ Validator }) => unjail(this.#net, Validator),
    WaitTimeAction: ({ WaitTime }) =>
      untilTime(this.#net.provider.connection, new Date(Date.now() + WaitTime / 1_000_000)),
    VoteGovProposalAction: nothing,
    StartRelayerAction: nothing,
    AddChainToRelayerAction: nothing,
    CreateIbcClientsAction: nothing,
    AddIbcConnectionAction: nothing,
    TransferChannelCompleteAction: nothing,
  };

  /** A Top N chain is made one at once: whoever votes for it in the trace, all our validators do. */
  async #create(
    chain: string,
    shaping: Extract<TraceAction, { type: "SubmitConsumerAdditionProposalAction" }> | Shaping | undefined,
  ): Promise<void> {
    const consumer = this.#consumer(chain);
    await consumer.create();
    this.created.add(chain);
    if (shaping === undefined) return;
    const { TopN, ValidatorsPowerCap, ValidatorSetCap, MinStake, AllowInactiveVals } = shaping;
    if (ValidatorsPowerCap || ValidatorSetCap || MinStake || AllowInactiveVals) {
      await shapePower(this.#net, consumer, {
        validatorsPowerCap: ValidatorsPowerCap,
        validatorSetCap: ValidatorSetCap,
        minStake: BigInt(MinStake),
        allowInactiveValidators: AllowInactiveVals,
      });
    }
    if (TopN > 0) await setTopN(this.#net, consumer, TopN);
  }

  /** Lets the chain spawn now. */
  async #start(consumer: TestnetConsumer): Promise<void> {
    const { consumerId } = consumer;
    const initializationParameters = consumer.initializationParameters(new Date());
    const { ownerAddress } = await this.#net.provider.queries.consumerChain(consumerId);
    if (ownerAddress === governanceAddress) {
      const launch = msgUpdateConsumer({ owner: governanceAddress, consumerId, initializationParameters });
      await passProposal(this.#net, `Launch ${consumer.spec.name}`, [launch]);
    } else {
      await updateConsumer(this.#net, consumer, { initializationParameters });
    }
    await consumer.spawn();
    await consumer.start();
  }

  /** The first key of a validator that has a node becomes the one that this node signs with. */
  async #assign(action: ActionOf<"AssignConsumerPubKeyAction">): Promise<void> {
    const { Chain, Validator, ConsumerPubkey } = action;
    const consumer = this.#consumer(Chain);
    if (!consumer.isRunning && !this.keys.has(ConsumerPubkey)) {
      const { validators } = await consumer.prepare();
      const node = validators.find(({ name, ownKey }) => ownKey && name === Validator);
      if (node !== undefined) this.keys.stand(ConsumerPubkey, node.consensusKey);
    }
    const key = this.keys.ours(ConsumerPubkey);
    await expectOutcome(action, assignKey(this.#net, consumer, Validator, { key, gas: refusalGas }));
  }

  async #relay(consumer: TestnetConsumer): Promise<void> {
    releasePackets(consumer);
    await untilDelivered(this.#net, consumer);
    await holdPackets(consumer);
  }

  /** Down until the chain has noticed; on a consumer, until the slash packet waits. */
  async #goDown(chain: string, validator: string): Promise<void> {
    if (this.#isProvider(chain)) {
      const jailed = () => untilState(this.#net, { provider: { jailed: { [validator]: true } } });
      return missBlocks(this.#net.provider.chain, validator, jailed);
    }
    const consumer = this.#consumer(chain);
    const { queryClient } = consumer.connection;
    const queue = async () => (await setupConsumerExtension(queryClient).consumer.throttleState()).packetDataQueue;
    const before = (await queue()).length;
    const noticed = () =>
      pollUntil(queue, (packets) => packets.length > before, { what: `${chain} to notice that ${validator} is down` });
    await missBlocks(consumer.chain, validator, noticed);
  }

  #isProvider(chain: string): boolean {
    return chain === this.#net.provider.chain.name;
  }

  #consumer(name: string): TestnetConsumer {
    const found = this.#net.consumers.find(({ spec }) => spec.name === name);
    if (found === undefined) throw new TypeError(`The testnet has no consumer "${name}": is it of traceTopology?`);
    return found;
  }

  #consumerOf(chains: readonly string[]): TestnetConsumer {
    return this.#consumer(chains.find((chain) => !this.#isProvider(chain)) ?? "");
  }
}

type Shaping = NonNullable<ActionOf<"CreateConsumerChainAction">["PowerShapingParams"]>;

/** The trace's own error texts are those of another version: only that there is one is judged. */
async function expectOutcome(
  { ExpectError }: { readonly ExpectError: boolean },
  action: Promise<unknown>,
): Promise<void> {
  if (ExpectError) await refusalOf(action);
  else await action;
}
