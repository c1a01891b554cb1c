import type { ConsumerSpec } from "./consumer-spec.ts";
import { firstPacketDelegation } from "./first-packet.ts";
import type { LaunchState, LaunchStep } from "./launch-state.ts";
import { spawnTimeOf } from "./spec-messages.ts";

const order: readonly LaunchStep[] = ["create", "spawn", "start", "channel", "firstPacket"];

/**
 * What a launch would still do, line by line, in order; `[]` where the consumer is secured.
 * @throws CONFIG_INVALID as `firstPacketDelegation`
 */
export function launchPlan(spec: ConsumerSpec, state: LaunchState, owner: string, now: Date): readonly string[] {
  const { step, overview } = state;
  if (step === "done") return [];
  if (step === "over")
    return [`nothing: consumer ${overview?.consumerId} is ${overview?.phase}, and cannot be launched again`];
  const spawn = overview?.initializationParameters?.spawnTime ?? spawnTimeOf(spec, now);
  const { firstPacket } = spec;
  const delegation = firstPacket
    ? `delegate ${firstPacket.delegate.amount}${firstPacket.delegate.denom} from ${owner}, so that a first VSC packet is sent`
    : undefined;
  const lines: Readonly<Partial<Record<LaunchStep, readonly string[]>>> = {
    create: [`create "${spec.chainId}" (MsgCreateConsumer), owned by ${owner}`],
    schedule: [
      `set the spawn time of consumer ${overview?.consumerId} to ${spawnTimeOf(spec, now).toISOString()} (MsgUpdateConsumer)`,
    ],
    spawn: [`wait for the spawn at ${spawn.toISOString()}, for which an active validator must have opted in`],
    start: [
      `write ${spec.genesis.out}, and wait until nodes that run it make blocks`,
      ...(delegation ? [delegation] : []),
    ],
    channel: ["open connection and CCV channel on the launch's light clients"],
    firstPacket: ["relay until the first VSC packet is acknowledged"],
  };
  const first = step === "schedule" ? ["schedule" as const, ...order.slice(1)] : order.slice(order.indexOf(step));
  const plan = first.flatMap((each) => lines[each] ?? []);
  // An earlier run may have got further without it.
  const isLate = (step === "channel" || step === "firstPacket") && firstPacketDelegation(spec, state, owner);
  return isLate && delegation ? [delegation, ...plan] : plan;
}
