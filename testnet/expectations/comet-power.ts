import { type ChainConnection, consensusAddress, queryValidators } from "../../src/index.ts";

/** A validator's voting power at a chain's latest height, 0 outside the set; by its `cosmosvalcons…` address. */
export async function cometPower(connection: ChainConnection, address: string): Promise<bigint> {
  const validators = await queryValidators(connection, await connection.latestHeight());
  return validators.find(({ pubkey }) => consensusAddress(pubkey, "cosmos") === address)?.power ?? 0n;
}
