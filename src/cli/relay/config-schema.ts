import { GasPrice } from "@cosmjs/stargate";
import { z } from "zod";
import { parseListen } from "../../http/listen-address.ts";

const text = (wanted: string) => z.string({ error: wanted }).min(1, wanted);

/** What is wanted where something of another kind stands; other problems of the field speak for themselves. */
const ofKind = (wanted: string) => (issue: { readonly code?: string | undefined }) =>
  issue.code === "invalid_type" ? wanted : undefined;

/** Address of an RPC or gRPC listener. */
export const httpUrl = text("an http:// or https:// address").refine((url) => isHttpUrl(url), {
  error: "an http:// or https:// address without a user name, for instance http://127.0.0.1:26657",
});

/** Amount and denom per unit of gas. */
export const gasPrice = text("a price per unit of gas, for instance 0.005uatom").refine((price) => isGasPrice(price), {
  error: "a price per unit of gas: amount and denom, for instance 0.005uatom",
});

const prefix = text("a bech32 prefix, for instance cosmos").regex(/^[a-z][a-z0-9]{0,82}$/, {
  error: "a bech32 prefix in lower case, for instance cosmos",
});

/** The number that the provider gave. */
export const consumerId = z
  .union([z.string(), z.number().transform(String)], { error: 'a consumer id, for instance "0"' })
  .refine((id) => /^(0|[1-9]\d*)$/.test(id), {
    error: 'a consumer id: the number that the provider gave, such as "0"',
  });

const onOff = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")], { error: "true or false" })
  .optional();

const atLeast = (least: number, most: number, wanted: string) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: wanted })
    .refine((value) => Number.isInteger(value) && value >= least && value <= most, { error: wanted })
    .optional();

const ONE_SOURCE = "exactly one of env, file and encryptedFile";
const ONE_PASSWORD = "exactly one of passwordEnv and passwordFile, with encryptedFile only";
const environmentName = z
  .string({ error: "the name of an environment variable" })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "the name of an environment variable, not its value" });

/** Where a mnemonic comes from; the configuration itself never holds one. */
export const key = z
  .strictObject(
    {
      env: environmentName.optional(),
      file: text("a path").optional(),
      encryptedFile: text("a path").optional(),
      passwordEnv: environmentName.optional(),
      passwordFile: text("a path").optional(),
      hdPath: text("an HD path")
        .regex(/^m(\/\d+'?)+$/, { error: "an HD path, for instance m/44'/118'/0'/0/0" })
        .optional(),
    },
    { error: ofKind(`an object with ${ONE_SOURCE}`) },
  )
  .refine(({ env, file, encryptedFile }) => count(env, file, encryptedFile) === 1, { error: ONE_SOURCE })
  .refine(
    ({ encryptedFile, passwordEnv, passwordFile }) =>
      count(passwordEnv, passwordFile) === (encryptedFile === undefined ? 0 : 1),
    { error: ONE_PASSWORD },
  );

/** A chain to connect to, and how to pay there. */
export const chainFields = {
  rpc: httpUrl,
  grpc: httpUrl.optional(),
  chainId: text("a chain id").optional(),
  gasPrice,
  addressPrefix: prefix.optional(),
  requestTimeoutMs: atLeast(100, 600_000, "milliseconds from 100 to 600000"),
};

/** Where a server of metrics listens. */
export const listenAddress = text("an address such as 127.0.0.1:9464").refine(
  (address) => parseListen(address) !== undefined,
  {
    error: "host and port, for instance 127.0.0.1:9464",
  },
);

/** What a relayer's configuration may hold; unknown fields are refused. */
export const relayConfigSchema = z.strictObject(
  {
    provider: z.strictObject(
      { ...chainFields, key },
      { error: ofKind("an object: the provider's rpc, gasPrice and key") },
    ),
    consumers: z
      .array(
        z.strictObject(
          { ...chainFields, consumerId: consumerId.optional(), key: key.optional() },
          { error: ofKind("an object: the consumer's rpc and gasPrice") },
        ),
        { error: ofKind("a list of consumers") },
      )
      .min(1, "at least one consumer"),
    handshake: onOff,
    evidence: onOff,
    listen: listenAddress.optional(),
    allowedHosts: z.array(text("a host name"), { error: "a list of host names" }).optional(),
  },
  { error: ofKind("an object with provider and consumers") },
);

/** Where a mnemonic comes from. */
export type KeySource = z.output<typeof key>;

function count(...values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}

function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

function isGasPrice(price: string): boolean {
  try {
    GasPrice.fromString(price);
    return true;
  } catch {
    return false;
  }
}
