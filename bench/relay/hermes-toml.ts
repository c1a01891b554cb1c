import { parse, stringify, type TomlTable } from "smol-toml";

/**
 * A configuration of Hermes as the bench wants it: events are handed on after 50 ms, keys lie in a folder of their own,
 * nothing is served. A step of its handshake that found no proof yet waits a fifth of the longest block time, which is
 * 30 s by default.
 */
export function quickHermes(configuration: string, keyFolder: string): string {
  const { chains, telemetry, ...rest } = parse(configuration);
  const quick = (chains as TomlTable[]).map((chain) => ({
    ...chain,
    key_store_folder: keyFolder,
    event_source: { ...(chain.event_source as TomlTable), batch_delay: "50ms" },
    max_block_time: "10s",
  }));
  return stringify({
    ...rest,
    telemetry: { ...(telemetry as TomlTable), enabled: false },
    chains: quick,
  });
}
