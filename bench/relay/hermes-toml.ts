import { parse, stringify, type TomlTable } from "smol-toml";

/**
 * A configuration of Hermes as the bench wants it: events are handed on after 50 ms, keys lie in a folder of their own,
 * nothing is served. A step of its handshake that found no proof yet waits a fifth of the longest block time, which is
 * 30 s by default. Its search for misbehaviour fails on ibc-go 10, whose events have no header, after seconds each time.
 */
export function quickHermes(configuration: string, keyFolder: string): string {
  const { chains, mode, telemetry, ...rest } = parse(configuration);
  const quick = (chains as TomlTable[]).map((chain) => ({
    ...chain,
    key_store_folder: keyFolder,
    event_source: { ...(chain.event_source as TomlTable), batch_delay: "50ms" },
    max_block_time: "10s",
  }));
  const { clients, ...others } = mode as TomlTable;
  return stringify({
    ...rest,
    mode: { ...others, clients: { ...(clients as TomlTable), misbehaviour: false } },
    telemetry: { ...(telemetry as TomlTable), enabled: false },
    chains: quick,
  });
}
