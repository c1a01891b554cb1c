/** What a rule says: `unknown` where what it needs could not be read. */
export type VerdictKind = "pass" | "warning" | "failure" | "unknown";

/** What one rule says of a consumer. */
export interface Verdict {
  /** Stable; for scripts. */
  readonly id: string;
  readonly verdict: VerdictKind;
  readonly reason: string;
  /** What to do; "" for a pass. */
  readonly remedy: string;
}

/** A verdict that the rule's id is still to be put on. */
export type Judgement = Omit<Verdict, "id">;

/** One rule of a checklist. */
export interface Rule<Facts> {
  readonly id: string;
  judge(facts: Facts): Judgement;
}

export const pass = (reason: string): Judgement => ({ verdict: "pass", reason, remedy: "" });
export const warning = (reason: string, remedy: string): Judgement => ({ verdict: "warning", reason, remedy });
export const failure = (reason: string, remedy: string): Judgement => ({ verdict: "failure", reason, remedy });
export const unknown = (reason: string, remedy: string): Judgement => ({ verdict: "unknown", reason, remedy });

/** The verdict of every rule, in their order. */
export function judgeAll<Facts>(rules: readonly Rule<Facts>[], facts: Facts): readonly Verdict[] {
  return rules.map((rule) => ({ id: rule.id, ...rule.judge(facts) }));
}

/** The gravest of the verdicts; what is unknown counts as a warning. */
export function worstVerdict(verdicts: readonly Verdict[]): "pass" | "warning" | "failure" {
  if (verdicts.some(({ verdict }) => verdict === "failure")) return "failure";
  return verdicts.some(({ verdict }) => verdict !== "pass") ? "warning" : "pass";
}
