/** One thing that is expected, and how it is read. */
export interface Fact {
  /** What is looked at, for instance `consumer-1: power of validator-2`. */
  readonly name: string;
  readonly wanted: string;
  read(): Promise<string>;
}

/** A fact for each field that is given. */
export function factsOf<T extends object>(
  expected: T | undefined,
  read: { readonly [K in keyof T]-?: (wanted: NonNullable<T[K]>) => readonly Fact[] },
): readonly Fact[] {
  if (expected === undefined) return [];
  return (Object.keys(expected) as (keyof T)[]).flatMap((field) => {
    const wanted = expected[field];
    return wanted === undefined || wanted === null ? [] : read[field](wanted);
  });
}

/** A fact for each validator that something is said of. */
export function factsByValidator<T>(
  name: (validator: string) => string,
  wanted: Readonly<Record<string, T>>,
  read: (validator: string) => Promise<unknown>,
): readonly Fact[] {
  return Object.entries(wanted).map(([validator, value]) => ({
    name: name(validator),
    wanted: String(value),
    read: async () => String(await read(validator)),
  }));
}
