import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AnswerBodyOf, Client, Endpoints, QueryOf } from '@tact/api';
import { makeWorkbook, makeZip, textCell } from '@tact/files/testing';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let spoolDirectory: string;
let own: TestOrganization;

beforeAll(async () => {
  spoolDirectory = await mkdtemp(join(tmpdir(), 'tact-test-contacts-'));
  running = await startRunningService({ spoolDirectory });
});
beforeEach(async () => {
  own = await running.newOrganization();
});
afterAll(async () => {
  await running.stop();
  await rm(spoolDirectory, { recursive: true, force: true });
});

type Import = AnswerBodyOf<Endpoints['contactImports']['get']>;
type Query = QueryOf<Endpoints['contactImports']['create']>;

async function ended(id: string, client: Client = own.client): Promise<Import> {
  for (;;) {
    const one = await client.contactImports.get({ params: { id } });
    if (one.state !== 'queued' && one.state !== 'running') return one;
    await sleep(20);
  }
}

/** Imports a file to its end. */
async function imported(body: string | Blob, query: Partial<Query> = {}): Promise<Import> {
  const begun = await own.client.contactImports.create({ query: { fileName: 'people.csv', ...query }, body });
  return ended(begun.id);
}

const inspect = (body: string | Blob, query: Partial<Query> = {}) =>
  own.client.contactImports.inspect({ query: { fileName: 'people.csv', ...query }, body });

const planOf = (change: object) => JSON.stringify(change);

async function contactOf(clientId: string) {
  return own.client.contacts.getByClientId({ params: { clientId } });
}

/** A file is taken away a moment after its import has ended; one that stays ends the test by its time. */
async function spoolIsEmpty(): Promise<void> {
  while ((await readdir(spoolDirectory)).length > 0) await sleep(20);
}

const PEOPLE = [
  'Client ID;Name;State;Country;Mobile;E-mail;Account number;Balance;Segment',
  'A-1;Ada Sample;NY;US;(212) 555-0101;ada@example.com;L-1;1250.00;early',
  'A-2;Bo Sample;;;12;bo@example.com;;;late',
  'A-3;Cy Sample;NY;US;+12125550103;;L-3;12,50;late',
  'A-4;Di Sample;CA;US;+12135550104;;;;late',
].join('\n');

