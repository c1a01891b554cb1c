import type { ExpectedConsumer, ExpectedProvider, ExpectedState } from "../expectations/expected-state.ts";
import type { TraceState } from "./parse-trace.ts";
import type { TraceKeys } from "./trace-keys.ts";

/** What a trace's state says of a testnet; nothing of consumers that were not created yet. */
export function expectedState(
  state: ReadonlyMap<string, TraceState>,
  {
    provider,
    created,
    removed = [],
    keys,
  }: {
    readonly provider: string;
    readonly created: readonly string[];
    readonly removed?: readonly string[];
    /** By consumer. */
    readonly keys: (consumer: string) => TraceKeys;
  },
): ExpectedState {
  const ofProvider = state.get(provider);
  const consumers = Object.fromEntries(
    created.map((name) => [
      name,
      {
        ...expectedConsumer(name, state.get(name), ofProvider, keys(name)),
        ...expectedPhase(name, ofProvider, removed.includes(name)),
      },
    ]),
  );
  return { consumers, ...(ofProvider && { provider: expectedProvider(ofProvider) }) };
}

function expectedProvider({ ValPowers, StakedTokens, InflationRateChange: change }: TraceState): ExpectedProvider {
  return {
    ...(ValPowers && { powers: ValPowers }),
    ...(StakedTokens && { tokens: StakedTokens }),
    ...(typeof change === "number" && { inflation: change > 0 ? "rising" : change < 0 ? "falling" : "steady" }),
  };
}

/** A trace lists the chains that are launched; one that is not there was removed, or has not spawned yet. */
function expectedPhase(
  name: string,
  provider: TraceState | undefined,
  isRemoved: boolean,
): Pick<ExpectedConsumer, "phase"> {
  const chains = provider?.ConsumerChains;
  if (!chains) return {};
  if (chains[name]) return { phase: "LAUNCHED" };
  return isRemoved ? { phase: "STOPPED" } : {};
}

function expectedConsumer(
  name: string,
  own: TraceState | undefined,
  provider: TraceState | undefined,
  keys: TraceKeys,
): ExpectedConsumer {
  const duties = provider?.HasToValidate;
  const rates = own?.ConsumerCommissionRates;
  const assigned = own?.AssignedKeys;
  const queue = own?.ConsumerPendingPacketQueueSize;
  return {
    ...(own?.ValPowers && { powersUnderAnyKey: own.ValPowers }),
    ...(duties && { hasToValidate: mapValues(duties, (chains) => chains.includes(name)) }),
    ...(rates && { commission: mapValues(rates, String) }),
    ...(assigned && {
      keys: mapValues(assigned, (address) => keys.ofAddress(address)?.publicKey ?? ("none" as const)),
    }),
    ...(typeof queue === "number" && { queuedSlashPackets: queue }),
  };
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
