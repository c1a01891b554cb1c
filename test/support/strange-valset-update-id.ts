import type { GenesisPatch } from "../../testnet/genesis/genesis-document.ts";
import { isJsonObject, type Json, type JsonObject } from "../../testnet/genesis/json.ts";

/**
 * The genesis of a consumer that begins as after an export in the middle of its handshake, and thinks that its sets come
 * from a valset update that the provider never made, until it takes the first VSC packet. Only a restarted consumer may
 * say so, and its client of the provider is then in the state of x/ibc.
 * @see InitGenesis in x/ccv/consumer/keeper/genesis.go and GenesisState.Validate in x/ccv/consumer/types/genesis.go
 */
export function withValsetUpdateId(valsetUpdateId: bigint): GenesisPatch {
  return (genesis) => {
    const { app_state: state } = genesis;
    const ccv = part(state, "ccvconsumer");
    const provider = part(ccv, "provider");
    const client = part(provider, "client_state");
    const heights = [0, 1, 2].map((height) => ({
      height: String(height),
      valset_update_id: valsetUpdateId.toString(),
    }));
    const restarted = {
      ...ccv,
      new_chain: false,
      provider_client_id: clientId,
      height_to_valset_update_id: heights,
      provider: { ...provider, client_state: null, consensus_state: null },
    };
    const ibc = part(state, "ibc");
    const clients = clientGenesis(part(ibc, "client_genesis"), client, part(provider, "consensus_state"));
    return {
      ...genesis,
      app_state: { ...object(state), ccvconsumer: restarted, ibc: { ...ibc, client_genesis: clients } },
    };
  };
}

const clientId = "07-tendermint-0";
const typeUrl = (name: string) => `/ibc.lightclients.tendermint.v1.${name}`;

function clientGenesis(genesis: JsonObject, client: JsonObject, consensus: JsonObject): JsonObject {
  const height = client.latest_height ?? null;
  return {
    ...genesis,
    next_client_sequence: "1",
    clients: [{ client_id: clientId, client_state: { "@type": typeUrl("ClientState"), ...client } }],
    clients_consensus: [
      {
        client_id: clientId,
        consensus_states: [{ height, consensus_state: { "@type": typeUrl("ConsensusState"), ...consensus } }],
      },
    ],
  };
}

function part(value: Json | undefined, name: string): JsonObject {
  return object(object(value)[name]);
}

function object(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TypeError("The genesis has another shape than expected");
}