describe('looking at a file', () => {
  test('tells format, delimiter and columns, shows the first rows as they will be read, and keeps nothing', async () => {
    const seen = await inspect(PEOPLE);
    expect(seen).toMatchObject({
      container: 'plain',
      questions: [],
      plan: { encoding: 'utf-8', delimiter: ';', headerRows: 1, sheet: null, defaultCountry: 'US' },
    });
    expect(seen.columns.map(({ name, use }) => `${name}=${use}`)).toEqual([
      'Client ID=clientId',
      'Name=name',
      'State=region',
      'Country=country',
      'Mobile=device1',
      'E-mail=device2',
      'Account number=account.reference',
      'Balance=account.amount',
      'Segment=attribute:Segment',
    ]);
    expect(seen.preview).toMatchObject({ good: 2, bad: 2, contacts: 2, known: 0, isWhole: true });
    expect(seen.preview?.rows[0]).toEqual({
      line: 2,
      contact: {
        clientId: 'A-1',
        name: 'Ada Sample',
        zone: null,
        country: 'US',
        region: 'US-NY',
        postalCode: null,
        language: null,
        attributes: { Segment: 'early' },
        devices: [
          { position: 1, address: '+12125550101', type: 'mobile' },
          { position: 2, address: 'ada@example.com', type: 'other' },
        ],
      },
      account: { reference: 'L-1', amount: '1250.00', currency: null },
      problems: [],
    });
    expect(seen.preview?.problems.map(({ code, column, rows }) => [code, column, rows])).toEqual([
      ['number_too_short', 'Mobile', 1],
      ['amount_invalid', 'Balance', 1],
    ]);
    await spoolIsEmpty();
    expect((await own.client.contacts.list()).items).toEqual([]);
    expect((await own.client.contactImports.list()).items).toEqual([]);
  });

  test('reads each column as it is said, and asks what is open', async () => {
    const columns = [
      'clientId',
      'ignore',
      'ignore',
      'ignore',
      'device2',
      'device1',
      'ignore',
      'ignore',
      'ignore',
    ];
    const changed = await inspect(PEOPLE, { plan: planOf({ columns }) });
    expect(changed.preview?.rows[0]?.contact).toMatchObject({
      name: null,
      attributes: {},
      devices: [
        { position: 1, address: 'ada@example.com' },
        { position: 2, address: '+12125550101' },
      ],
    });
    const without = await inspect('name,phone\nAda,+12125550101\n');
    expect([without.questions.map(({ code }) => code), without.preview]).toEqual([
      ['client_id_missing'],
      null,
    ]);
    const twice = await inspect(PEOPLE, { plan: planOf({ columns: ['clientId', 'name', 'name'] }) });
    expect(twice.questions.map(({ code }) => code)).toEqual(['use_repeated']);
  });

  test('finds the columns below rows of a title, and tells how many contacts are there already', async () => {
    await imported('client id,phone\nA-1,+12125550101\n');
    const seen = await inspect('Export of March\n\nclient id,phone\nA-1,+12125550101\nA-2,+12125550102\n');
    expect(seen).toMatchObject({ plan: { headerRows: 2 }, preview: { good: 2, known: 1 } });
    expect(seen.remarks.map(({ code }) => code)).toContain('rows_before_header');
  });

  const IDAHO =
    'Account number,Name,Phone,State\nC-1,Ada,+12125550101,NY\nC-2,Bo,,\nC-3,Cy,,CA\nC-4,Di,,ID\n';

  test('passes no person over: the cell `ID` of a row is Idaho, and no name of a column', async () => {
    const columns = ['clientId', 'name', 'device1', 'region'];
    const seen = await inspect(IDAHO, { defaultCountry: 'US', plan: planOf({ columns }) });
    expect(seen).toMatchObject({ plan: { headerRows: 1 }, preview: { good: 4, bad: 0 } });
    expect(seen.plan.columnNames).toEqual(['Account number', 'Name', 'Phone', 'State']);
    const unmapped = await inspect(IDAHO.replace('Account number', 'Number'));
    expect(unmapped.questions.map(({ code }) => code)).toEqual(['client_id_missing']);
    expect(unmapped.plan.headerRows).toBe(1);
  });

  test('columns that are said stand below the first row, or below the header rows that are said with them', async () => {
    const body = 'Export of March\n\nclient id,phone\nA-1,+12125550101\n';
    const columns = ['clientId', 'device1'];
    const below = await inspect(body, { plan: planOf({ columns, headerRows: 2 }) });
    expect(below).toMatchObject({ plan: { headerRows: 2 }, preview: { good: 1 } });
    expect((await inspect(body, { plan: planOf({ columns }) })).plan.headerRows).toBe(1);
  });

  const encodings: readonly [name: string, bytes: Buffer, encoding: string][] = [
    ['Latin-1', Buffer.from('id,name\nA-1,Zoë\n', 'latin1'), 'iso-8859-1'],
    ['UTF-16', Buffer.from('\uFEFFid,name\nA-1,Zoë\n', 'utf16le'), 'utf-16le'],
    ['UTF-8 with a mark', Buffer.from('\uFEFFid,name\nA-1,Zoë\n'), 'utf-8'],
  ];
  test.each(encodings)('in %s', async (_, bytes, encoding) => {
    const seen = await inspect(new Blob([new Uint8Array(bytes)]));
    expect(seen.plan.encoding).toBe(encoding);
    expect(seen.preview?.rows[0]?.contact?.name).toBe('Zoë');
  });

  test('an encoding that was found wrongly can be said', async () => {
    const bytes = new Blob([new Uint8Array(Buffer.from('id,name\nA-1,Zoë\n'))]);
    const plan = planOf({ encoding: 'windows-1252' });
    expect((await inspect(bytes, { plan })).preview?.rows[0]?.contact?.name).toBe('ZoÃ«');
  });

  test('a list that is packed is unpacked; beside a text to read the list is found', async () => {
    const zip = makeZip([
      { name: 'readme.json', content: Buffer.from('{"a": 1}') },
      { name: 'people.csv', content: Buffer.from('id,phone\nA-1,+12125550101\n') },
    ]);
    const seen = await inspect(new Blob([new Uint8Array(zip)]), { fileName: 'people.zip' });
    expect(seen).toMatchObject({ container: 'zip', plan: { member: 'people.csv' }, preview: { good: 1 } });
    const done = await imported(new Blob([new Uint8Array(zip)]), { fileName: 'people.zip' });
    expect(done).toMatchObject({ state: 'finished', created: 1 });
  });
});

