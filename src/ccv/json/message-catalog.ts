import type { EncodeObject } from "@cosmjs/proto-signing";
import type { AminoConverter } from "@cosmjs/stargate";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { IcsError } from "../../errors.ts";
import { inField, type JsonForm, JsonProblem, type JsonType, jsonObject, shown } from "./json-type.ts";

/** A message type: its bytes and both its JSON forms. */
export interface CatalogEntry<T = unknown> {
  readonly codec: {
    readonly typeUrl: string;
    encode(message: T): { finish(): Uint8Array };
    decode(bytes: Uint8Array): T;
  };
  readonly json: JsonType<T>;
  /** The name that the SDK's amino has for it; a message that has none there goes by its type URL. */
  readonly aminoName: string;
}

/** An entry; without a name amino knows the message by its type URL. */
export function catalogEntry<T>(codec: CatalogEntry<T>["codec"], json: JsonType<T>, aminoName?: string): CatalogEntry {
  return { codec, json, aminoName: aminoName ?? codec.typeUrl } as CatalogEntry;
}

/** Messages by type URL, with what amino signing and transaction files make of them. */
export class MessageCatalog {
  readonly #entries: ReadonlyMap<string, CatalogEntry>;

  constructor(entries: readonly CatalogEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.codec.typeUrl, entry]));
  }

  /** The type URLs of all messages. */
  get typeUrls(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Converters for a CosmJS `AminoTypes`; they throw TX_AMINO_UNSUPPORTED and TX_JSON_INVALID. */
  aminoConverters(): Record<string, AminoConverter> {
    return Object.fromEntries(
      [...this.#entries].map(([typeUrl, { json, aminoName }]) => [
        typeUrl,
        {
          aminoType: aminoName,
          toAmino: (value: unknown) => refusing(typeUrl, "amino", () => json.toJson(value, "amino")),
          fromAmino: (value: unknown) => refusing(typeUrl, "proto", () => json.fromJson(value, "amino")),
        },
      ]),
    );
  }

  /** A message as transaction files hold it: `{"@type": …}`. @throws TX_JSON_INVALID */
  toJson(message: EncodeObject): unknown {
    return refusing(message.typeUrl, "proto", () => this.#withType(message, "proto"));
  }

  /** A message from a transaction file. @throws TX_JSON_INVALID */
  fromJson(json: unknown): EncodeObject {
    const typeUrl = (json as { "@type"?: unknown } | null)?.["@type"];
    return refusing(`${typeUrl ?? "the message"}`, "proto", () => this.#fromTyped(json, "proto"));
  }

  /** The bytes of a message. @throws TX_JSON_INVALID */
  encode({ typeUrl, value }: EncodeObject): Any {
    const bytes = refusing(typeUrl, "proto", () => this.#entry(typeUrl).codec.encode(value).finish());
    return { typeUrl, value: bytes };
  }

  /** The type of `google.protobuf.Any` fields that hold messages of this catalog. */
  anyType(): JsonType<Any> {
    return {
      toJson: ({ typeUrl, value }, form) =>
        this.#withType({ typeUrl, value: this.#entry(typeUrl).codec.decode(value) }, form),
      fromJson: (json, form) => this.encode(this.#fromTyped(json, form)),
      isAbsent: () => false,
      absent: () => ({ typeUrl: "", value: new Uint8Array() }),
    };
  }

  #entry(typeUrl: string): CatalogEntry {
    const entry = this.#entries.get(typeUrl);
    if (entry === undefined) throw new JsonProblem(shown(typeUrl), `one of ${this.typeUrls.join(", ")}`, ["@type"]);
    return entry;
  }

  #withType({ typeUrl, value }: EncodeObject, form: JsonForm): unknown {
    const { json, aminoName } = this.#entry(typeUrl);
    const fields = jsonObject(json.toJson(value, form));
    return form === "amino" ? { type: aminoName, value: fields } : { "@type": typeUrl, ...fields };
  }

  #fromTyped(json: unknown, form: JsonForm): EncodeObject {
    if (form === "proto") {
      const { "@type": typeUrl, ...fields } = jsonObject(json);
      return { typeUrl: `${typeUrl}`, value: this.#entry(`${typeUrl}`).json.fromJson(fields, form) };
    }
    const { type, value } = jsonObject(json);
    const entry = [...this.#entries.values()].find(({ aminoName }) => aminoName === type);
    if (entry === undefined) throw new JsonProblem(shown(type), "the amino name of a known message", ["type"]);
    return { typeUrl: entry.codec.typeUrl, value: inField("value", () => entry.json.fromJson(value, form)) };
  }
}

function refusing<T>(typeUrl: string, form: JsonForm, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof JsonProblem)) throw cause;
    const { got, wanted } = cause;
    const name = cause.path.join(".") || typeUrl;
    if (form === "amino") {
      throw new IcsError(
        "TX_AMINO_UNSUPPORTED",
        `${typeUrl} cannot be signed as amino JSON: ${name} is ${got}\nSign it with a direct signer, or change the field: ${wanted}.`,
        { typeUrl, reason: `${name}: got ${got}, wanted ${wanted}` },
        { cause },
      );
    }
    throw new IcsError(
      "TX_JSON_INVALID",
      `${typeUrl} does not stand in JSON as the chain writes it: ${name} is ${got}\nWanted: ${wanted}.`,
      { problems: [{ name, got, wanted }] },
      { cause },
    );
  }
}
