import { numberSetBuilder, numberSetOf, type NumberSet } from '@tact/engine';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';
import { flatBitmap, isInFlatBitmap, nationalNumbers, NATIONAL_AREAS } from './national-numbers.ts';
import { median, type SideBySide } from './measure.ts';

/** Numbers that a batch of look-ups asks for. */
const BATCH = 1 << 20;

/** The number set at 50 million numbers, beside a flat bitmap of the whole numbering plan, which is what memory itself allows. */
export const numberSetBench: Bench = (settings) =>
  Promise.resolve(measure('number-set', settings, settings.smoke ? 100_000 : 50_000_000));

/** The same at the size of a national registry: needs about 2 GB. */
export const nationalNumberSetBench: Bench = (settings) =>
  Promise.resolve(measure('number-set-250m', settings, settings.smoke ? 200_000 : 250_000_000));

function measure(bench: string, settings: BenchSettings, count: number): readonly Figure[] {
  const unsorted = buildUnsorted(bench, settings, count);
  const { set } = unsorted;
  const encoded = encode(bench, set);
  return [
    ...unsorted.figures,
    figure(bench, 'memory', set.byteLength / set.size, 'B/number', {
      name: 'a flat bitmap',
      value: unsorted.flat.byteLength / set.size,
    }),
    ...encoded,
    ...buildSorted(bench, count),
    ...lookUps(bench, settings, set, unsorted.flat),
    ...besideJavaScriptSet(bench, settings),
  ];
}

/** The same numbers into both, a batch at a time; only the adding is timed. */
function buildUnsorted(bench: string, settings: BenchSettings, count: number) {
  const builder = numberSetBuilder();
  const flat = flatBitmap();
  const numbers = nationalNumbers(1);
  let [setMs, flatMs] = [0, 0];
  for (let left = count; left > 0; left -= BATCH) {
    const batch = numbers.random(Math.min(BATCH, left));
    setMs += timeMs(() => {
      for (const number of batch) builder.add(number);
    });
    flatMs += timeMs(() => {
      flat.addAll(batch);
    });
  }
  let set: NumberSet | undefined;
  const finishMs = timeMs(() => (set = builder.build({ shared: true })));
  if (set === undefined || set.size !== flat.count()) throw new Error('the set and the flat bitmap differ');
  settings.say(`  ${set.size.toLocaleString('en-US')} numbers in ${NATIONAL_AREAS} area codes`);
  return {
    set,
    flat: flat.bits,
    figures: [
      figure(bench, 'build, unsorted', perSecond(count, setMs + finishMs), '/s', {
        name: 'a flat bitmap',
        value: perSecond(count, flatMs),
      }),
    ],
  };
}

function buildSorted(bench: string, count: number): readonly Figure[] {
  const builder = numberSetBuilder();
  const flat = flatBitmap();
  let [setMs, flatMs] = [0, 0];
  for (const batch of nationalNumbers(2).ascending(count, BATCH)) {
    setMs += timeMs(() => {
      for (const number of batch) builder.add(number);
    });
    flatMs += timeMs(() => {
      flat.addAll(batch);
    });
  }
  setMs += timeMs(() => builder.build());
  const limit = { name: 'a flat bitmap', value: perSecond(count, flatMs) };
  return [figure(bench, 'build, sorted', perSecond(count, setMs), '/s', limit)];
}

/** What is stored, and how long storing and reading it take without a database. */
function encode(bench: string, set: NumberSet): readonly Figure[] {
  let bytes = 0;
  const writeMs = timeMs(() => {
    for (const chunk of set.chunks()) bytes += chunk.bytes.length;
  });
  let read: NumberSet | undefined;
  const readMs = timeMs(() => (read = numberSetOf(set.chunks())));
  if (read?.size !== set.size) throw new Error('what was read is not what was written');
  return [
    figure(bench, 'encoded', bytes / set.size, 'B/number'),
    figure(bench, 'encode', perSecond(set.size, writeMs), '/s'),
    figure(bench, 'encode, decode and check', perSecond(set.size, readMs), '/s'),
  ];
}

function lookUps(
  bench: string,
  { smoke }: BenchSettings,
  set: NumberSet,
  flat: Uint32Array,
): readonly Figure[] {
  const random = nationalNumbers(3).random(smoke ? 10_000 : 4 * BATCH);
  const sorted = random.toSorted();
  const inFlat = (numbers: Float64Array) => {
    let found = 0;
    for (const number of numbers) if (isInFlatBitmap(flat, number)) found++;
    return found;
  };
  const oneByOne = (numbers: Float64Array) => {
    let found = 0;
    for (const number of numbers) if (set.has(number)) found++;
    return found;
  };
  if (inFlat(random) !== oneByOne(random) || set.countIn(sorted) !== inFlat(sorted))
    throw new Error('the set and the flat bitmap differ');
  return [
    { name: 'look-ups, random, one by one', numbers: random, subject: oneByOne },
    { name: 'look-ups, random, a batch', numbers: random, subject: (all: Float64Array) => set.countIn(all) },
    { name: 'look-ups, sorted, a batch', numbers: sorted, subject: (all: Float64Array) => set.countIn(all) },
  ].map(({ name, numbers, subject }) => {
    const both = perCore(
      smoke,
      numbers.length,
      () => subject(numbers),
      () => inFlat(numbers),
    );
    return figure(bench, name, both.subject, '/s', { name: 'a flat bitmap', value: both.limit });
  });
}

/** Look-ups a second of processor time, turn by turn, the median of the rounds: other programs on the machine take time, not work. */
function perCore(smoke: boolean, size: number, subject: () => unknown, limit: () => unknown): SideBySide {
  const rounds = Array.from({ length: smoke ? 1 : 7 }, () => [timeMs(subject), timeMs(limit)] as const);
  return {
    subject: perSecond(size, median(rounds.map(([ms]) => ms))),
    limit: perSecond(size, median(rounds.map(([, ms]) => ms))),
  };
}

/** A JavaScript `Set` ends at 16.7 million; here a quarter of that. */
function besideJavaScriptSet(bench: string, { smoke }: BenchSettings): readonly Figure[] {
  const numbers = nationalNumbers(4).random(smoke ? 50_000 : 4_000_000);
  const plain = new Set(numbers);
  const builder = numberSetBuilder();
  for (const number of numbers) builder.add(number);
  const set = builder.build();
  const asked = nationalNumbers(5).random(smoke ? 10_000 : BATCH);
  const count = (all: { has(number: number): boolean }) => () => {
    let found = 0;
    for (const number of asked) if (all.has(number)) found++;
    return found;
  };
  const both = perCore(smoke, asked.length, count(set), count(plain));
  const limit = { name: 'JavaScript Set', value: both.limit };
  return [figure(bench, 'look-ups, random, among 4 million', both.subject, '/s', limit)];
}

/** Milliseconds of processor time, of all threads. */
function timeMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms;
}
