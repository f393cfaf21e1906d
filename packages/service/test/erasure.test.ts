import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatInstant, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { openStore } from '@tact/store';
import { runAsOwner } from '@tact/store/testing';
import { makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { complianceReport } from '../src/proof/compliance-report.ts';
import { sealWaiting } from '../src/keep-sealed.ts';
import { replayOne } from '../src/proof/replay-sample.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';
import { everythingIn } from './everything-in.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';
import { verifyAlone } from './verify-alone.ts';

let running: RunningService;
let own: TestOrganization;
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const HOUR_MS = 3_600_000;

/** The person who is to be erased, by all that names her. */
const ANN = {
  clientId: 'client-of-ann',
  name: 'Annabel Nobody',
  phone: '+12125550151',
  mail: 'annabel@nobody.example',
  former: '+12125550159',
  // With letters and a space: five digits alone are found in instants, too.
  postalCode: 'M5V 3L9',
  secret: 'her dog is called Rex',
} as const;
/** What is hers alone; her number is Bob's, too. */
const TRACES = [ANN.clientId, ANN.name, ANN.mail, ANN.former, ANN.postalCode, ANN.secret];
const BOB = { clientId: 'client-of-bob', phone: '+12125550152' } as const;

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  await livePeople();
});
afterAll(() => running.stop());

/** Ann and Bob as people are known after some weeks. They share Ann's number. */
async function livePeople(): Promise<void> {
  const { client } = own;
  const ann = await client.contacts.create({
    body: {
      clientId: ANN.clientId,
      name: ANN.name,
      postalCode: ANN.postalCode,
      country: 'CA',
      attributes: { note: ANN.secret },
      devices: [{ address: ANN.phone }, { address: ANN.mail }],
    },
  });
  await client.contacts.create({
    body: { clientId: BOB.clientId, devices: [{ address: BOB.phone }, { address: ANN.phone }] },
  });
  await client.accounts.create({ body: { contactId: ann.id, reference: `of ${ANN.name}` } });
  await client.attemptRules.create({
    body: {
      name: 'Three in seven days',
      required: true,
      priority: 1,
      conditions: {
        scope: 'tenant',
        count: 3,
        direction: 'outbound',
        period: { kind: 'rolling', unit: 'days', amount: 7 },
        countBy: 'any',
        using: 'device',
        channels: ['call'],
        countedChannels: null,
        devices: 'any',
        deviceTypes: 'any',
        to: [],
        betweenTimes: null,
      },
    },
  });
  const { attempt } = await client.attempts.reserve({
    body: { contact: { clientId: ANN.clientId }, channel: 'call' },
  });
  await client.attempts.report({ params: { id: attempt?.id ?? '' }, body: { callResult: 'Busy' } });
  await client.attempts.import({
    body: {
      attempts: [1, 2].map((day) => ({
        clientId: ANN.clientId,
        device: { address: day === 1 ? ANN.phone : ANN.former },
        at: formatInstant((Date.now() - day * 24 * HOUR_MS) as Instant),
        channel: 'call' as const,
        callResult: 'No Answer' as const,
      })),
    },
  });
  const lists = await client.contactLists.create({ body: { name: 'March' } });
  await client.contactLists.addRecords({
    params: { id: lists.id },
    body: { records: [{ clientId: ANN.clientId }, { clientId: BOB.clientId }] },
  });
  const complaints = await client.suppressionLists.create({
    body: { name: 'Complaints', type: 'device', required: true, channels: ['sms', 'email'] },
  });
  await client.suppressionLists.addEntries({
    params: { id: complaints.id },
    body: { entries: [{ value: ANN.mail, reason: `complaint of ${ANN.name}` }, { value: ANN.phone }] },
  });
  await importOf(
    complaints.id,
    `phone\n+12125550177\n(212) 555-0159 ${ANN.name}\n${ANN.mail} at home\nhello\n`,
  );
  await contactImportOf(`id,phone,mail\nOTHER-1,0${ANN.phone.slice(-10)}9,x ${ANN.mail}\nOTHER-2,hello,\n`);
  await client.optOuts.create({
    body: { clientId: ANN.clientId, reason: `letter of ${ANN.name}`, channels: ['whatsapp'] },
  });
  for (const channel of ['whatsapp', 'sms', 'call'] as const)
    await client.decisions.ask({ body: { contact: { clientId: ANN.clientId }, channel } });
}

