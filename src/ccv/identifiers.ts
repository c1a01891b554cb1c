/** The id that the provider gave a consumer chain: a decimal string such as "0". Never a chain id: two consumers may share one. */
export type ConsumerId = string;

/** Port of the CCV channel on the provider. */
export const providerPortId = "provider";

/** Port of the CCV channel on every consumer. */
export const consumerPortId = "consumer";

/** Port of the ICS-20 channel that carries a consumer's rewards. */
export const transferPortId = "transfer";
