import { type EncodeObject, isOfflineDirectSigner, type OfflineSigner } from "@cosmjs/proto-signing";
import type { AminoTypes } from "@cosmjs/stargate";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";

/**
 * Refuses, before anything is simulated or signed, what an amino signer cannot sign so that the chain verifies it.
 * A direct signer signs everything.
 * @throws TX_AMINO_UNSUPPORTED
 */
export function checkSignable(signer: OfflineSigner, aminoTypes: AminoTypes, messages: readonly EncodeObject[]): void {
  if (isOfflineDirectSigner(signer)) return;
  for (const message of messages) {
    try {
      aminoTypes.toAmino(message);
    } catch (cause) {
      if (isIcsError(cause)) throw cause;
      const { typeUrl } = message;
      throw new IcsError(
        "TX_AMINO_UNSUPPORTED",
        `${typeUrl} cannot be signed as amino JSON: it has no converter\nPass aminoTypes that have one, or sign with a direct signer.`,
        { typeUrl, reason: errorMessage(cause) },
        { cause },
      );
    }
  }
}
