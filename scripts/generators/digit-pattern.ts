/**
 * The regular expressions of numbering plans, as a machine of states. They use little: digits, `\d`, classes, groups, `|`, `?`,
 * `{n}`, `{n,m}`. Anything else throws, so that a new construct in the data stops the generator instead of being misread.
 */
export interface PatternMachine {
  /** States that the machine is in before the first digit. */
  readonly start: readonly number[];
}

/** All machines of one numbering plan share one pool of states, so that they can be run side by side. */
export class StatePool {
  /** Per state: the digits that leave it (bit `d` for digit `d`) and where they lead; or where it leads without a digit. */
  readonly #digits: number[] = [];
  readonly #next: number[][] = [];
  readonly #accepts: (number | undefined)[] = [];

  /** Adds a pattern. In its last state `acceptsOf` answers `id`. With `prefixOnly`, any digits may follow. */
  add(pattern: string, id: number, prefixOnly: boolean): number {
    const end = this.#state();
    this.#accepts[end] = id;
    if (prefixOnly) {
      this.#digits[end] = ANY_DIGIT;
      this.#next[end] = [end];
    }
    const parser = new PatternParser(pattern, this);
    return parser.parse(end);
  }

  /** The states reachable without a digit, sorted; the identity of a combined state. */
  closure(states: Iterable<number>): readonly number[] {
    const seen = new Set<number>();
    const open = [...states];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen.has(state)) continue;
      seen.add(state);
      if (this.#digits[state] === 0) open.push(...(this.#next[state] ?? []));
    }
    return [...seen]
      .filter((state) => this.#digits[state] !== 0 || this.#accepts[state] !== undefined)
      .sort((a, b) => a - b);
  }

  step(states: readonly number[], digit: number): readonly number[] {
    const next: number[] = [];
    for (const state of states) {
      if (((this.#digits[state] ?? 0) & (1 << digit)) !== 0) next.push(...(this.#next[state] ?? []));
    }
    return this.closure(next);
  }

  acceptsOf(states: readonly number[]): ReadonlySet<number> {
    return new Set(states.map((state) => this.#accepts[state]).filter((id) => id !== undefined));
  }

  onDigits(mask: number, to: number): number {
    const state = this.#state();
    this.#digits[state] = mask;
    this.#next[state] = [to];
    return state;
  }

  anyOf(to: readonly number[]): number {
    const state = this.#state();
    this.#next[state] = [...to];
    return state;
  }

  #state(): number {
    this.#digits.push(0);
    this.#next.push([]);
    this.#accepts.push(undefined);
    return this.#digits.length - 1;
  }
}

const ANY_DIGIT = 0b11_1111_1111;

/** Builds the states of one part of a pattern in front of the state `to`, and gives the part's first state. */
type Build = (to: number) => number;

class PatternParser {
  readonly #text: string;
  readonly #pool: StatePool;
  #at = 0;

  constructor(text: string, pool: StatePool) {
    this.#text = text;
    this.#pool = pool;
  }

  parse(end: number): number {
    const build = this.#alternatives();
    if (this.#at !== this.#text.length) throw this.#unexpected();
    return build(end);
  }

  #alternatives(): Build {
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    const [only] = branches;
    if (branches.length === 1 && only !== undefined) return only;
    return (to) => this.#pool.anyOf(branches.map((build) => build(to)));
  }

  #sequence(): Build {
    const parts: Build[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at)))
      parts.push(this.#repeated());
    return (to) => parts.reduceRight((next, build) => build(next), to);
  }

  #repeated(): Build {
    const build = this.#atom();
    if (this.#take('?')) return this.#times(build, 0, 1);
    const bounds = /^\{(\d+)(?:,(\d+))?\}/.exec(this.#text.slice(this.#at));
    if (bounds === null) return build;
    this.#at += bounds[0].length;
    const least = Number(bounds[1]);
    return this.#times(build, least, bounds[2] === undefined ? least : Number(bounds[2]));
  }

  #times(build: Build, least: number, most: number): Build {
    return (to) => {
      let first = to;
      for (let copy = most; copy > 0; copy--) {
        const withCopy = build(first);
        first = copy > least ? this.#pool.anyOf([withCopy, to]) : withCopy;
      }
      return first;
    };
  }

  #atom(): Build {
    if (this.#take('(?:') || this.#take('(')) {
      const build = this.#alternatives();
      if (!this.#take(')')) throw this.#unexpected();
      return build;
    }
    const mask = this.#digitMask();
    return (to) => this.#pool.onDigits(mask, to);
  }

  #digitMask(): number {
    if (this.#take('\\d')) return ANY_DIGIT;
    if (!this.#take('[')) return 1 << this.#digit();
    let mask = 0;
    while (!this.#take(']')) {
      if (this.#take('\\d')) {
        mask = ANY_DIGIT;
        continue;
      }
      const from = this.#digit();
      const to = this.#take('-') ? this.#digit() : from;
      for (let digit = from; digit <= to; digit++) mask |= 1 << digit;
    }
    return mask;
  }

  #digit(): number {
    const digit = this.#text.charCodeAt(this.#at) - 48;
    if (!(digit >= 0 && digit <= 9)) throw this.#unexpected();
    this.#at += 1;
    return digit;
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #unexpected(): Error {
    return new Error(
      `pattern \`${this.#text}\`: unexpected \`${this.#text.slice(this.#at, this.#at + 5)}\` at ${this.#at}`,
    );
  }
}
