import { fromBase64 } from "@cosmjs/encoding";
import * as z from "zod";
import { parsePacketJson } from "./packet-json.ts";

/** An IBC packet acknowledgement as ibc-go writes it: `{"result":"AQ=="}` or `{"error":"…"}`. */
export type PacketAcknowledgement =
  | { readonly kind: "result"; readonly result: Uint8Array }
  | { readonly kind: "error"; readonly error: string };

/** What a consumer made of a VSC packet. An error makes the provider stop the consumer. */
export type VscVerdict = { readonly kind: "accepted" } | { readonly kind: "error"; readonly error: string };

/**
 * What a provider made of a slash packet.
 * handled (2): taken care of, which does not yet say that anybody was jailed; bounced (3): the slash meter was
 * negative, the consumer tries again; v1 (1): a double sign, logged only, or a provider of old without throttling;
 * error: refused, and the consumer closes its channel.
 */
export type SlashVerdict =
  | { readonly kind: "handled" }
  | { readonly kind: "bounced" }
  | { readonly kind: "v1" }
  | { readonly kind: "error"; readonly error: string };

const acknowledgement = z.union([
  z
    .strictObject({ result: z.base64() })
    .transform(({ result }): PacketAcknowledgement => ({ kind: "result", result: fromBase64(result) })),
  z.strictObject({ error: z.string() }).transform(({ error }): PacketAcknowledgement => ({ kind: "error", error })),
]);

const slashVerdicts: Readonly<Record<number, SlashVerdict>> = {
  1: { kind: "v1" },
  2: { kind: "handled" },
  3: { kind: "bounced" },
};

/**
 * Reads the bytes of a packet acknowledgement.
 * @throws CCV_PACKET_INVALID
 */
export function parseAcknowledgement(bytes: Uint8Array): PacketAcknowledgement {
  return parsePacketJson("packet acknowledgement", bytes, acknowledgement);
}

/**
 * Reads a consumer's acknowledgement of a VSC packet; any result counts, as for the provider.
 * @throws CCV_PACKET_INVALID
 */
export function parseVscVerdict(bytes: Uint8Array): VscVerdict {
  const parsed = parseAcknowledgement(bytes);
  return parsed.kind === "error" ? parsed : { kind: "accepted" };
}

/**
 * Reads a provider's acknowledgement of a slash packet.
 * @throws CCV_PACKET_INVALID, also for a result of other than one byte or an unknown one, which consumers refuse
 * @see PacketAckResult in x/ccv/types/wire.go
 */
export function parseSlashVerdict(bytes: Uint8Array): SlashVerdict {
  return parsePacketJson("slash packet acknowledgement", bytes, slashAcknowledgement);
}

/** What the result bytes of a slash packet's acknowledgement mean; undefined for any that consumers refuse. */
export function slashVerdict(result: Uint8Array): SlashVerdict | undefined {
  return result.length === 1 ? slashVerdicts[result[0] ?? 0] : undefined;
}

const slashAcknowledgement = acknowledgement.transform((parsed, context): SlashVerdict => {
  if (parsed.kind === "error") return parsed;
  const verdict = slashVerdict(parsed.result);
  if (verdict) return verdict;
  context.addIssue({ code: "custom", message: `unknown result [${parsed.result.join(", ")}]` });
  return z.NEVER;
});
