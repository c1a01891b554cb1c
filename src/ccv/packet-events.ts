import type { AttributeReader } from "./event-attributes.ts";

/** A module event about a packet, written by both modules with the same names. */
export type PacketModuleEvent =
  | CcvPacketReceived
  | CcvPacketAcknowledged
  | CcvAcknowledgementResult
  | CcvAcknowledgementError
  | CcvPacketTimedOut;

/** The module that wrote an event. A consumer calls itself "CCV" on receipt. */
export type CcvModule = "provider" | "consumer";

/** A packet was received; `error` is set where it was refused. */
export interface CcvPacketReceived {
  readonly kind: "ccvPacketReceived";
  readonly module: CcvModule;
  /** Absent on a provider that refused the packet. */
  readonly valsetUpdateId: bigint | undefined;
  readonly success: boolean;
  readonly error: string | undefined;
}

/** An acknowledgement was taken in; the text is protobuf's own and not meant to be read. Its outcome follows. */
export interface CcvPacketAcknowledged {
  readonly kind: "ccvPacketAcknowledged";
  readonly module: CcvModule;
  readonly acknowledgement: string;
}

/** Second event of an acknowledgement: the result bytes, one character each. */
export interface CcvAcknowledgementResult {
  readonly kind: "ccvAcknowledgementResult";
  readonly result: Uint8Array;
}

/** Second event of an acknowledgement: the error. */
export interface CcvAcknowledgementError {
  readonly kind: "ccvAcknowledgementError";
  readonly error: string;
}

/** A packet of this module timed out. On the provider this stops the consumer. */
export interface CcvPacketTimedOut {
  readonly kind: "ccvPacketTimedOut";
  readonly module: CcvModule;
}

const modules: Readonly<Record<string, CcvModule>> = { provider: "provider", ccvconsumer: "consumer", CCV: "consumer" };

type Decoders = Readonly<Record<string, (read: AttributeReader) => PacketModuleEvent | undefined>>;

/** By event type. */
export const packetEventDecoders: Decoders = {
  ccv_packet: (read) => {
    if (!read.has("module")) return acknowledgementOutcome(read);
    const module = read.parsed("module", parseModule);
    const acknowledgement = read.optional("acknowledgement");
    if (acknowledgement !== undefined) return { kind: "ccvPacketAcknowledged", module, acknowledgement };
    return {
      kind: "ccvPacketReceived",
      module,
      valsetUpdateId: read.has("valset_update_id") ? read.integer("valset_update_id") : undefined,
      success: read.parsed("success", parseBoolean),
      error: read.optional("error"),
    };
  },
  timeout: (read) => ({ kind: "ccvPacketTimedOut", module: read.parsed("module", parseModule) }),
};

function acknowledgementOutcome(read: AttributeReader): PacketModuleEvent {
  const error = read.optional("error");
  if (error !== undefined) return { kind: "ccvAcknowledgementError", error };
  return { kind: "ccvAcknowledgementResult", result: new TextEncoder().encode(read.text("success")) };
}

function parseModule(text: string): CcvModule | undefined {
  return modules[text];
}

function parseBoolean(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}
