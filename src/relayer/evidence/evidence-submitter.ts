import type { EncodeObject } from "@cosmjs/proto-signing";
import type { IncludedTx, TxSender } from "../../chain/tx-sender.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import { queryClientState } from "../../ibc/client-state.ts";
import { msgUpdateClient } from "../../ibc/messages.ts";
import { misbehaviourMessage } from "../../ibc/misbehaviour.ts";
import type { Logger } from "../../logger.ts";
import { msgSubmitConsumerMisbehaviour } from "../../provider/evidence-messages.ts";
import { blockDistance, waitBlocks } from "../block-distance.ts";
import { failureKind } from "../packets/relay-failure.ts";
import {
  type ConsumerEvidence,
  type EvidenceAction,
  type EvidenceNotSubmitted,
  evidenceKey,
  type SubmittedEvidence,
} from "./evidence.ts";
import { createMisbehaviour, doubleVoteMessage, type EvidenceScene } from "./prove-evidence.ts";
import { refusalReason } from "./refusal.ts";
import { lockFailure, lockMessage, needsLock } from "./submission-lock.ts";
import type { EvidenceRecord } from "./submitted-evidence.ts";

/** Who is told what became of evidence. */
export interface EvidenceCallbacks {
  /** Evidence was found; told once for each. */
  readonly onEvidence?: ((evidence: ConsumerEvidence) => void) | undefined;
  readonly onSubmitted?: ((submitted: SubmittedEvidence) => void) | undefined;
  readonly onNotSubmitted?: ((left: EvidenceNotSubmitted) => void) | undefined;
}

/** What an `EvidenceSubmitter` works with. */
export interface EvidenceSubmitterOptions extends EvidenceCallbacks {
  readonly scene: EvidenceScene;
  readonly sender: TxSender;
  readonly record: EvidenceRecord;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Failures in a row that are no verdict, after which evidence is left alone. A node that is silent, and an account that
 * cannot pay, are waited for.
 */
const MAX_FAILURES = 5;

/** Brings each piece of evidence to the provider once, and tells what became of it. */
export class EvidenceSubmitter {
  readonly #options: EvidenceSubmitterOptions;
  readonly #seen = new Set<string>();

  constructor(options: EvidenceSubmitterOptions) {
    this.#options = options;
  }