describe('an import', () => {
  test('brings in contacts with devices and accounts, and tells of each row that was left out', async () => {
    const done = await imported(PEOPLE);
    expect(done).toMatchObject({
      state: 'finished',
      phase: 'import',
      readWhole: true,
      done: 1,
      good: 2,
      bad: 2,
      badKept: 2,
      created: 2,
      updated: 0,
      accountsCreated: 1,
      repeated: 0,
      undo: null,
    });
    const ada = await contactOf('A-1');
    expect(ada).toMatchObject({ name: 'Ada Sample', region: 'US-NY', attributes: { Segment: 'early' } });
    const { items: accounts } = await own.client.accounts.list({ query: { contactId: ada.id } });
    // An amount that names no currency is in the organization's.
    expect(accounts).toMatchObject([{ reference: 'L-1', amount: '1250.00', currency: 'USD', status: 'new' }]);
    const { items } = await own.client.contactImports.badRows({ params: { id: done.id } });
    expect(items).toMatchObject([
      { line: 3, column: 'Mobile', value: '12', code: 'number_too_short' },
      { line: 4, column: 'Balance', value: '12,50', code: 'amount_invalid' },
    ]);
    const csv = await own.send('GET', `/api/v1/contact-imports/${done.id}/bad-rows.csv`);
    expect(csv.text.split('\n').slice(0, 2)).toEqual([
      'line,column,value,code,sentence',
      expect.stringMatching(/^3,Mobile,12,number_too_short,/),
    ]);
    await spoolIsEmpty();
  });

  test('says in the audit log who brought in what, and logs no number and no name', async () => {
    const done = await imported(PEOPLE);
    const { items } = await own.client.audit.list({ query: { entity: 'contact-import', entityId: done.id } });
    expect(items.map(({ action }) => action)).toEqual(['contact-import.end', 'contact-import.create']);
    expect(items[0]).toMatchObject({
      after: { fileName: 'people.csv', good: 2, bad: 2, created: 2, accountsCreated: 1 },
    });
    expect(items[1]?.actor).toMatchObject({ kind: 'api-key' });
    const log = running.log.join('\n');
    for (const secret of ['5550101', 'Ada', '5550103']) expect(log).not.toContain(secret);
  });

  test('again changes nothing; changed rows replace their contacts', async () => {
    await imported(PEOPLE);
    expect(await imported(PEOPLE)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      accountsCreated: 0,
    });
    const done = await imported('client id,name\nA-1,Ada Other\n');
    expect(done).toMatchObject({ created: 0, updated: 1 });
    expect(await contactOf('A-1')).toMatchObject({ name: 'Ada Other', devices: [], version: 2 });
  });

  test('of a client id that comes twice takes the last row, and tells so, across steps too', async () => {
    const many = Array.from({ length: 1_500 }, (_, row) => `B-${row},Somebody`).join('\n');
    const done = await imported(`id,name\nB-1,First\nB-1,Second\n${many}\nB-0,Last\n`);
    // None of them was there before: what a later line changes is the import's own.
    const counts = { created: 1_500, updated: 0, unchanged: 0 };
    expect(done).toMatchObject({ good: 1_503, ...counts, repeated: 3, badKept: 3 });
    expect([(await contactOf('B-0')).name, (await contactOf('B-1')).name]).toEqual(['Last', 'Somebody']);
    const { items } = await own.client.contactImports.badRows({ params: { id: done.id } });
    expect(items.map(({ line, code }) => [line, code])).toEqual([
      [3, 'client_id_repeated'],
      [5, 'client_id_repeated'],
      [1_504, 'client_id_repeated'],
    ]);
  });

  test('of several debts of one contact takes each', async () => {
    const done = await imported(
      'client id,name,account,balance\nA-1,Ada,L-1,10.00\nA-1,Ada,L-2,20.00\nA-1,Ada,L-1,30.00\n',
    );
    expect(done).toMatchObject({ good: 3, created: 1, accountsCreated: 2, repeated: 0 });
    const { items } = await own.client.accounts.list({ query: { contactId: (await contactOf('A-1')).id } });
    expect(items.map(({ reference, amount }) => [reference, amount]).toSorted()).toEqual([
      ['L-1', '30.00'],
      ['L-2', '20.00'],
    ]);
  });

  test('of a debt that comes twice takes what the later line states; what it does not state stays', async () => {
    await imported('client id,account,balance\nA-1,L-1,10.00\nA-1,L-1,\n');
    const { items } = await own.client.accounts.list({ query: { contactId: (await contactOf('A-1')).id } });
    expect(items).toMatchObject([{ reference: 'L-1', amount: '10.00', currency: 'USD' }]);
  });

  test('leaves out what would end others: broken quotes, zero characters, formulas of a spreadsheet', async () => {
    const done = await imported(
      'id,name\nA-1,"never closed\nA-2,zero\u0000here\nA-3,Cy\n1.2E+10,Di\nA-5,"=cmd|x"\n',
    );
    expect(done).toMatchObject({ state: 'finished', good: 2, bad: 3 });
    const { items } = await own.client.contactImports.badRows({ params: { id: done.id } });
    expect(items.map(({ line, code }) => [line, code])).toEqual([
      [2, 'row_broken'],
      [3, 'text_invalid'],
      [5, 'digits_lost'],
    ]);
  });

  test('takes a workbook with halves of characters, and columns whose names hold zero characters', async () => {
    const cells = (...texts: readonly string[]) => texts.map(textCell);
    const rows = [cells('id', 'note'), cells('A-1', 'x&#xD83D;y'), cells('A-2', 'good')];
    const book = new Blob([new Uint8Array(makeWorkbook([{ name: 'People', rows }]))]);
    expect(await imported(book, { fileName: 'people.xlsx' })).toMatchObject({
      state: 'finished',
      created: 2,
    });
    expect((await contactOf('A-1')).attributes).toEqual({ note: 'x\ufffdy' });
    const named = [cells('id', 'na\u0000me'), cells('A-3', 'Ada')];
    const other = new Blob([new Uint8Array(makeWorkbook([{ name: 'People', rows: named }]))]);
    expect(await imported(other, { fileName: 'people.xlsx' })).toMatchObject({
      state: 'finished',
      plan: { columnNames: ['id', 'na\ufffdme'] },
    });
  });

  test('puts its contacts into a contact list, each once, about its first debt', async () => {
    const { id: contactListId } = await own.client.contactLists.create({ body: { name: 'March' } });
    const done = await imported(PEOPLE, { contactListId });
    expect(done).toMatchObject({ contactListId, recordsAdded: 2 });
    const { items } = await own.client.contactLists.listRecords({ params: { id: contactListId } });
    expect(items.map(({ clientId, accountId }) => [clientId, accountId !== null]).toSorted()).toEqual([
      ['A-1', true],
      ['A-4', false],
    ]);
    expect(await imported(PEOPLE, { contactListId })).toMatchObject({ recordsAdded: 0 });
  });

  test('opts out a device that an opted-out contact gets by it', async () => {
    await imported('id,phone\nA-1,+12125550101\n');
    await own.client.optOuts.create({ body: { clientId: 'A-1', reason: 'asked' } });
    await imported('id,phone\nA-1,+12125550111\nA-9,+12125550111\n');
    const contact = { clientId: 'A-9' };
    const { decision, deciding } = await own.client.decisions.ask({ body: { contact, channel: 'call' } });
    expect([decision, deciding?.code]).toEqual(['blocked', 'opted_out']);
  });

  test('can be followed to its end by server-sent events', async () => {
    const begun = await own.client.contactImports.create({ query: { fileName: 'x.csv' }, body: PEOPLE });
    const { text, headers } = await own.send('GET', `/api/v1/contact-imports/${begun.id}/events`);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const last = text.trim().split('\n\n').at(-1) ?? '';
    expect(last).toMatch(/^event: contact-import\ndata: \{/);
    expect(JSON.parse(last.slice(last.indexOf('{'))) as object).toMatchObject({ state: 'finished', good: 2 });
  });

  test('of another organization is not found, and its contacts stay apart', async () => {
    const done = await imported(PEOPLE);
    const other = await running.newOrganization();
    for (const path of ['', '/events', '/bad-rows', '/bad-rows.csv'])
      expect((await other.send('GET', `/api/v1/contact-imports/${done.id}${path}`)).json['code']).toBe(
        'not_found',
      );
    expect((await other.client.contactImports.list()).items).toEqual([]);
    expect((await other.client.contacts.list()).items).toEqual([]);
  });
});

