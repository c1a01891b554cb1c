import type { IncludedTx, PowerShapingParameters, SendOptions, UpdateConsumer } from "../../src/index.ts";
import { powerShapingParameters } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/** How an owner's action is sent. */
export interface OwnerOptions extends SendOptions {
  /** The account that signs. Default `owner`. */
  readonly by?: string;
}

/** What `shapePower` changes; lists hold names of the provider's validators. */
export type PowerShapingChange = Partial<Omit<PowerShapingParameters, "topN">>;

/** Changes what is given of a consumer; each parameter object replaces the whole old one. */
export async function updateConsumer(
  net: Testnet,
  { consumerId }: TestnetConsumer,
  changes: Omit<UpdateConsumer, "owner" | "consumerId">,
  { by = "owner", ...options }: OwnerOptions = {},
): Promise<IncludedTx> {
  const client = await net.provider.client(by);
  return client.updateConsumer({ ...changes, consumerId }, options);
}

/** Restricts who validates a consumer and with how much power; what is left out restricts nothing any more. */
export function shapePower(
  net: Testnet,
  consumer: TestnetConsumer,
  change: PowerShapingChange,
  options: OwnerOptions = {},
): Promise<IncludedTx> {
  const addresses = (names: readonly string[] = []): string[] =>
    names.map((name) => net.provider.validator(name).consensusAddress);
  const { allowlist, denylist, prioritylist } = change;
  const lists = {
    allowlist: addresses(allowlist),
    denylist: addresses(denylist),
    prioritylist: addresses(prioritylist),
  };
  const parameters = powerShapingParameters({ ...change, ...lists });
  return updateConsumer(net, consumer, { powerShapingParameters: parameters }, options);
}

/** Gives a consumer to another account, by its name in the testnet or by its address. */
export function giveConsumer(
  net: Testnet,
  consumer: TestnetConsumer,
  newOwner: string,
  options: OwnerOptions = {},
): Promise<IncludedTx> {
  const known = net.provider.chain.accounts.find(({ name }) => name === newOwner);
  return updateConsumer(net, consumer, { newOwnerAddress: known?.address ?? newOwner }, options);
}

/** Stops a launched consumer; its state goes after the provider's unbonding time. */
export async function removeConsumer(
  net: Testnet,
  { consumerId }: TestnetConsumer,
  { by = "owner", ...options }: OwnerOptions = {},
): Promise<IncludedTx> {
  const client = await net.provider.client(by);
  return client.removeConsumer(consumerId, options);
}
