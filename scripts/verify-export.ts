/**
 * `node scripts/verify-export.ts EXPORT [PUBLIC-KEY …]`: checks an export of `tact audit export` by its description alone
 * (docs/guide/proof-format.md). It shares no line with Tact, so that an auditor who trusts nothing of Tact can read it, or write another one. Prints
 * what is not as it was, then what was checked; exits with 1 where anything was found. `tact audit verify` says more exactly where.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

type Texts = readonly (string | null)[];
interface Edge {
  readonly at: string;
  readonly key: string;
}
interface Line {
  readonly line: 'checkpoint' | 'audit' | 'seal' | 'record' | 'orphan' | 'head';
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly fields: Texts;
  readonly body: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly form?: number;
  readonly from: Edge;
  readonly to: Edge;
  readonly rows: number;
  readonly root: string;
  readonly recorded: Edge;
  readonly state?: Texts;
  readonly events?: readonly Texts[];
  readonly erased?: {
    readonly hash: string;
    readonly statement: string;
    readonly place: number;
    readonly places: number;
    readonly path: readonly string[];
  };
}
interface Head {
  readonly tact?: string;
  readonly organizationId: string;
}
interface Body {
  readonly organizationId: string;
  readonly seq: number;
  readonly audit: { readonly seq: number; readonly hash: string };
  readonly seals: { readonly seq: number; readonly hash: string };
  readonly previous: string;
}

const [file = '', ...keys] = process.argv.slice(2);
const found: string[] = [];
const find = (where: string, isWrong: boolean) => {
  if (isWrong) found.push(where);
};

const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hex = (bytes: Buffer) => bytes.toString('hex');
const hashOfJson = (texts: Texts) => hex(sha256(JSON.stringify(texts)));

/** Five numbers, then each text with its length before it. */
function hashOfBinary(texts: Texts): string {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const head = [1, texts.includes(null) ? 1 : 0, 25, texts.length, 1].map(number);
  const parts = texts.flatMap((text) =>
    text === null ? [number(-1)] : [number(Buffer.byteLength(text)), Buffer.from(text)],
  );
  return hex(sha256(...head, ...parts));
}

/** Form 1: RFC 6962. Form 2: sixteen under each node. */
function rootOf(form: number, leaves: readonly Buffer[]): string {
  const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
  if (form === 2) {
    const above = (first: Uint8Array, below: readonly Buffer[]) =>
      Array.from({ length: Math.ceil(below.length / 16) }, (_, at) =>
        sha256(first, ...below.slice(at * 16, at * 16 + 16)),
      );
    let level = above(LEAF, leaves);
    while (level.length > 1) level = above(NODE, level);
    return level[0] === undefined ? '' : hex(level[0]);
  }
  const node = (some: readonly Buffer[]): Buffer => {
    const [only] = some;
    if (only !== undefined && some.length === 1) return sha256(LEAF, only);
    let left = 1;
    while (left * 2 < some.length) left *= 2;
    return sha256(NODE, node(some.slice(0, left)), node(some.slice(left)));
  };
  return leaves.length === 0 ? '' : hex(node(leaves));
}

/** Seconds with up to six decimals, as a whole number of microseconds. */
function microseconds(at: string): bigint {
  const [seconds = '', part = ''] = at.split('.');
  return BigInt(seconds) * 1_000_000n + BigInt(part.padEnd(6, '0'));
}

const isAfter = (one: Edge, other: Edge) =>
  microseconds(one.at) > microseconds(other.at) ||
  (microseconds(one.at) === microseconds(other.at) && one.key > other.key);

const counted = { checkpoints: 0, entries: 0, seals: 0, records: 0, open: 0, erased: 0, removed: 0 };
let organization = '';
let checkpoint = { seq: 0, hash: '' };
let audit = { seq: 0, hash: '' };
let seals = { seq: 0, hash: '' };
let hasHead = false;
/** What signed checkpoints say of a chain at a number. */
const signed = { audit: new Map<number, string>(), seals: new Map<number, string>() };
/** Up to which seal the records of a kind were removed by retention, as signed entries of the audit log state. */
const removed = new Map<string, { readonly throughSeal: number; readonly to: Edge }>();
const RETENTION_MICROSECONDS_MIN = 400n * 86_400_000_000n;
/** What erased records lead to, and what the audit log states of erased records: statement, root and count. */
const erasures = { led: new Map<string, string>(), stated: new Set<string>() };
/** Up to where the records of a kind are sealed. */
const sealedTo = new Map<string, Edge>();
/** Sums of the hashes of events: as records of their own, and beside their attempts. */
const events = { alone: 0n, beside: 0n };
let batch: { readonly seal: Line; readonly leaves: Buffer[] } | undefined;