  /** Resolves once the evidence is submitted or left alone; at once for what was given before. */
  async submit(evidence: ConsumerEvidence): Promise<void> {
    const key = evidenceKey(evidence);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#options.logger.warn("evidence against validators of a consumer", this.#fields(evidence));
    this.#options.onEvidence?.(evidence);
    const actions: EvidenceAction[] = evidence.kind === "doubleVote" ? ["punish"] : ["freeze", "punish"];
    await Promise.all(actions.map((action) => new Attempt(evidence, action, this.#options).run()));
  }

  #fields(evidence: ConsumerEvidence): Record<string, unknown> {
    const { consumerId } = this.#options.scene;
    return { consumerId, kind: evidence.kind, height: evidence.height, key: evidenceKey(evidence) };
  }
}

/** One action on one piece of evidence, until it has succeeded or can never succeed. */
class Attempt {
  readonly #evidence: ConsumerEvidence;
  readonly #action: EvidenceAction;
  readonly #options: EvidenceSubmitterOptions;
  #tries = 0;
  #failures = 0;
  #isLockUsable = true;

  constructor(evidence: ConsumerEvidence, action: EvidenceAction, options: EvidenceSubmitterOptions) {
    this.#evidence = evidence;
    this.#action = action;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        if (await this.#try()) return;
      } catch (error) {
        signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        if (await this.#settled(error)) return;
      }
      await this.#nextBlocks();
    }
  }

  /** True once it is done. */
  async #try(): Promise<boolean> {
    const { sender, record, signal, onSubmitted } = this.#options;
    const [evidence, action] = [this.#evidence, this.#action];
    if (action === "punish") {
      const before = await record.find(evidenceKey(evidence));
      if (before !== undefined) return this.#leave({ reason: "submitted-before", before });
    }
    const messages = action === "punish" ? await this.#punishMessages() : await this.#freezeMessages();
    if (messages.length === 0) return this.#leave({ reason: "already-punished" });
    // No gas limit: the simulation finds out for nothing what the provider would refuse.
    const tx: IncludedTx = await sender.send(messages, { signal });
    this.#log("info", "evidence was submitted", { hash: tx.hash });
    onSubmitted?.({ evidence, action, tx });
    return true;
  }

  async #punishMessages(): Promise<EncodeObject[]> {
    const { scene, sender } = this.#options;
    const evidence = this.#evidence;
    const message =
      evidence.kind === "doubleVote"
        ? await doubleVoteMessage(scene, sender.address, evidence)
        : msgSubmitConsumerMisbehaviour({
            submitter: sender.address,
            consumerId: scene.consumerId,
            misbehaviour: await createMisbehaviour(scene, evidence),
          });
    if (!this.#isLockUsable || !(await needsLock(scene.provider, scene.consumerId))) return [message];
    const key = `${scene.consumerId} ${evidenceKey(evidence)}`;
    return [await lockMessage(scene.provider, sender.address, key), message];
  }

  /** `[]` where the client is frozen already. */
  async #freezeMessages(): Promise<EncodeObject[]> {
    const { scene, sender } = this.#options;
    if (this.#evidence.kind !== "conflictingHeader") return [];
    const state = await queryClientState(scene.provider, scene.clientId);
    if (state?.isFrozen) return [];
    const misbehaviour = await createMisbehaviour(scene, this.#evidence);
    return [msgUpdateClient(sender.address, scene.clientId, misbehaviourMessage(misbehaviour))];
  }

  /** True where the error is a verdict, or the last of too many. */
  async #settled(error: IcsError): Promise<boolean> {
    const lock = this.#action === "punish" && this.#isLockUsable ? lockFailure(error) : undefined;
    const reason = lock === undefined ? refusalReason(error) : undefined;
    if (reason === "already-punished" && this.#action === "punish") {
      const before = await this.#options.record.find(evidenceKey(this.#evidence)).catch(() => undefined);
      return this.#leave(before === undefined ? { reason, error } : { reason: "submitted-before", before, error });
    }
    if (reason !== undefined) return this.#leave({ reason, error });
    const isSilence = isIcsError(error, "RPC_UNREACHABLE") || isIcsError(error, "RPC_RESPONSE_INVALID");
    if (!isSilence && failureKind(error) !== "account") this.#failures += 1;
    // Taken, but with no evidence that ever came: somebody keeps the lock to protect the offender.
    if (lock === "unusable" || (lock === "taken" && this.#failures >= MAX_FAILURES - 1)) this.#isLockUsable = false;
    this.#log("warn", "evidence cannot be submitted, will be tried again", { error: error.message });
    return this.#failures >= MAX_FAILURES && this.#leave({ reason: "failed", error });
  }

  #leave(outcome: Pick<EvidenceNotSubmitted, "reason"> & Partial<EvidenceNotSubmitted>): true {
    const { reason, before, error } = outcome;
    this.#log("info", "evidence is left alone", { reason, hash: before?.txHash, error: error?.message });
    this.#options.onNotSubmitted?.({ evidence: this.#evidence, action: this.#action, reason, before, error });
    return true;
  }

  /** One block of the provider, and twice as many after each try: evidence loses nothing by waiting a little. */
  async #nextBlocks(): Promise<void> {
    this.#tries += 1;
    await waitBlocks(this.#options.scene.provider, blockDistance(this.#tries), this.#options.signal);
  }

  #log(level: "info" | "warn", text: string, fields: Record<string, unknown>): void {
    const { consumerId } = this.#options.scene;
    this.#options.logger[level](text, {
      consumerId,
      key: evidenceKey(this.#evidence),
      action: this.#action,
      ...fields,
    });
  }
}
