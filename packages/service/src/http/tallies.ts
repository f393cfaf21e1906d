/** Counts what every request adds to. */
export interface Tally {
  /** One more; `values` of the labels, in their order. */
  add(...values: readonly string[]): void;
  /** In Prometheus' text format. */
  text(): string;
}

/** Counts how long what every request does took. */
export interface Timings {
  add(seconds: number, ...values: readonly string[]): void;
  /** In Prometheus' text format. */
  text(): string;
}

/** What a tally is called, and told by. */
interface TallyName {
  readonly name: string;
  readonly help: string;
  /** In the order in which their values are given. */
  readonly labelNames: readonly string[];
}

/**
 * A counter that each request adds to. The library's finds its labels by sorting and joining their names each time; those of one request cost
 * as much as all the rules of its answer. Here they are found by their values.
 */
export function createTally({ name, help, labelNames }: TallyName): Tally {
  const rows = new Map<string, { readonly labels: string; count: number }>();
  return {
    add(...values) {
      const row = rowOf(rows, values, () => ({ labels: labelsOf(labelNames, values), count: 0 }));
      row.count++;
    },
    text: () =>
      textOf(
        { name, help, type: 'counter' },
        [...rows.values()].map(({ labels, count }) => `${name}{${labels}} ${count}`),
      ),
  };
}

/** The same of a histogram; `buckets` ascend, seconds. */
export function createTimings({
  name,
  help,
  labelNames,
  buckets,
}: TallyName & { readonly buckets: readonly number[] }): Timings {
  const rows = new Map<string, Timed>();
  return {
    add(seconds, ...values) {
      const row = rowOf(rows, values, () => {
        return { labels: labelsOf(labelNames, values), counts: buckets.map(() => 0), count: 0, sum: 0 };
      });
      const bucket = buckets.findIndex((most) => seconds <= most);
      if (bucket >= 0) row.counts[bucket] = (row.counts[bucket] ?? 0) + 1;
      row.count++;
      row.sum += seconds;
    },
    text: () =>
      textOf(
        { name, help, type: 'histogram' },
        [...rows.values()].flatMap((row) => linesOf(name, buckets, row)),
      ),
  };
}

interface Timed {
  readonly labels: string;
  /** By bucket, each without those below it. */
  readonly counts: number[];
  count: number;
  sum: number;
}

function rowOf<Row>(rows: Map<string, Row>, values: readonly string[], create: () => Row): Row {
  const key = values.join('\n');
  const known = rows.get(key);
  if (known !== undefined) return known;
  const row = create();
  rows.set(key, row);
  return row;
}

function labelsOf(names: readonly string[], values: readonly string[]): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return names.map((name, index) => `${name}="${escaped(values[index] ?? '')}"`).join(',');
}

/** A bucket tells of all up to its end. */
function linesOf(
  name: string,
  buckets: readonly number[],
  { labels, counts, count, sum }: Timed,
): readonly string[] {
  let upTo = 0;
  return [
    ...buckets.map((most, index) => `${name}_bucket{le="${most}",${labels}} ${(upTo += counts[index] ?? 0)}`),
    `${name}_bucket{le="+Inf",${labels}} ${count}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${count}`,
  ];
}

function textOf(
  { name, help, type }: { readonly name: string; readonly help: string; readonly type: string },
  lines: readonly string[],
): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}
