import type { ExpectedConsumer, ExpectedProvider, ExpectedState } from "../expectations/expected-state.ts";
import type { TraceState } from "./parse-trace.ts";
import type { TraceKeys } from "./trace-keys.ts";

/** What a trace's state says of a testnet; nothing of consumers that were not created yet. */
export function expectedState(
  state: ReadonlyMap<string, TraceState>,
  {
    provider,
    created,
    keys,
  }: { readonly provider: string; readonly created: readonly string[]; readonly keys: TraceKeys },
): ExpectedState {
  const ofProvider = state.get(provider);
  const consumers = Object.fromEntries(
    created.map((name) => [name, expectedConsumer(name, state.get(name), ofProvider, keys)]),
  );
  return { consumers, ...(ofProvider && { provider: expectedProvider(ofProvider) }) };
}

function expectedProvider({ ValPowers, StakedTokens }: TraceState): ExpectedProvider {
  return { ...(ValPowers && { powers: ValPowers }), ...(StakedTokens && { tokens: StakedTokens }) };
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
    ...(own?.ValPowers && { powers: own.ValPowers }),
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
