import {
  isInForce,
  numberSetBuilder,
  phoneNumberOf,
  union,
  type Instant,
  type NumberSet,
  type SpanEdge,
  type Zone,
} from '@tact/engine';
import type { EntryBatch } from '@tact/files';

/** What a file is scrubbed by: the numbers and addresses of one list, in memory that threads share. A plain value but for that. */
export interface ScrubSet {
  readonly name: string;
  /** A number set (`numberSetIn`). */
  readonly numbers: SharedArrayBuffer;
  /** Numbers that have a reason, ascending, and beside each which of `reasons` it has. */
  readonly reasonNumbers: Float64Array;
  readonly reasonPlaces: Uint32Array;
  readonly reasons: readonly string[];
  /** E-mail addresses, and domains with `@` before them; each with its reason, which may be empty. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Of a registry list: the prefixes, such as `+1212`, outside which it says nothing (S26). Null: it says something of every number. */
  readonly coverage: readonly string[] | null;
}

/** What stands on a list at the instant of the scrub. */
export interface ScrubSetBuilder {
  /** Values of a file; those that are not in force at the instant are left out. */
  addBatch(batch: EntryBatch): void;
  /** A value as lists keep it: a device key, or a domain as `@example.com`. */
  addValue(value: string, reason: string | null): void;
  /** What was added, and the numbers of a set that is in shared memory; `size` counts repeats once. */
  finish(given?: {
    readonly numbers?: NumberSet | undefined;
    readonly coverage?: readonly string[] | null;
  }): ScrubSet & { readonly size: number };
}

/** A builder of what a file is scrubbed by at an instant; days are those of the zone (S22). */
export function scrubSetBuilder(name: string, zone: Zone, at: Instant): ScrubSetBuilder {
  const numbers = numberSetBuilder();
  const reasonOf = new Map<number, string>();
  const addresses = new Map<string, string>();
  const inForce = (from: SpanEdge | null, until: SpanEdge | null) =>
    (from === null && until === null) || isInForce({ from, until }, zone, at);

  function addValue(value: string, reason: string | null): void {
    const number = phoneNumberOf(value);
    if (number === undefined) {
      addresses.set(value, reason ?? addresses.get(value) ?? '');
      return;
    }
    numbers.add(number);
    if (reason !== null && reason !== '') reasonOf.set(number, reason);
  }

  return {
    addValue,
    addBatch(batch) {
      numbers.addAll(batch.numbers);
      for (const { value, from, until, reason } of batch.entries) {
        if (!inForce(from, until)) continue;
        if (value.kind === 'device') addValue(value.key, reason);
        else if (value.kind === 'email_domain') addValue(`@${value.domain}`, reason);
        else if (value.kind === 'number_range') numbers.addRange(value.first, value.end - 1);
      }
    },
    finish({ numbers: before, coverage = null } = {}) {
      const added = numbers.build({ shared: true });
      const set =
        before === undefined ? added : added.size === 0 ? before : union(before, added, { shared: true });
      return finished({ name, set, reasonOf, addresses, coverage });
    },
  };
}

function finished({
  name,
  set,
  reasonOf,
  addresses,
  coverage,
}: {
  readonly name: string;
  readonly set: NumberSet;
  readonly reasonOf: ReadonlyMap<number, string>;
  readonly addresses: ReadonlyMap<string, string>;
  readonly coverage: readonly string[] | null;
}): ScrubSet & { readonly size: number } {
  if (!(set.buffer instanceof SharedArrayBuffer))
    throw new TypeError(
      `the numbers of \`${name}\` are not in shared memory; build them with \`shared: true\``,
    );
  const reasonNumbers = sharedFloats([...reasonOf.keys()].toSorted((one, other) => one - other));
  const placeOf = new Map([...new Set(reasonOf.values())].map((reason, place) => [reason, place]));
  const reasonPlaces = new Uint32Array(new SharedArrayBuffer(4 * reasonNumbers.length));
  for (const [index, number] of reasonNumbers.entries())
    reasonPlaces[index] = placeOf.get(reasonOf.get(number) ?? '') ?? 0;
  return {
    name,
    numbers: set.buffer,
    reasonNumbers,
    reasonPlaces,
    reasons: [...placeOf.keys()],
    addresses,
    coverage,
    size: set.size + addresses.size,
  };
}

function sharedFloats(values: readonly number[]): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(8 * values.length));
  shared.set(values);
  return shared;
}

/** The reason of a number that is on a list; empty where there is none. */
export function reasonOfNumber({ reasonNumbers, reasonPlaces, reasons }: ScrubSet, number: number): string {
  let from = 0;
  let end = reasonNumbers.length;
  while (from < end) {
    const middle = (from + end) >>> 1;
    if ((reasonNumbers[middle] ?? Infinity) < number) from = middle + 1;
    else end = middle;
  }
  return reasonNumbers[from] === number ? (reasons[reasonPlaces[from] ?? 0] ?? '') : '';
}
