import { firstLine } from "../../errors.ts";
import type { LaunchEvent } from "../../launch/launch-event.ts";
import type { LaunchStep } from "../../launch/launch-state.ts";

/** What each step of a launch is about, for people. */
export const stepTitles: Readonly<Record<LaunchStep, string>> = {
  create: "create the consumer on the provider",
  schedule: "set the spawn time",
  spawn: "wait for the spawn",
  start: "write the genesis file, and wait for the consumer's blocks",
  channel: "open connection and CCV channel",
  firstPacket: "have the first VSC packet acknowledged",
  done: "secured",
  over: "nothing: the consumer was stopped",
};

type Describe = { readonly [K in LaunchEvent["kind"]]: (event: Extract<LaunchEvent, { kind: K }>) => string };

const describe: Describe = {
  step: ({ step, consumerId }) => `${consumerId === undefined ? "" : `consumer ${consumerId}: `}${stepTitles[step]}`,
  created: ({ consumerId, spawnTime, tx }) =>
    `created consumer ${consumerId} at height ${tx.height}, spawns at ${spawnTime.toISOString()}`,
  scheduled: ({ consumerId, spawnTime }) => `consumer ${consumerId} now spawns at ${spawnTime.toISOString()}`,
  ready: ({ validators, power }) =>
    validators.length === 0
      ? "nobody would validate yet: have active validators opt in"
      : `${validators.length} validators with power ${power} would validate: ${validators.map(({ moniker }) => moniker).join(", ")}`,
  spawned: ({ height, clientId }) => `spawned at provider height ${height}, light client ${clientId}`,
  spawnFailed: ({ message }) => `the spawn failed: ${firstLine(message)}`,
  genesis: ({ hash, path, isNew }) => `${isNew ? "wrote" : "found"} ${path}, SHA-256 ${hash}`,
  waiting: ({ what }) => `waiting for ${what}`,
  blocks: ({ chainId, height }) => `${chainId} makes blocks: height ${height}`,
  delegated: ({ validator, amount }) => `delegated ${amount} to ${validator}, so that a first packet is sent`,
  hop: ({ name, chainId, height }) => `${name} on ${chainId} at height ${height}`,
  channel: ({ channelId, counterpartyChannelId }) => `CCV channel open: ${channelId} and ${counterpartyChannelId}`,
  acknowledged: ({ height }) => `first VSC packet acknowledged at provider height ${height}`,
};

/** One line for an event of a launch. */
export function describeLaunchEvent(event: LaunchEvent): string {
  return (describe[event.kind] as (event: LaunchEvent) => string)(event);
}
