/**
 * A copy of `items` in the order that Go's `sort.Slice` gives them. It is not stable: who is before whom among equals
 * follows from its very steps, and the provider's results depend on it.
 * @see pdqsort_func in sort/zsortfunc.go of Go's standard library
 */
export function goSorted<T>(items: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  const sort = new PatternDefeatingQuicksort([...items], isLess);
  sort.range(0, items.length, bitLength(items.length));
  return sort.items;
}

/** Ranges up to this length are sorted by insertion, which keeps equals in order. */
const MAX_INSERTION = 12;
/** Ranges from this length on have their pivot chosen among nine, and are mended by shifting where nearly sorted. */
const LONG_RANGE = 50;
/** Out-of-order pairs that are mended before a range counts as unsorted. */
const MAX_MENDED = 5;
/** Swaps of a choice of a pivot in which every comparison was the wrong way round. */
const ALL_SWAPS = 12;

class PatternDefeatingQuicksort<T> {
  readonly items: T[];
  readonly #isLess: (left: T, right: T) => boolean;

  constructor(items: T[], isLess: (left: T, right: T) => boolean) {
    this.items = items;
    this.#isLess = isLess;
  }

  /** Sorts from `start` to before `end`; `badChoices` more unbalanced pivots are put up with. */
  range(start: number, end: number, badChoices: number): void {
    let [from, to, left] = [start, end, badChoices];
    let [wasBalanced, wasPartitioned] = [true, true];
    while (to - from > MAX_INSERTION) {
      if (left === 0) {
        this.#heap(from, to);
        return;
      }
      if (!wasBalanced) {
        this.#scatter(from, to);
        left -= 1;
      }
      let { pivot, swaps } = this.#pivot(from, to);
      if (swaps === ALL_SWAPS) {
        this.#reverse(from, to);
        pivot = to - 1 - (pivot - from);
        swaps = 0;
      }
      if (wasBalanced && wasPartitioned && swaps === 0 && this.#mend(from, to)) return;
      if (from > 0 && !this.#less(from - 1, pivot)) {
        from = this.#splitEqual(from, to, pivot);
        continue;
      }
      const { middle, wasSplit } = this.#split(from, to, pivot);
      wasPartitioned = wasSplit;
      const [below, above] = [middle - from, to - middle];
      wasBalanced = Math.min(below, above) >= Math.floor((to - from) / 8);
      if (below < above) {
        this.range(from, middle, left);
        from = middle + 1;
      } else {
        this.range(middle + 1, to, left);
        to = middle;
      }
    }
    this.#insertion(from, to);
  }

  #insertion(from: number, to: number): void {
    for (let next = from + 1; next < to; next += 1) this.#sink(next, from);
  }

  /** Moves the item at `at` towards `least` while it is less than the one before it. */
  #sink(at: number, least: number): void {
    for (let to = at; to > least && this.#less(to, to - 1); to -= 1) this.#swap(to, to - 1);
  }

  /** Puts what is less than the pivot before it, all else behind it. */
  #split(from: number, to: number, pivot: number): { readonly middle: number; readonly wasSplit: boolean } {
    this.#swap(from, pivot);
    let [low, high] = [from + 1, to - 1];
    for (let exchanges = 0; ; exchanges += 1) {
      while (low <= high && this.#less(low, from)) low += 1;
      while (low <= high && !this.#less(high, from)) high -= 1;
      if (low > high) {
        this.#swap(high, from);
        return { middle: high, wasSplit: exchanges === 0 };
      }
      this.#swap(low, high);
      low += 1;
      high -= 1;
    }
  }

  /** Puts what equals the pivot, the least of the range, to its beginning. Answers with where the rest begins. */
  #splitEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot);
    let [low, high] = [from + 1, to - 1];
    for (;;) {
      while (low <= high && !this.#less(from, low)) low += 1;
      while (low <= high && this.#less(from, high)) high -= 1;
      if (low > high) return low;
      this.#swap(low, high);
      low += 1;
      high -= 1;
    }
  }

  /** True where the range was sorted, or has become so by mending few pairs. */
  #mend(from: number, to: number): boolean {
    let next = from + 1;
    for (let mended = 0; mended < MAX_MENDED; mended += 1) {
      while (next < to && !this.#less(next, next - 1)) next += 1;
      if (next === to) return true;
      if (to - from < LONG_RANGE) return false;
      this.#swap(next, next - 1);
      // Go goes on below the range here, where everything is less or equal already.
      if (next - from >= 2) this.#sink(next - 1, 0);
      if (to - next < 2) continue;
      for (let at = next + 1; at < to && this.#less(at, at - 1); at += 1) this.#swap(at, at - 1);
    }
    return false;
  }

  #pivot(from: number, to: number): { pivot: number; swaps: number } {
    const quarter = Math.floor((to - from) / 4);
    const choice = new Choice((left, right) => this.#less(left, right));
    const candidates = [1, 2, 3].map((part) => from + quarter * part);
    const [low = 0, middle = 0, high = 0] =
      to - from >= LONG_RANGE ? candidates.map((at) => choice.median(at - 1, at, at + 1)) : candidates;
    return { pivot: choice.median(low, middle, high), swaps: choice.swaps };
  }

  /** Exchanges three items in the middle for ones that follow from the length alone. */
  #scatter(from: number, to: number): void {
    const length = to - from;
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    const centre = from + Math.floor(length / 4) * 2;
    let random = BigInt(length);
    for (let at = centre - 1; at <= centre + 1; at += 1) {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random ^= BigInt.asUintN(64, random << 17n);
      const other = Number(random & mask);
      this.#swap(at, from + (other >= length ? other - length : other));
    }
  }

  #heap(from: number, to: number): void {
    const length = to - from;
    for (let root = Math.floor((length - 1) / 2); root >= 0; root -= 1) this.#siftDown(root, length, from);
    for (let last = length - 1; last >= 0; last -= 1) {
      this.#swap(from, from + last);
      this.#siftDown(0, last, from);
    }
  }

  #siftDown(start: number, length: number, first: number): void {
    let root = start;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= length) return;
      if (child + 1 < length && this.#less(first + child, first + child + 1)) child += 1;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #reverse(from: number, to: number): void {
    for (let [low, high] = [from, to - 1]; low < high; low += 1, high -= 1) this.#swap(low, high);
  }

  #less(left: number, right: number): boolean {
    return this.#isLess(this.items[left] as T, this.items[right] as T);
  }

  #swap(left: number, right: number): void {
    const item = this.items[left] as T;
    this.items[left] = this.items[right] as T;
    this.items[right] = item;
  }
}

/** Chooses among places by comparing them, and counts how often they were the wrong way round. */
class Choice {
  swaps = 0;
  readonly #less: (left: number, right: number) => boolean;

  constructor(less: (left: number, right: number) => boolean) {
    this.#less = less;
  }

  median(first: number, second: number, third: number): number {
    let [low, middle] = this.#ordered(first, second);
    [middle] = this.#ordered(middle, third);
    [low, middle] = this.#ordered(low, middle);
    return middle;
  }

  #ordered(left: number, right: number): readonly [number, number] {
    if (!this.#less(right, left)) return [left, right];
    this.swaps += 1;
    return [right, left];
  }
}

/** How many binary digits a number has; 0 has none. */
function bitLength(value: number): number {
  return value === 0 ? 0 : value.toString(2).length;
}