function takeCheckpoint({ seq, body, signature, publicKey }: Line): void {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
  const says = JSON.parse(body) as Body;
  find(
    `checkpoint ${seq}: signature`,
    !verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64')),
  );
  find(`checkpoint ${seq}: key`, keys.length > 0 && !keys.includes(publicKey));
  const follows = seq === checkpoint.seq + 1 && says.seq === seq && says.previous === checkpoint.hash;
  find(`checkpoint ${seq}: order`, !follows || says.organizationId !== organization);
  signed.audit.set(says.audit.seq, says.audit.hash);
  signed.seals.set(says.seals.seq, says.seals.hash);
  checkpoint = { seq, hash: hex(sha256(`${body}\n${signature}`)) };
  counted.checkpoints++;
}

function takeEntry({ seq, hash, fields, erased }: Line): void {
  if (erased !== undefined) takeErased('audit-entry', String(seq), fields, erased);
  const isRight = erased === undefined ? hashOfJson([audit.hash, ...fields]) === hash : erased.hash === hash;
  find(`audit entry ${seq}`, seq !== audit.seq + 1 || fields[0] !== String(seq) || !isRight);
  find(`audit entry ${seq}: signed otherwise`, (signed.audit.get(seq) ?? hash) !== hash);
  if (erased === undefined) takeStatement(seq, fields);
  audit = { seq, hash };
  counted.entries++;
}

/** What an entry says of records that are gone, or without their person. */
function takeStatement(seq: number, [, , at, , action, entity, , , after]: Texts): void {
  if (action === 'retention.remove' && entity === 'sealed-records') {
    const { kind, throughSeal, to } = JSON.parse(after ?? '{}') as {
      kind: string;
      throughSeal: number;
      to: Edge;
    };
    const isYoung = microseconds(to.at) + RETENTION_MICROSECONDS_MIN > microseconds(at ?? '');
    find(`audit entry ${seq}: a removal of young records`, isYoung);
    // What no checkpoint has signed has removed nothing.
    if (!isYoung && seq <= Math.max(0, ...signed.audit.keys())) removed.set(kind, { throughSeal, to });
  }
  if (action === 'person.erase-records' && entity === 'erased-records') {
    const { statement, root, records } = JSON.parse(after ?? '{}') as {
      statement: string;
      root: string;
      records: number;
    };
    erasures.stated.add(`${statement} ${root} ${records}`);
  }
}

/** An erased record: the hash of what it was and what is left of it lead to the root of a statement. */
function takeErased(kind: string, key: string, fields: Texts, erased: NonNullable<Line['erased']>): void {
  const { hash, statement, place, places, path } = erased;
  const up = (at: number, of: number, beside: readonly string[]): Buffer | undefined => {
    if (of === 1)
      return beside.length > 0 || at !== 0
        ? undefined
        : sha256(Uint8Array.of(0), Buffer.from(hashOfJson([kind, key, hash, hashOfJson(fields)]), 'hex'));
    let left = 1;
    while (left * 2 < of) left *= 2;
    const other = Buffer.from(beside.at(-1) ?? '', 'hex');
    const below =
      at < left ? up(at, left, beside.slice(0, -1)) : up(at - left, of - left, beside.slice(0, -1));
    if (below === undefined || beside.length === 0) return undefined;
    return sha256(Uint8Array.of(1), ...(at < left ? [below, other] : [other, below]));
  };
  const root = up(place, places, path);
  erasures.led.set(`${statement} ${root === undefined ? '' : hex(root)} ${places}`, `${kind} ${key}`);
  counted.erased++;
}

function takeSeal(seal: Line): void {
  endBatch();
  const { seq, kind, form = 1, from, to, rows, root, hash } = seal;
  const texts = [seals.hash, String(seq), kind, from.at, from.key, to.at, to.key, String(rows), root];
  const own = hashOfJson(form === 1 ? texts : [...texts, String(form)]);
  find(`seal ${seq}`, seq !== seals.seq + 1 || own !== hash);
  find(`seal ${seq}: signed otherwise`, (signed.seals.get(seq) ?? hash) !== hash);
  seals = { seq, hash };
  const gone = removed.get(kind);
  const endsElsewhere =
    gone !== undefined &&
    seq <= gone.throughSeal &&
    (isAfter(to, gone.to) || (seq === gone.throughSeal && isAfter(gone.to, to)));
  find(`seal ${seq}: a removal up to it ends elsewhere`, endsElsewhere);
  batch = { seal, leaves: [] };
  sealedTo.set(kind, to);
  counted.seals++;
}

