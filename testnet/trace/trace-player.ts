import {
  type IncludedTx,
  msgRemoveConsumer,
  msgUpdateConsumer,
  pollUntil,
  setupConsumerExtension,
} from "../../src/index.ts";
import { untilTime } from "../actions/blocks.ts";
import { doubleSign } from "../actions/double-sign.ts";
import { governanceAddress, passProposal, setTopN } from "../actions/governance.ts";
import { changeNodeKey, missBlocks } from "../actions/nodes.ts";
import { removeConsumer, shapePower, updateConsumer } from "../actions/ownership.ts";
import { cancelUnbonding, delegate, redelegate, unbond } from "../actions/stake.ts";
import { assignKey, optIn, optOut, setCommission, unjail } from "../actions/validators.ts";
import { refusalGas } from "../expectations/refusal.ts";
import { untilState } from "../expectations/until-state.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import { relayOnce } from "./relay-once.ts";
import { sendTokens } from "./send-tokens.ts";
import type { PlayableAction } from "./trace-actions.ts";
import { TraceAttack } from "./trace-attack.ts";
import { TraceKeys } from "./trace-keys.ts";
import { expectOutcome } from "./trace-outcome.ts";

type ActionOf<K extends PlayableAction["type"]> = Extract<PlayableAction, { readonly type: K }>;
type Play = { readonly [K in PlayableAction["type"]]: (action: ActionOf<K>) => Promise<unknown> };

const nothing = (): Promise<void> => Promise.resolve();

/** Carries the actions of a trace out, in our words. */
export class TracePlayer {
  readonly #keys = new Map<string, TraceKeys>();
  /** Names of the consumers that were created. */
  readonly created = new Set<string>();
  /** Names of those that were stopped again. */
  readonly removed = new Set<string>();
  readonly #net: Testnet;
  /** The last unbonding by delegator and validator, which cancelling names. */
  readonly #unbondings = new Map<string, IncludedTx>();
  /** The consumer whose removal is voted on. */
  #proposedRemoval: string | undefined;
  readonly #attack: TraceAttack;

  constructor(net: Testnet) {
    this.#net = net;
    this.#attack = new TraceAttack(net);
  }

  /** Ends what goes on in the background. @throws what ended it before */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#attack.close();
  }

  /** The keys of a consumer: a key that the trace uses on two chains is another one on each. */
  keysOf(chain: string): TraceKeys {
    const known = this.#keys.get(chain) ?? new TraceKeys();
    this.#keys.set(chain, known);
    return known;
  }

  act<K extends PlayableAction["type"]>(action: ActionOf<K>): Promise<unknown> {
    const play = this.#plays[action.type] as (action: ActionOf<K>) => Promise<unknown>;
    return play(action);
  }

  readonly #plays: Play = {
    StartChainAction: nothing,
    CreateConsumerChainAction: ({ ConsumerChain, PowerShapingParams }) =>
      this.#create(ConsumerChain, PowerShapingParams ?? undefined),
    SubmitConsumerAdditionProposalAction: (action) => this.#create(action.ConsumerChain, action),
    StartConsumerChainAction: ({ ConsumerChain }) => this.#start(this.#consumer(ConsumerChain)),
    RemoveConsumerChainAction: ({ ConsumerChain }) => this.#remove(ConsumerChain),
    SubmitConsumerRemovalProposalAction: async ({ ConsumerChain }) => {
      this.#proposedRemoval = ConsumerChain;
    },
    VoteGovProposalAction: ({ Vote }) => this.#vote(Vote),
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
    RelayPacketsAction: ({ ChainA, ChainB }) => relayOnce(this.#net, this.#consumerOf([ChainA, ChainB])),
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
    SendTokensAction: (action) => sendTokens(this.#net, action),
    StartConsumerEvidenceDetectorAction: ({ Chain }) => this.#attack.watch(this.#consumer(Chain)),
    ForkConsumerChainAction: ({ ConsumerChain, Validator }) =>
      this.#attack.fork(this.#consumer(ConsumerChain), Validator),
    UpdateLightClientAction: () => this.#attack.showFork(),
    SlashMeterReplenishmentAction: ({ TargetValue, Timeout }) =>
      pollUntil(
        () => this.#net.provider.queries.throttleState(),
        ({ slashMeter }) => slashMeter >= BigInt(TargetValue),
        { what: `the slash meter to reach ${TargetValue}`, timeoutMs: Math.max(30_000, Timeout / 1_000_000) },
      ),
    UnjailValidatorAction: ({ Validator }) => unjail(this.#net, Validator),
    WaitTimeAction: ({ WaitTime }) =>
      untilTime(this.#net.provider.connection, new Date(Date.now() + WaitTime / 1_000_000)),
    StartRelayerAction: nothing,
    AddChainToRelayerAction: nothing,
    CreateIbcClientsAction: nothing,
    AddIbcConnectionAction: nothing,
    TransferChannelCompleteAction: nothing,
  };

  /** A Top N chain is made one at once: whoever votes for it in the trace, all our validators do. */
  async #create(
    chain: string,
    shaping: ActionOf<"SubmitConsumerAdditionProposalAction"> | Shaping | undefined,
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
    const keys = this.keysOf(Chain);
    if (!consumer.isRunning && !keys.has(ConsumerPubkey)) {
      const { validators } = await consumer.prepare();
      const node = validators.find(({ name, ownKey }) => ownKey && name === Validator);
      if (node !== undefined) keys.stand(ConsumerPubkey, node.consensusKey);
    }
    const key = keys.ours(ConsumerPubkey);
    await expectOutcome(action, assignKey(this.#net, consumer, Validator, { key, gas: refusalGas }));
    if (action.ReconfigureNode) await changeNodeKey(consumer.chain, Validator, key);
  }

  /** Those who propose and vote are the trace's: with us governance carries out what was agreed on. */
  async #vote(votes: readonly string[]): Promise<void> {
    const removal = this.#proposedRemoval;
    this.#proposedRemoval = undefined;
    const isAgreed = votes.filter((vote) => vote === "yes").length > votes.length / 2;
    if (removal !== undefined && isAgreed) await this.#remove(removal);
  }

  async #remove(name: string): Promise<void> {
    const consumer = this.#consumer(name);
    const { consumerId } = consumer;
    const { ownerAddress } = await this.#net.provider.queries.consumerChain(consumerId);
    if (ownerAddress === governanceAddress) {
      await passProposal(this.#net, `Remove ${name}`, [msgRemoveConsumer(governanceAddress, consumerId)]);
    } else {
      await removeConsumer(this.#net, consumer);
    }
    this.removed.add(name);
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
