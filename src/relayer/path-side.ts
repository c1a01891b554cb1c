/** One of the two ends of a path. */
export type PathSide = "provider" | "consumer";

export const pathSides = ["provider", "consumer"] as const;

/** The end that is not this one. */
export function otherSide(side: PathSide): PathSide {
  return side === "provider" ? "consumer" : "provider";
}
