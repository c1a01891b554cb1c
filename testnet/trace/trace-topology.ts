import { IcsError } from "../../src/index.ts";
import type { ConsumerTopology, Topology } from "../topology.ts";
import type { TraceStep } from "./parse-trace.ts";
import type { TraceAction } from "./trace-actions.ts";

/** Five blocks missed of ten are a downtime, as in interchain-security's own runs. */
const downtime = { signedBlocksWindow: 10, minSignedPerWindow: 0.5 };

/** A spawn time that is not reached before the trace starts the chain. */
const spawnLaterMs = 3_600_000;

/**
 * The testnet that a trace plays on, with its chains and validators under the names that the trace gives them. Give it
 * to `createTestnet` with `launch: false`; periods that the trace does not tell may be changed.
 * @throws TESTNET_TRACE_INVALID for a trace that starts no provider
 */
export function traceTopology(trace: readonly TraceStep[]): Topology {
  const actions = trace.map(({ action }) => action);
  const provider = actions.find(({ type }) => type === "StartChainAction");
  if (provider?.type !== "StartChainAction") {
    const problems = [{ name: "trace", got: "no StartChainAction", wanted: "the provider's start" }];
    throw new IcsError("TESTNET_TRACE_INVALID", "The trace starts no provider", { problems });
  }
  const validators = steadyFirst(actions, provider.Chain, provider.Validators).map(({ Id, Stake }) => ({
    name: Id,
    stake: Stake,
  }));
  const started = actions.filter((action) => action.type === "StartConsumerChainAction");
  return {
    provider: { chainId: provider.Chain, validators, votingPeriodSeconds: 3, downtimeJailSeconds: 3, ...downtime },
    consumers: started.map(
      ({ ConsumerChain, Validators }): ConsumerTopology => ({
        chainId: ConsumerChain,
        spawnDelayMs: spawnLaterMs,
        validators: steadyFirst(actions, ConsumerChain, Validators).map(({ Id }) => ({
          validator: Id,
          ownKey: hasOwnKey(actions, ConsumerChain, Id),
        })),
        infractions: { downtime: { slashFraction: 0, jailSeconds: 3 } },
        ...downtime,
      }),
    ),
  };
}

/** A chain is asked through its first node: that one must not be of those that go down. */
function steadyFirst<V extends { readonly Id: string }>(
  actions: readonly TraceAction[],
  chain: string,
  validators: readonly V[],
): readonly V[] {
  const down = actions.flatMap((action) =>
    action.type === "DowntimeSlashAction" && action.Chain === chain ? [action.Validator] : [],
  );
  return validators.toSorted((left, right) => Number(down.includes(left.Id)) - Number(down.includes(right.Id)));
}

/** True where a key was assigned before the chain started. */
function hasOwnKey(actions: readonly TraceAction[], chain: string, validator: string): boolean {
  const start = actions.findIndex(
    (action) => action.type === "StartConsumerChainAction" && action.ConsumerChain === chain,
  );
  return actions
    .slice(0, start)
    .some(
      (action) =>
        action.type === "AssignConsumerPubKeyAction" &&
        action.Chain === chain &&
        action.Validator === validator &&
        !action.ExpectError,
    );
}
