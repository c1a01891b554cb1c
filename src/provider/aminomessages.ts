import { type AminoConverter, AminoTypes, createDefaultAminoConverters } from "@cosmjs/stargate";
import { providerMessages } from "./message-json.ts";

/**
 * Amino converters of the provider module's messages, of x/gov v1 (proposals may hold any of these messages), MsgUnjail
 * and MsgRecoverClient, by type URL; for Ledgers, multisig members and every other signer that signs amino JSON. The
 * messages have no amino names: their type in the signed document is the type URL.
 *
 * The chain's amino cannot say, and the converters refuse with TX_AMINO_UNSUPPORTED before anything is signed:
 * - votes and consensus keys, so neither MsgSubmitConsumerDoubleVoting nor MsgSubmitConsumerMisbehaviour, whose headers hold
 *   validator sets: these need a direct signer;
 * - durations above 9223372035 seconds, such as the provider's default jail time for a double sign
 *   (9223372036.854775807 s): leave the infraction parameters out to get the default;
 * - U+2028 and U+2029 in texts.
 * @see x/tx/signing/aminojson of the Cosmos SDK
 */
export function createProviderAminoConverters(): Record<string, AminoConverter> {
  return providerMessages.aminoConverters();
}

/** CosmJS's own converters and the provider's. */
export function createProviderAminoTypes(): AminoTypes {
  return new AminoTypes({ ...createDefaultAminoConverters(), ...createProviderAminoConverters() });
}
