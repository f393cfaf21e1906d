import { Buffer } from 'node:buffer';
import { open } from 'node:fs/promises';
import { fitOfPrefix } from '@tact/places';

/** Area codes of the files that are made. */
const AREAS = 320;
const LINES_AT_ONCE = 65_536;
/** `+12125550123` and a line's end. */
export const NUMBER_LINE_BYTES = 13;

/** How a file of numbers is made. The same settings make the same file. */
export interface NumberFileSettings {
  readonly lines: number;
  readonly seed: number;
  /** `rising` and `scattered`: no number comes twice. `random`: in no order, and some come twice. */
  readonly order: 'rising' | 'scattered' | 'random';
}

/** Writes a file of North American numbers that may be dialled, one a line, spread evenly over 320 area codes. */
export async function makeNumberFile(path: string, settings: NumberFileSettings): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const block of numberLines(settings)) await file.writeFile(block);
  } finally {
    await file.close();
  }
}

function* numberLines({ lines, seed, order }: NumberFileSettings): Generator<Buffer> {
  const areas = areasInUse();
  const perArea = 8_000_000;
  const placeOf = places(areas.length * perArea, lines, order, randomFractions(seed));
  for (let from = 0; from < lines; from += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, lines - from);
    const block = Buffer.alloc(count * NUMBER_LINE_BYTES);
    for (let line = 0; line < count; line++) {
      const place = placeOf(from + line);
      const area = areas[Math.floor(place / perArea)] ?? 212;
      writeLine(
        block,
        line * NUMBER_LINE_BYTES,
        10_000_000_000 + area * 10_000_000 + 2_000_000 + (place % perArea),
      );
    }
    yield block;
  }
}

/** The places of the lines' numbers among all that may be dialled. */
function places(
  all: number,
  lines: number,
  order: NumberFileSettings['order'],
  next: () => number,
): (line: number) => number {
  if (order === 'random') return () => Math.floor(next() * all);
  if (order === 'rising') return (line) => Math.floor((line + next() * 0.9) * (all / lines));
  // Steps of about the golden part of all, with no divisor in common, come to each place once before they come to one again.
  let step = Math.floor(all * 0.618_033_988_7);
  while (divisorOf(step, all) !== 1) step++;
  let place = Math.floor(next() * all);
  return () => (place = (place + step) % all);
}

function divisorOf(one: number, other: number): number {
  return other === 0 ? one : divisorOf(other, one % other);
}

function writeLine(block: Buffer, at: number, number: number): void {
  block[at] = 0x2b;
  let left = number;
  for (let digit = 11; digit > 0; digit--) {
    block[at + digit] = 0x30 + (left % 10);
    left = Math.floor(left / 10);
  }
  block[at + 12] = 0x0a;
}

/** Area codes in which every exchange from 200 may be dialled but those that no plan has (`N11`). */
function areasInUse(): readonly number[] {
  const areas: number[] = [];
  for (let area = 201; areas.length < AREAS && area < 1_000; area++)
    if (fitOfPrefix(`+1${area}234`, 4) === 'all') areas.push(area);
  return areas;
}

/** Fractions of 32 random bits (mulberry32). */
function randomFractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