/** Rows that are no numbers are kept as they stood, so that somebody can look at them. */
async function importOf(listId: string, body: string): Promise<void> {
  const { listImports } = own.client;
  const query = { fileName: 'list.csv', defaultCountry: 'US' };
  const begun = await listImports.create({ params: { id: listId }, query, body });
  const params = { id: listId, importId: begun.import.id };
  while ((await listImports.get({ params })).state === 'loading') await sleep(20);
  expect((await listImports.badRows({ params })).items).toHaveLength(3);
}

/** A row that could not be read because of what it says of somebody, kept as it stood. */
async function contactImportOf(body: string): Promise<void> {
  const { contactImports } = own.client;
  const { id } = await contactImports.create({ query: { fileName: 'people.csv' }, body });
  while ((await contactImports.get({ params: { id } })).state !== 'finished') await sleep(20);
  expect((await contactImports.badRows({ params: { id } })).items).toHaveLength(3);
}

const erase = async (body: Parameters<typeof own.client.erasures.create>[0]['body']) => {
  const { id } = await own.client.erasures.create({ body });
  for (;;) {
    const erasure = await own.client.erasures.get({ params: { id } });
    if (erasure.state === 'finished' || erasure.state === 'failed') return erasure;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A file that tells of everybody. */
async function reportFile(): Promise<void> {
  const day = (days: number) => formatInstant((Date.now() + days * 24 * HOUR_MS) as Instant).slice(0, 10);
  const { id } = await own.client.reportFiles.create({
    body: { format: 'csv', from: day(-7), to: day(1) },
  });
  let state = 'queued';
  while (state !== 'finished') ({ state } = await own.client.reportFiles.get({ params: { id } }));
}

const seal = async () => {
  await sealWaiting(running.store, own.id, 0);
  await makeCheckpoint(running.store, own.id, signer, Date.now() as Instant);
};
/** By both verifiers, which must agree whether anything is not as it was. */
const check = async () => {
  const result = await verifyProof(running.store.proof.lines(own.id), {
    organizationId: own.id,
    checkpoints: [],
    publicKeys: [signer.publicKey],
  });
  const alone = await verifyAlone(own.id, running.store.proof.lines(own.id), signer.publicKey);
  expect([alone, alone.length > 0]).toEqual([alone, result.findings.length > 0]);
  return result;
};
const ask = async (
  contact: Parameters<typeof own.client.decisions.ask>[0]['body']['contact'],
  channel: 'call' | 'sms' | 'whatsapp' | 'email',
  position?: number,
) => {
  const device = position === undefined ? {} : { device: { position } };
  const { decision, deciding } = await own.client.decisions.ask({ body: { contact, channel, ...device } });
  return `${decision} ${deciding?.code ?? ''}`.trim();
};
const inline = (clientId: string, address: string) => ({ clientId, devices: [{ address }] });

describe('a person who is erased', () => {
  let before: string;

  beforeAll(async () => {
    await reportFile();
    await seal();
    before = await ask({ clientId: ANN.clientId }, 'whatsapp');
    const stored = await everythingIn(running.connectionString);
    for (const trace of TRACES) expect(stored).toContain(trace);
    const erasure = await erase({ clientId: ANN.clientId, reason: 'request of 3 March' });
    expect(erasure).toMatchObject({ state: 'finished', step: 'done', error: null });
    expect(erasure.counts).toMatchObject({
      contacts: 1,
      accounts: 1,
      'opt-outs': 1,
      'suppression-entries': 2,
      'contact-list-records': 1,
      attempts: 3,
      decisions: 5,
      'report-files': 1,
      'import-rows': 4,
    });
  });

  test('is in no file of a report any more', async () => {
    expect((await own.client.reportFiles.list()).items).toEqual([]);
  });

  test('is named nowhere in the database', async () => {
    const text = await everythingIn(running.connectionString);
    for (const trace of TRACES) expect(text.split('\n').filter((line) => line.includes(trace))).toEqual([]);
    // Bob has that number too; what is about him stays.
    const left = text.split('\n').filter((line) => line.includes(ANN.phone));
    expect(left.every((line) => /^(devices|audit_log) /.test(line))).toBe(true);
    expect(text).toContain(BOB.clientId);
  });

  test.each([
    ['asked by the same client id', inline(ANN.clientId, '+12125550188'), 'whatsapp', 'blocked opted_out'],
    [
      'asked by the number under another client id',
      inline('new', ANN.phone),
      'whatsapp',
      'blocked opted_out',
    ],
    ['asked by the e-mail address of then', inline('new', ANN.mail), 'email', 'blocked on_suppression_list'],
    ['on a list by the number', inline('new', ANN.phone), 'sms', 'blocked on_suppression_list'],
    ['whose attempts count for the number', inline('new', ANN.phone), 'call', 'allowed'],
    ['somebody else', inline('new', '+12125550177'), 'whatsapp', 'allowed'],
  ] as const)('still blocks: %s', async (_name, contact, channel, expected) => {
    expect(await ask(contact, channel)).toMatch(new RegExp(`^${expected}`));
  });

  test('was blocked before as after', () => {
    expect(before).toMatch(/^blocked/);
  });
});

test('nothing is decided without the key', async () => {
  const store = await openStore({ connectionString: running.connectionString });
  try {
    const scope = {
      since: null,
      until: null,
      byClient: false,
      byDevice: false,
      byAccount: false,
      suppressionListIds: [],
      attributes: false,
    };
    await expect(store.decisions.survey(own.id, [], scope)).rejects.toMatchObject({
      code: 'erasure_key_missing',
    });
  } finally {
    await store.close();
  }
});

describe('the proof', () => {
  test('holds, and says how much was erased', async () => {
    const { findings, counted } = await check();
    expect(findings).toEqual([]);
    expect(counted.erased).toBeGreaterThan(10);
  });

  test.each([
    ['what is left of a decision', `update decisions set code = 'x' where client_id like 'erased:%'`],
    ['a new content', `update decisions set record = '{}' where client_id like 'erased:%'`],
    ['what is left of an attempt', `update attempts set channel = 'sms' where client_id like 'erased:%'`],
    ['what an attempt was', `update erased_records set hash = repeat('0', 64) where kind = 'attempt'`],
    ['what an entry was', `update erased_records set hash = repeat('0', 64) where kind = 'audit-entry'`],
    [
      'the hash of an erased entry',
      `update audit_log set hash = repeat('0', 64) where before is null and after is null and reason is null`,
    ],
    [
      'who made an erased entry',
      `update audit_log set actor = '{}' where seq::text in (select key from erased_records)`,
    ],
    ['the mark of an erased record', `delete from erased_records where kind = 'decision'`],
    ['the place of an erased record', `update erased_records set place = place + 1 where places > 1`],
    ['the statement', `update erased_records set statement = gen_random_uuid()`],
  ])('does not hold where somebody changes %s', async (_name, change) => {
    await save();
    try {
      await runAsOwner(running.connectionString, change);
      expect((await check()).findings.length).toBeGreaterThan(0);
    } finally {
      await restore();
    }
  });
});

const TABLES = ['decisions', 'attempts', 'erased_records', 'audit_log'] as const;
const COLUMNS: Readonly<Record<(typeof TABLES)[number], readonly string[]>> = {
  decisions: ['code', 'record'],
  attempts: ['channel'],
  erased_records: [],
  audit_log: ['hash', 'actor'],
};

/** What a change may touch, to be put back. */
async function save(): Promise<void> {
  for (const table of TABLES)
    await runAsOwner(running.connectionString, `create table saved_${table} as select * from ${table}`);
}

async function restore(): Promise<void> {
  const keys = { decisions: 'id', attempts: 'id', audit_log: 'id' } as const;
  for (const table of ['decisions', 'attempts', 'audit_log'] as const) {
    const set = COLUMNS[table].map((column) => `${column} = s.${column}`).join(', ');
    await runAsOwner(
      running.connectionString,
      `update ${table} x set ${set} from saved_${table} s where s.${keys[table]} = x.${keys[table]}`,
    );
  }
  await runAsOwner(running.connectionString, 'delete from erased_records');
  await runAsOwner(running.connectionString, 'insert into erased_records select * from saved_erased_records');
  for (const table of TABLES) await runAsOwner(running.connectionString, `drop table saved_${table}`);
}

test('replay and report tell of it, and are no error', async () => {
  const { items } = await own.client.decisions.list({ query: { limit: 50 } });
  const erased = items.filter(({ clientId }) => clientId.startsWith('erased:'));
  expect(erased).toHaveLength(5);
  for (const { id } of erased) {
    const stored = await running.store.decisions.get(own.id, id);
    if (stored === undefined) throw new Error('it is gone');
    const source = await running.store.rules.findRuleset(own.id, stored.ruleset);
    expect(replayOne(stored, source, zoneTable())).toBe('erased');
    expect((await own.client.decisions.get({ params: { id } })).record).toMatchObject({
      erased: expect.any(String),
    });
  }
  const now = (Date.now() + HOUR_MS) as Instant;
  const period = { from: (now - 30 * 24 * HOUR_MS) as Instant, until: now };
  const filter = {
    ...period,
    channel: null,
    direction: null,
    campaignGroupId: null,
    clientId: null,
    accountId: null,
  };
  const rows: { clientId: string; device: string }[] = [];
  const options = { after: null, details: true, hours: null, decision: null };
  for await (const part of complianceReport(
    { store: running.store, zoneTable: zoneTable(), now },
    own.id,
    filter,
    options,
  ))
    rows.push(...(part.rows as unknown as typeof rows));
  expect(rows).toHaveLength(3);
  for (const row of rows)
    expect([row.clientId, row.device].every((one) => one.startsWith('erased:'))).toBe(true);
});

test('who comes back is blocked by what blocked before, on new devices too, until it is lifted', async () => {
  const { client } = own;
  const back = await client.contacts.create({
    body: { clientId: ANN.clientId, devices: [{ address: ANN.phone }, { address: '+12125550166' }] },
  });
  expect(back.optedOut).not.toBeNull();
  expect(await ask({ clientId: ANN.clientId }, 'whatsapp')).toMatch(/^blocked opted_out/);
  // S21: the device that the contact has got is covered at others too.
  expect(await ask(inline('another', '+12125550166'), 'whatsapp')).toMatch(/^blocked opted_out/);
  // Two attempts on the number of then, and this is the third: the fourth is one too many.
  expect(await ask({ clientId: ANN.clientId }, 'call')).toBe('allowed');
  const reserved = await client.attempts.reserve({
    body: { contact: { clientId: ANN.clientId }, channel: 'call' },
  });
  expect(reserved.attempt).not.toBeNull();
  expect(await ask({ clientId: ANN.clientId }, 'call')).toMatch(/^blocked/);
  const { status } = await own.send('DELETE', `/api/admin/opt-out/${back.id}?reason=asked+in+writing`);
  expect(status).toBe(200);
  expect(await ask({ clientId: ANN.clientId }, 'whatsapp')).toBe('allowed');
});

test('who is erased again is erased again, and what was erased stays so', async () => {
  const again = await erase({ device: ANN.former, reason: 'once more' });
  expect(again.state).toBe('finished');
  const twice = await erase({ clientId: ANN.clientId, reason: 'once more' });
  expect(twice.counts).toMatchObject({ contacts: 1, attempts: 1 });
  const nothing = await erase({ clientId: ANN.clientId, reason: 'once more' });
  expect(Object.values(nothing.counts).every((count) => count === 0)).toBe(true);
  await seal();
  expect((await check()).findings).toEqual([]);
});

test('only an administrator may, it is audited, and a device of several persons is refused', async () => {
  for (const role of ['operator', 'analyst'] as const) {
    const key = await own.newKey(role);
    const { status } = await own.send('POST', '/api/v1/erasures', {
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ clientId: BOB.clientId, reason: 'x' }),
    });
    expect(status).toBe(403);
  }
  const { items } = await own.client.audit.list({ query: { entity: 'erasure', limit: 50 } });
  expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['person.erase', 'person.erased']));
  const { client } = own;
  for (const clientId of ['one', 'two'])
    await client.contacts.create({ body: { clientId, devices: [{ address: '+12125550123' }] } });
  const refused = await own.send('POST', '/api/v1/erasures', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ device: '+12125550123', reason: 'x' }),
  });
  expect([refused.status, refused.json['code']]).toEqual([409, 'erasure_ambiguous']);
});
