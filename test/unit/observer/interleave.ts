/** Two lists as one: `choices` say which goes next; each list keeps its order. */
export function interleave<T>(left: readonly T[], right: readonly T[], choices: readonly boolean[]): T[] {
  const [first, second] = [[...left], [...right]];
  const merged = choices.flatMap((isLeft) => (isLeft ? first : second).splice(0, 1));
  return [...merged, ...first, ...second];
}
