import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import type { EncodeObject, Registry } from "@cosmjs/proto-signing";
import { accountFromAny, setupAuthExtension, setupTxExtension } from "@cosmjs/stargate";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { isIcsError } from "../../../src/errors.ts";

/** Undefined where the chain takes a message; else why it refuses. */
export type ChainVerdict = string | undefined;

/** No signature is looked at in a simulation: any key will do. */
const anyKey = encodeSecp256k1Pubkey(new Uint8Array(33).fill(2));

/** Refusals that have nothing to do with a message, and so prove nothing. */
const besideThePoint =
  /sequence mismatch|out of gas|insufficient fee|account .* does not exist|module accounts|unsupported message types/i;

/** Asks a chain what it would say of messages, of which it keeps no trace. */
export class Simulator {
  readonly #connection: ChainConnection;
  readonly #registry: Registry;
  readonly #sequences = new Map<string, number>();

  private constructor(connection: ChainConnection, registry: Registry) {
    this.#connection = connection;
    this.#registry = registry;
  }

  /** For messages of these accounts, which send nothing meanwhile. */
  static async create(connection: ChainConnection, registry: Registry, signers: string[]): Promise<Simulator> {
    const simulator = new Simulator(connection, registry);
    const { auth } = setupAuthExtension(connection.queryClient);
    for (const signer of signers) {
      const account = await auth.account(signer);
      if (account === null) throw new Error(`${connection.chainId} has no account ${signer}`);
      simulator.#sequences.set(signer, accountFromAny(account).sequence);
    }
    return simulator;
  }

  /** @throws where the chain's refusal is beside the point, or it gave no answer */
  async verdict(message: EncodeObject, signer: string): Promise<ChainVerdict> {
    const { tx } = setupTxExtension(this.#connection.queryClient);
    const encoded = this.#registry.encodeAsAny(message);
    try {
      await tx.simulate([encoded], undefined, anyKey, this.#sequences.get(signer) ?? 0);
      return undefined;
    } catch (cause) {
      if (isIcsError(cause)) throw cause;
      const [reason = ""] = (cause as Error).message.split("\n"); // A panic has a stack below.
      if (besideThePoint.test(reason)) throw cause;
      return reason;
    }
  }
}
