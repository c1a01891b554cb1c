import type { EncodeObject } from "@cosmjs/proto-signing";
import type { SigningProviderClient } from "../../src/index.ts";
import * as actions from "../../testnet/index.ts";

export { governanceAddress } from "../../testnet/index.ts";

/** The clients of all of the provider's validators. */
export function allValidators(net: actions.Testnet): Promise<SigningProviderClient[]> {
  return Promise.all(net.provider.chain.validators.map(({ name }) => net.provider.client(name)));
}

/** Has governance pass and execute one message. */
export async function passProposal(net: actions.Testnet, title: string, message: EncodeObject): Promise<void> {
  await actions.passProposal(net, title, [message]);
}