function endBatch(): void {
  if (batch === undefined) return;
  const { seal, leaves } = batch;
  batch = undefined;
  if ((removed.get(seal.kind)?.throughSeal ?? 0) >= seal.seq) counted.removed += seal.rows;
  else
    find(
      `records of seal ${seal.seq}`,
      leaves.length !== seal.rows || rootOf(seal.form ?? 1, leaves) !== seal.root,
    );
}

function takeRecord(record: Line): void {
  const { kind, recorded, fields } = record;
  // Events are never erased.
  const erased = kind === 'attempt-event' ? undefined : record.erased;
  if (erased !== undefined) takeErased(kind, recorded.key, fields, erased);
  if (batch?.seal.kind === kind && !isAfter(recorded, batch.seal.to)) {
    const form = batch.seal.form ?? 1;
    const leaf = erased?.hash ?? (form === 1 ? hashOfJson(fields) : hashOfBinary(fields));
    batch.leaves.push(Buffer.from(leaf, 'hex'));
    counted.records++;
  } else {
    endBatch();
    counted.open++;
    const to = sealedTo.get(kind);
    find(`${kind} ${recorded.key}: outside the seals`, to !== undefined && !isAfter(recorded, to));
  }
  if (kind === 'attempt-event') events.alone += BigInt(`0x${hashOfJson(fields)}`);
  if (kind === 'attempt') takeEvents(record);
}

/** An attempt's state, call result, disposition and their instant are those of its last event; without any, those that it came with. */
function takeEvents({ recorded, fields, state = [], events: own = [] }: Line): void {
  for (const event of own) events.beside += BigInt(`0x${hashOfJson(event)}`);
  const last = own.at(-1);
  let known: Texts = [fields[11] === 'import' ? 'finished' : 'reserved', ...fields.slice(17, 20)];
  if (last !== undefined) {
    const { at } = JSON.parse(last[6] ?? '{}') as { at?: number | null };
    known = [
      last[3] ?? null,
      last[4] ?? null,
      last[5] ?? null,
      at === undefined || at === null ? null : String(at),
    ];
  }
  find(`attempt ${recorded.key}: state`, JSON.stringify(known) !== JSON.stringify(state));
  find(
    `attempt ${recorded.key}: events`,
    own.some((event, at) => event[2] !== String(at)),
  );
}

/** What is not in the form of its kind is not as it was. */
function takeText(text: string): void {
  try {
    take(JSON.parse(text) as Line);
  } catch {
    find(`what stands after entry ${audit.seq}, seal ${seals.seq}: form`, true);
  }
}

function take(line: Line): void {
  if (line.line === 'checkpoint') takeCheckpoint(line);
  else if (line.line === 'audit') takeEntry(line);
  else if (line.line === 'seal') takeSeal(line);
  else if (line.line === 'record') takeRecord(line);
  else if (line.line === 'orphan') events.beside += BigInt(`0x${hashOfJson(line.fields)}`);
  else {
    hasHead = true;
    find('the head of the audit log', line.seq !== audit.seq || (line.seq > 0 && line.hash !== audit.hash));
  }
}

for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  if (organization !== '') {
    takeText(text);
    continue;
  }
  const head = JSON.parse(text) as Head;
  find('the first line', head.tact !== 'audit export 1' && head.tact !== 'audit export 2');
  organization = head.organizationId;
  audit = { seq: 0, hash: hex(sha256(`tact audit ${organization}`)) };
}
endBatch();
find('the end', !hasHead);
for (const [root, where] of erasures.led) find(`${where}: erased`, !erasures.stated.has(root));
find('attempt events', events.alone !== events.beside);
find(
  'the audit log is cut',
  [...signed.audit.keys()].some((seq) => seq > audit.seq),
);
find(
  'the seals are cut',
  [...signed.seals.keys()].some((seq) => seq > seals.seq),
);
for (const where of found) process.stdout.write(`${where}: not as it was\n`);
process.stdout.write(`${JSON.stringify(counted)}, ${found.length} findings\n`);
process.exitCode = found.length > 0 ? 1 : 0;
