import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ClientId, DeviceKey, Instant, OrganizationId } from '@tact/engine';
import {
  fingerprintOf,
  hashOfRecord,
  makeCheckpoint,
  sealWaiting,
  signerOf,
} from '@tact/service/without-http';
import { sealAsBefore } from '@tact/service/testing';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let folder: string;
let exported: string;
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-audit-test-'));
  database = await openTestStore();
  own = await database.newOrganization();
  const { store } = database;
  for (let round = 0; round < 2; round++) {
    const clientId = `c-${round}` as ClientId;
    await store.optOuts.create(
      own,
      { clientId, channels: 'any', contactOnly: false, reason: 'asked', source: 'call', from: null, until: null },
      Date.now() as Instant,
      TEST_ACTOR,
    ); // prettier-ignore
    await importAttempts(own, clientId, Date.UTC(2026, 2, 4 + round));
    await sealWaiting(store, own, 0);
    await makeCheckpoint(store, own, signer, Date.now() as Instant);
  }
  exported = join(folder, 'all.ndjson');
  expect(await tact('export', exported)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Three attempts, a minute apart. */
async function importAttempts(
  organization: OrganizationId,
  clientId: ClientId,
  fromMs: number,
): Promise<void> {
  const attempts = [1, 2, 3].map((minute) => ({
    externalId: null,
    at: (fromMs + minute * 60_000) as Instant,
    clientId,
    deviceKey: '+12125550123' as DeviceKey,
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call' as const,
    direction: 'outbound' as const,
    callResult: 'Busy' as const,
    disposition: null,
    place: { country: null, regions: [], areaCode: null, postalCode: null },
  }));
  await database.store.attempts.importMany(organization, attempts, TEST_ACTOR);
}

/** Runs `tact audit` on the database and gives the exit code and what was written. */
async function tact(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', database.connectionString);
  return offline(
    ...args,
    ...(args.includes('--organization') || (args[0] === 'verify' && args[1]?.endsWith('.ndjson') === true)
      ? []
      : ['--organization', own]),
  );
}

/** The same without a database. */
async function offline(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  return { code: await run(['audit', ...args]), ...written };
}

/** Runs the verifier that knows nothing of Tact but the description of an export. */
function standAlone(...args: readonly string[]): { code: number | null; out: string } {
  const script = resolve(import.meta.dirname, '../../../scripts/verify-export.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
}

const CHECKED = /checked 5 audit entries, 6 records in 2 seals, 2 checkpoints; 0 records are not sealed yet/;

test('what nobody changed is as it was, in the database and offline', async () => {
  for (const { code, out } of [await tact('verify'), await offline('verify', exported)]) {
    expect(out).toMatch(CHECKED);
    expect(out).toMatch(/nothing was changed\n$/);
    expect(code).toBe(0);
  }
});

test('a check of the database is kept for the audit trail, with who did it; one of a file is not', async () => {
  const kept = join(folder, 'kept.json');
  await writeFile(kept, (await tact('checkpoint')).out);
  await tact('verify', '--checkpoint', kept, '--key', signer.publicKey);
  const { last, alarm } = await database.store.verifications.state(own);
  expect(last).toMatchObject({
    actor: { kind: 'command-line' },
    isWhole: true,
    findings: 0,
    kept: { keys: [fingerprintOf(signer.publicKey)], count: 2 },
    covered: {
      entries: { to: 5, of: 5 },
      seals: { to: 2, of: 2 },
      records: { count: 6, fromSeal: 1 },
      checkpoints: { from: 1, to: 2 },
    },
  });
  expect(alarm).toBeNull();
  await offline('verify', exported);
  expect((await database.store.verifications.state(own)).last?.id).toBe(last?.id);
});

test('an export is for its owner alone, overwrites nothing, and says so', async () => {
  expect((await stat(exported)).mode & 0o777).toBe(0o600);
  const before = await readFile(exported);
  expect(await tact('export', exported)).toMatchObject({
    code: 1,
    err: `tact: the file \`${exported}\` is there already; name another one\n`,
  });
  expect(await readFile(exported)).toEqual(before);
});

test('an export ends at Ctrl-C in order, and the verifier finds that it has no end', async () => {
  const cut = join(folder, 'cut.ndjson');
  const known = new Set(process.listeners('SIGINT'));
  const exporting = tact('export', cut);
  let interrupt: NodeJS.SignalsListener | undefined;
  while (interrupt === undefined) {
    await sleep(1);
    interrupt = process.listeners('SIGINT').find((listener) => !known.has(listener));
  }
  interrupt('SIGINT');
  const { code, err } = await exporting;
  expect([code, err]).toEqual([
    1,
    'tact: interrupted; the file has no end, and `tact audit verify` says so\n',
  ]);
  expect(await offline('verify', cut)).toMatchObject({ code: 1 });
});

test('a kept checkpoint and a named key are compared', async () => {
  const kept = join(folder, 'checkpoint.json');
  await writeFile(kept, (await tact('checkpoint')).out);
  expect(await offline('verify', exported, '--checkpoint', kept, '--key', signer.publicKey)).toMatchObject({
    code: 0,
  });
  const other = signerOf(generateKeyPairSync('ed25519').privateKey);
  const { code, out } = await offline('verify', exported, '--key', other.publicKey);
  expect(code).toBe(1);
  expect(out).toMatch(/checkpoint 1: its signature is not by a key that may sign/);
});

/** The lines of an export: its head, 2 checkpoints, 5 entries, 2 seals with 3 records each, the end. */
test.each<[string, (lines: string[]) => string[], RegExp]>([
  ['an entry is changed', (all) => all.map((line, at) => (at === 4 ? line.replace('asked', 'asced') : line)), /audit entry [23]: it, or the one before it, was changed/],
  ['an entry is dropped', (all) => all.toSpliced(4, 1), /audit entry 3: what stood at 2 to 2 is missing/],
  ['entries are swapped', (all) => all.toSpliced(4, 2, all[5] ?? '', all[4] ?? ''), /audit entry 3: what stood at 2 to 2 is missing/],
  ['an entry is there twice', (all) => all.toSpliced(4, 0, all[4] ?? ''), /audit entry 2: its number was there before/],
  ['a record is changed', (all) => all.map((line, at) => (at === 10 ? line.replace('+1212', '+1213') : line)), /attempt [0-9a-f-]{36}: a record of seal 1 was changed/],
  ['a record is dropped', (all) => all.toSpliced(10, 1), /attempt [0-9a-f-]{36}: seal 1 covers 3 records, and there are 2/],
  ['a call result is changed', (all) => all.map((line, at) => (at === 10 ? line.replace('"state":["finished","Busy"', '"state":["finished","Answer"') : line)), /does not follow from what was recorded/],
  ['a seal is dropped with its records', (all) => all.toSpliced(8, 4), /seal 2: what stood at 1 to 1 is missing/],
  ['a checkpoint is changed', (all) => all.map((line, at) => (at === 1 ? line.replace('checkpoint 1', 'checkpoint 2') : line)), /checkpoint 1: its signature/],
  ['the end is cut off', (all) => all.slice(0, -1), /the last line is missing/],
  ['a record is made null', (all) => all.with(10, 'null'), /after attempt [0-9a-f-]{36}: what stands there is not in the form of what was written/],
  ['an entry loses its texts', (all) => all.with(4, '{"line":"audit","seq":2}'), /after audit entry 1: what stands there is not in the form of what was written/],
])('%s: it is found, and told where', async (name, change, finding) => {
  const lines = (await readFile(exported, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(17);
  const changed = join(folder, `${name.replaceAll(' ', '-')}.ndjson`);
  await writeFile(changed, `${change(lines).join('\n')}\n`);
  const { code, out } = await offline('verify', changed);
  expect(out).toMatch(finding);
  expect(code).toBe(1);
  expect(standAlone(changed)).toMatchObject({ code: 1, out: expect.stringMatching(/not as it was/) as string });
}); // prettier-ignore

test('a verifier that was written from the description of an export alone agrees', () => {
  const { code, out } = standAlone(exported, signer.publicKey);
  expect(out).toBe(
    '{"checkpoints":2,"entries":5,"seals":2,"records":6,"open":0,"erased":0,"removed":0}, 0 findings\n',
  );
  expect(code).toBe(0);
  const other = signerOf(generateKeyPairSync('ed25519').privateKey);
  expect(standAlone(exported, other.publicKey).out).toMatch(/checkpoint 1: key: not as it was/);
});

test.each<[string, (line: ExportedRecord) => readonly ExportedRecord[]]>([
  ['an event is passed off as erased, and changed wherever it stands', (line) => [withResult(line, 'Answer', true)]],
  ['the same without a mark', (line) => [withResult(line, 'Answer', false)]],
  ['an attempt is passed off as erased', (line) => [isRecord(line, 'attempt') ? { ...line, fields: line.fields.with(2, 'else'), erased: markOf(line) } : line]],
  ['a record is added behind all seals that is older than they are', (line) => line.line === 'head' ? [{ ...line, ...LATE }, line] : [line]],
])('%s: it is found in an export', async (_, change) => {
  const corrected = await database.newOrganization();
  await importAttempts(corrected, 'c-corrected' as ClientId, Date.UTC(2026, 2, 4));
  const page = await database.store.attempts.list(corrected, { limit: 1, cursor: null }, { clientId: 'c-corrected' as ClientId });
  const at = Date.now() as Instant;
  for (const { id } of page.items)
    await database.store.attempts.recordResult(corrected, id, { callResult: 'No Answer', disposition: null, at }, TEST_ACTOR);
  await sealWaiting(database.store, corrected, 0);
  const file = join(folder, `${corrected}.ndjson`);
  expect(await tact('export', file, '--organization', corrected)).toMatchObject({ code: 0 });
  expect(standAlone(file)).toMatchObject({ code: 0 });
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const changed = lines.flatMap((text) => change(JSON.parse(text) as ExportedRecord).map((one) => JSON.stringify(one)));
  expect(changed.join()).not.toBe(lines.join());
  await writeFile(file, `${changed.join('\n')}\n`);
  expect(await offline('verify', file)).toMatchObject({ code: 1 });
  expect(standAlone(file)).toMatchObject({ code: 1, out: expect.stringMatching(/not as it was/) as string });
}); // prettier-ignore

/** As much of a line of an export as is forged here. */
interface ExportedRecord {
  readonly line: string;
  readonly kind?: string;
  readonly fields: readonly (string | null)[];
  readonly state?: readonly (string | null)[];
  readonly events?: readonly (readonly (string | null)[])[];
  readonly erased?: object;
}

const isRecord = ({ line, kind }: ExportedRecord, of: string) => line === 'record' && kind === of;

const LATE = { line: 'record', kind: 'attempt', recorded: { at: '1', key: 'a' }, fields: [], state: ['reserved', null, null, null], events: [] }; // prettier-ignore

function withResult(line: ExportedRecord, result: string, isMarked: boolean): ExportedRecord {
  if (isRecord(line, 'attempt-event'))
    return {
      ...line,
      fields: line.fields[3] === 'finished' ? line.fields.with(4, result) : line.fields,
      ...(isMarked ? { erased: markOf(line) } : {}),
    };
  if (!isRecord(line, 'attempt') || line.events?.length !== 2) return line;
  const events = line.events.map((event) => (event[3] === 'finished' ? event.with(4, result) : event));
  return { ...line, state: (line.state ?? []).with(1, result), events };
}

/** What would be kept of a record if it had been erased, with a statement that was never made. */
function markOf({ fields }: ExportedRecord): object {
  return { hash: hashOfRecord(fields, 2), statement: 'never', place: 0, places: 1, path: [] };
}

test('an alarm against a kept checkpoint stands until a check against it, and by no more keys, finds nothing', async () => {
  const cut = await database.newOrganization();
  const at = (args: readonly string[]) => tact('verify', '--organization', cut, ...args);
  const files: string[] = [];
  for (const round of [1, 2]) {
    await database.store.contactLists.create(cut, `list ${round}`, TEST_ACTOR);
    await makeCheckpoint(database.store, cut, signer, Date.now() as Instant);
    const file = join(folder, `cut-${round}.json`);
    await writeFile(file, (await tact('checkpoint', '--organization', cut)).out);
    files.push(file);
  }
  const [older = '', newer = ''] = files;
  await database.query(
    `create table dropped as select * from checkpoints where organization_id = '${cut}' and seq > 1`,
  );
  await database.query('delete from checkpoints where organization_id = $1 and seq > 1', [cut]);
  const other = signerOf(generateKeyPairSync('ed25519').privateKey).publicKey;
  const both = ['--checkpoint', older, '--checkpoint', newer];
  const found = async () => (await database.store.verifications.state(cut)).alarm?.kept.count;
  expect(await at([...both, '--key', signer.publicKey])).toMatchObject({ code: 1 });
  expect(await found()).toBe(3);
  await database.query('insert into checkpoints select * from dropped');
  // Each of these finds nothing, and was not held against all that the alarm was.
  for (const args of [
    [],
    ['--checkpoint', older, '--checkpoint', older, '--key', signer.publicKey],
    ['--key', signer.publicKey, other],
    [...both],
    [...both, '--key', signer.publicKey, other],
  ]) {
    expect((await at(args)).code).toBe(0);
    expect(await found()).toBe(3);
  }
  expect(await at([...both, '--key', signer.publicKey])).toMatchObject({ code: 0 });
  expect(await found()).toBeUndefined();
});

test('what cannot be read in the database is found, beside all else, and is an alarm', async () => {
  const damaged = await database.newOrganization();
  await importAttempts(damaged, 'c-damaged' as ClientId, Date.UTC(2026, 2, 4));
  await sealWaiting(database.store, damaged, 0);
  await database.query(`update seals set to_at = 'x' where organization_id = $1`, [damaged]);
  await database.query(`update audit_log set reason = 'forged' where organization_id = $1 and seq = 1`, [
    damaged,
  ]);
  const { code, out } = await tact('verify', '--organization', damaged);
  expect(code).toBe(1);
  expect(out).toMatch(/^audit entry 1: .*\nseal 1: it, or the one before it, was changed/);
  expect((await database.store.verifications.state(damaged)).alarm?.findings).toBeGreaterThan(1);
});

test.each(['null', '{"seq":1}', 'x'])('a checkpoint file of %s is refused', async (text) => {
  const file = join(folder, 'no-checkpoint.json');
  await writeFile(file, text);
  const { code, err } = await offline('verify', exported, '--checkpoint', file);
  expect(code).toBe(1);
  expect(err).toMatch(/holds no checkpoint; make one with/);
});

test('an export of an older version, which knew one form of seals and did not name it, is as it was', async () => {
  const older = await database.newOrganization();
  await importAttempts(older, 'c-older' as ClientId, Date.UTC(2026, 2, 4));
  await sealWaiting(database.store, older, 0);
  await sealAsBefore((text, values) => database.query(text, [...values]), older);
  const now = join(folder, 'now.ndjson');
  expect(await tact('export', now, '--organization', older)).toMatchObject({ code: 0 });
  const text = await readFile(now, 'utf8');
  const then = text.replace('audit export 2', 'audit export 1').replace('"form":1,', '');
  expect(then.length).toBe(text.length - '"form":1,'.length);
  const file = join(folder, 'then.ndjson');
  await writeFile(file, then);
  const { code, out } = await offline('verify', file);
  expect(out).toMatch(/3 records in 1 seals, 0 checkpoints; 0 records are not sealed yet/);
  expect(code).toBe(0);
  expect(standAlone(file)).toMatchObject({ code: 0 });
  await writeFile(file, then.replace('+1212', '+1213'));
  expect((await offline('verify', file)).out).toMatch(/a record of seal 1 was changed/);
});

test.each<[string, string, RegExp]>([
  ['a file that is no export', '{"a":1}\n', /is no export/],
  ['a file that is no JSON', 'hello\n', /line 1 of .* is no JSON/],
  ['an empty file', '', /is no export/],
])('%s is refused', async (_, text, sentence) => {
  const path = join(folder, 'other.ndjson');
  await writeFile(path, text);
  const { code, err } = await offline('verify', path);
  expect(code).toBe(1);
  expect(err).toMatch(sentence);
});

test('entries of the audit log are exported by filter, as CSV or lines of JSON, and gone on with', async () => {
  const file = join(folder, 'entries.csv');
  expect(await tact('export', file, '--entity', 'opt-out')).toMatchObject({ code: 0 });
  const [header = '', ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(header).toMatch(/^number,id,atUtc,actorKind,/);
  expect(rows.map((row) => row.split(',')[8])).toEqual(['opt-out.create', 'opt-out.create']);
  expect((await tact('export', file, '--entity', 'opt-out')).err).toMatch(/is there already/);
  const entriesOf = async (...args: readonly string[]) => {
    const { code, out } = await tact('export', '-', ...args);
    expect(code).toBe(0);
    return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { number: number }]));
  };
  expect((await entriesOf()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect((await entriesOf('--after', '3')).map(({ number }) => number)).toEqual([4, 5]);
  expect(await entriesOf('--action', 'opt-out.create', '--actor-kind', 'user')).toHaveLength(2);
  expect(await entriesOf('--to', '2020-01-01')).toEqual([]);
});

test.each([
  [['export', 'x.ndjson', '--format', 'proof', '--entity', 'rule'], /a proof is of everything/],
  [['export', 'x.csv', '--format', 'xml'], /`xml` is none; choose proof, csv, ndjson/],
  [['export', 'x.csv', '--actor-kind', 'god'], /--actor-kind `god` is none/],
  [['export', 'x.csv', '--after', 'the first'], /`the first` is no number of an entry/],
  [['export', 'x.csv', '--from', 'yesterday'], /yesterday/],
] as const)('what cannot be exported is refused: %j', async (args, sentence) => {
  const { code, err } = await tact(...args);
  expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
});