/** The code that an import is refused with. */
async function refused(body: string, query: object, key = own.key): Promise<unknown> {
  const given = new URLSearchParams({ fileName: 'x', ...(query as Record<string, string>) });
  const { json } = await own.send('POST', `/api/v1/contact-imports?${given.toString()}`, {
    headers: { 'content-type': 'application/octet-stream', 'x-api-key': key },
    body,
  });
  return json['code'];
}

describe('refused before anything is stored', () => {
  const wrong: readonly [name: string, code: string, body: string, query: object][] = [
    ['an empty file', 'file_invalid', '', {}],
    ['a file that is no list', 'file_invalid', '%PDF-1.4', {}],
    ['XML', 'file_invalid', '<list/>', {}],
    ['a plan that is no JSON', 'plan_invalid', PEOPLE, { plan: '{' }],
    ['a plan with an unknown field', 'plan_invalid', PEOPLE, { plan: '{"colums":[]}' }],
    ['a column that is read as nothing', 'plan_invalid', PEOPLE, { plan: '{"columns":["shoe size"]}' }],
    ['a file without client ids', 'plan_invalid', 'name,phone\nAda,+12125550101\n', {}],
    ['a country that is none', 'address_invalid', PEOPLE, { defaultCountry: 'ZZ' }],
    ['a contact list that is none', 'contact_list_unknown', PEOPLE, { contactListId: '0192d4f0-0000-7000-8000-000000000000' }],
  ]; // prettier-ignore
  test.each(wrong)('%s', async (_, code, body, query) => {
    expect(await refused(body, query)).toBe(code);
    await spoolIsEmpty();
    expect((await own.client.contactImports.list()).items).toEqual([]);
  });

  test('from whoever may not write contacts, or not what the file brings besides', async () => {
    expect(await refused(PEOPLE, {}, await own.newKey('analyst'))).toBe('role_insufficient');
    const narrow = await own.newKey('operator', { scopes: ['contacts:read', 'contacts:write'] });
    expect(await refused(PEOPLE, {}, narrow)).toBe('scope_missing');
    const { id: contactListId } = await own.client.contactLists.create({ body: { name: 'March' } });
    expect(await refused('id\nA-1\n', { contactListId }, narrow)).toBe('scope_missing');
    expect(await refused('id\nA-1\n', {}, narrow)).toBeUndefined();
    await spoolIsEmpty();
  });
});

