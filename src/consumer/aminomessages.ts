import { type AminoConverter, AminoTypes, createDefaultAminoConverters } from "@cosmjs/stargate";
import { consumerMessages } from "./message-json.ts";

/**
 * Amino converters of the consumer module's MsgUpdateParams and of x/gov v1, MsgUnjail and MsgRecoverClient, by type
 * URL. The consumer's message has no amino name: its type in the signed document is the type URL.
 */
export function createConsumerAminoConverters(): Record<string, AminoConverter> {
  return consumerMessages.aminoConverters();
}

/** CosmJS's own converters and the consumer's. */
export function createConsumerAminoTypes(): AminoTypes {
  return new AminoTypes({ ...createDefaultAminoConverters(), ...createConsumerAminoConverters() });
}
