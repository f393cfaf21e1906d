import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** The same picture as a PNG of at most 256 colours, which is a third as long; what the eye sees of a screen stays. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = readPng(png);
  const { palette, indexes } = reduced(pixels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, by palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Reads what browsers write: 8 bits a channel, with or without transparency, not interlaced. Pixels are RGB. */
export function readPng(png: Buffer): {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
} {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = png[25] === 6 ? 4 : 3;
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const lines = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) unfilter(raw, lines, y, stride, channels);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) pixels[i * 3 + c] = lines[i * channels + c] ?? 0;
  return { width, height, pixels };
}

/** Undoes the filter of one line (PNG specification, section 9). */
function unfilter(raw: Buffer, lines: Uint8Array, y: number, stride: number, channels: number): void {
  const filter = raw[y * (stride + 1)] ?? 0;
  const from = y * (stride + 1) + 1;
  const at = y * stride;
  for (let x = 0; x < stride; x++) {
    const left = x < channels ? 0 : (lines[at + x - channels] ?? 0);
    const up = y === 0 ? 0 : (lines[at + x - stride] ?? 0);
    const upLeft = y === 0 || x < channels ? 0 : (lines[at + x - stride - channels] ?? 0);
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter] ?? 0;
    lines[at + x] = ((raw[from + x] ?? 0) + guess) & 255;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

const COLOURS_MAX = 256;

/** The most frequent colours as a palette, and for each pixel the nearest of them. */
function reduced(pixels: Uint8Array): { readonly palette: readonly number[]; readonly indexes: Uint8Array } {
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length; i += 3) {
    const colour = colourAt(pixels, i);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const chosen = paletteOf(counts);
  const indexOf = new Map<number, number>();
  const indexes = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < indexes.length; i++) {
    const colour = colourAt(pixels, i * 3);
    let index = indexOf.get(colour);
    if (index === undefined) indexOf.set(colour, (index = nearest(chosen, colour)));
    indexes[i] = index;
  }
  return { palette: chosen.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]), indexes };
}

/** By how often each is seen; one that is near a chosen one gives its place to another. */
function paletteOf(counts: ReadonlyMap<number, number>): readonly number[] {
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one).map(([colour]) => colour);
  if (byCount.length <= COLOURS_MAX) return byCount;
  for (let apart = 4; ; apart *= 2) {
    const chosen: number[] = [];
    for (const colour of byCount) {
      if (chosen.length === COLOURS_MAX) break;
      if (chosen.every((one) => distance(one, colour) >= apart)) chosen.push(colour);
    }
    if (chosen.length < COLOURS_MAX || apart > 100) return chosen;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let bestDistance = Infinity;
  for (const [index, one] of palette.entries()) {
    const far = distance(one, colour);
    if (far < bestDistance) [best, bestDistance] = [index, far];
  }
  return best;
}

/** Squared, over the three channels. */
function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}

function colourAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])), 0);
  return Buffer.concat([head, data, tail]);
}
