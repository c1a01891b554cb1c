/** The id that the provider gave a consumer chain: a decimal string such as "0". Never a chain id: two consumers may share one. */
export type ConsumerId = string;

/** Port of the CCV channel on the provider. */
export const providerPortId = "provider";

/** Port of the CCV channel on every consumer. */
export const consumerPortId = "consumer";

/** Port of the ICS-20 channel that carries a consumer's rewards. */
export const transferPortId = "transfer";

/**
 * True for a decimal u64 without sign or leading zeros: what the provider accepts as a consumer id.
 * @see ValidateConsumerId in x/ccv/types/shared_params.go
 */
export function isConsumerId(text: string): text is ConsumerId {
  return /^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n;
}