describe('taken back', () => {
  const undone = async (id: string) => {
    await own.client.contactImports.undo({ params: { id }, body: { reason: 'the wrong file' } });
    return ended(id);
  };

  test('removes what it made, keeps what was used or changed since or was there before, and says how many', async () => {
    await imported('id,name,phone\nB-1,Before,+12125550190\n');
    const rows = ['B-1', 'C-1', 'C-2', 'C-3', 'C-4', 'C-5', 'C-6'].map((id, row) => `${id},Name,+1212555020${row},L-${row},5`);
    const done = await imported(`id,name,phone,account,balance\n${rows.join('\n')}\n`);
    expect(done).toMatchObject({ created: 6, updated: 1, accountsCreated: 7 });
    const changed = await contactOf('C-1');
    await own.client.contacts.update({ params: { id: changed.id }, body: { version: 1, name: 'By hand' } });
    await own.client.decisions.ask({ body: { contact: { clientId: 'C-2' }, channel: 'call' } });
    const optOut = await own.client.optOuts.create({ body: { clientId: 'C-3', reason: 'asked' } });
    await own.client.optOuts.lift({ params: { id: optOut.id }, body: { reason: 'by mistake' } });
    const { items } = await own.client.accounts.list({ query: { contactId: (await contactOf('C-4')).id } });
    await own.client.accounts.update({ params: { id: items[0]?.id ?? '' }, body: { version: 1, status: 'paused' } });
    const { id: contactListId } = await own.client.contactLists.create({ body: { name: 'By hand' } });
    await own.client.contactLists.addRecords({
      params: { id: contactListId },
      body: { records: [{ clientId: 'C-5' }] },
    });

    const back = await undone(done.id);
    expect(back).toMatchObject({ state: 'finished', phase: 'undo', undo: { removed: 1, used: 4, changed: 1, accounts: 1, accountsKept: 0, reason: 'the wrong file' } });
    expect(back.undo?.at).not.toBeNull();
    const { items: left } = await own.client.contacts.list();
    expect(left.map(({ clientId }) => clientId)).toEqual(['B-1', 'C-1', 'C-2', 'C-3', 'C-4', 'C-5']);
    expect(left[0]).toMatchObject({ name: 'Name', version: 2 });
    const { items: log } = await own.client.audit.list({ query: { entity: 'contact-import', entityId: done.id } });
    expect(log.map(({ action }) => action)).toEqual(['contact-import.end', 'contact-import.undo', 'contact-import.end', 'contact-import.create']);
    expect(log[0]).toMatchObject({ after: { removed: 1, used: 4, changed: 1 } });
    const again = await own.send('POST', `/api/v1/contact-imports/${done.id}/undo`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'again' }),
    });
    expect(again.json['code']).toBe('status_conflict');
  }); // prettier-ignore

  test('removes contacts from the list that they came to, unless a campaign has taken them up', async () => {
    const { client } = own;
    const { id: contactListId } = await client.contactLists.create({ body: { name: 'March' } });
    await imported('id,name\nB-1,Before\nB-2,Before\n');
    const taken = await imported('id,name,account\nB-1,Before,L-1\nC-1,New,L-2\n', { contactListId });
    const { id: campaignGroupId } = await client.campaignGroups.create({ body: { name: 'Group' } });
    const texts = [{ language: 'en', text: 'Hello {name}' }];
    const { id: messageTemplateId } = await client.messageTemplates.create({ body: { name: 'Template', texts } });
    const campaign = await client.campaigns.create({
      body: { name: 'Campaign', channel: 'sms', contactListId, campaignGroupId, messageTemplateId },
    });
    expect(await client.campaigns.enqueue({ params: { id: campaign.id } })).toEqual({ enqueued: 2 });
    const other = await imported('id,name,account\nB-2,Before,L-3\n', { contactListId });

    const nothing = { removed: 0, used: 0, changed: 0, records: 0, recordsKept: 0, accounts: 0, accountsKept: 0 };
    expect((await undone(taken.id)).undo).toMatchObject({ ...nothing, used: 1, recordsKept: 1, accountsKept: 1 });
    expect((await undone(other.id)).undo).toMatchObject({ ...nothing, records: 1, accounts: 1 });
    const { items: left } = await client.contactLists.listRecords({ params: { id: contactListId } });
    expect(left.map(({ clientId }) => clientId).toSorted()).toEqual(['B-1', 'C-1']);
  }); // prettier-ignore

  test('of thousands of contacts goes step by step to its end', async () => {
    const { id: contactListId } = await own.client.contactLists.create({ body: { name: 'March' } });
    const many = Array.from({ length: 2_500 }, (_, row) => `D-${row},Somebody`).join('\n');
    const done = await imported(`id,name\n${many}\n`, { contactListId });
    expect(await undone(done.id)).toMatchObject({ undo: { removed: 2_500, used: 0, changed: 0 }, done: 1 });
    expect(await own.client.contactLists.get({ params: { id: contactListId } })).toMatchObject({ size: 0 });
  });
});
