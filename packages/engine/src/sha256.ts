const WORDS = 64;
const ROUND_CONSTANTS = primesFraction(WORDS, 3);
const INITIAL_STATE = primesFraction(8, 2);

/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, as 64 hexadecimal digits. The engine runs where there is neither Node nor a
 * synchronous browser digest, so it carries its own; a test holds it against Node's.
 */
export function sha256(text: string): string {
  const message = padded(utf8Bytes(text));
  const state = Uint32Array.from(INITIAL_STATE);
  const schedule = new Uint32Array(WORDS);
  for (let block = 0; block < message.length; block += 16) {
    for (let i = 0; i < 16; i++) schedule[i] = message[block + i] as number;
    for (let i = 16; i < WORDS; i++) schedule[i] = expanded(schedule, i);
    compress(state, schedule);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function expanded(schedule: Uint32Array, i: number): number {
  const before15 = schedule[i - 15] as number;
  const before2 = schedule[i - 2] as number;
  const sigma0 = rotated(before15, 7) ^ rotated(before15, 18) ^ (before15 >>> 3);
  const sigma1 = rotated(before2, 17) ^ rotated(before2, 19) ^ (before2 >>> 10);
  return ((schedule[i - 16] as number) + sigma0 + (schedule[i - 7] as number) + sigma1) | 0;
}

function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < WORDS; i++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + (ROUND_CONSTANTS[i] as number) + (schedule[i] as number)) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] as number) + word));
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The message as big-endian words: a one bit, zeros, and the length in bits. */
function padded(bytes: readonly number[]): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, i) => (words[i >> 2] = (words[i >> 2] as number) | (byte << (24 - (i & 3) * 8))));
  const end = bytes.length;
  words[end >> 2] = (words[end >> 2] as number) | (0x80 << (24 - (end & 3) * 8));
  words[words.length - 2] = Math.floor(end / 0x20000000);
  words[words.length - 1] = end << 3;
  return words;
}

/** Lone surrogates become U+FFFD, as in the Encoding standard. */
function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
  }
  return bytes;
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** The first 32 bits of the fractions of a root (2: square, 3: cube) of the first primes: the standard's constants. */
function primesFraction(count: number, root: 2 | 3): Uint32Array {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate++) {
    if (isPrime(candidate)) words.push(rootFraction(candidate, root));
  }
  return Uint32Array.from(words);
}

function rootFraction(prime: number, root: 2 | 3): number {
  // Integer root of prime * 2^(32 * root): exact, where floating point would not be.
  const target = BigInt(prime) << BigInt(32 * root);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++)
    if (candidate % divisor === 0) return false;
  return true;
}
