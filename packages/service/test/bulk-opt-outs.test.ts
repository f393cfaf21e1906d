import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runAsOwner } from '@tact/store/testing';
import {
  startRunningService,
  type JsonBody,
  type RunningService,
  type TestOrganization,
} from './running-service.ts';

let running: RunningService;
let own: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN_ID = '0198c0de-0000-7000-8000-00000000ffff';
const [FIRST, SECOND, THIRD] = ['+12125550101', '+12125550102', '+12125550103'] as const;

const contact = async (clientId: string, ...addresses: readonly string[]) => {
  const { id } = await own.client.contacts.create({
    body: { clientId, devices: addresses.map((address) => ({ address })) },
  });
  return id;
};
const bulk = (phones: readonly string[], given: { readonly store_unmatched?: boolean } = {}) =>
  own.client.adminOptOuts.bulk({ body: { phones, reason: 'Regulatory DNC list', ...given } });
/** The code of the verdict that decides a call to the number at whoever is named; `allowed` where none blocks. */
const asked = async (clientId: string, address: string): Promise<string> => {
  const { decision, deciding } = await own.client.decisions.ask({
    body: { contact: { clientId, devices: [{ address }] }, channel: 'call' },
  });
  return decision === 'allowed' ? decision : String(deciding?.code);
};
const auditOf = async (action: string) => {
  const entries: JsonBody[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof own.client.audit.list>> = await own.client.audit.list({
      query: { limit: 200, ...(cursor === null ? {} : { cursor }) },
    });
    entries.push(...page.items.filter((entry) => entry.action === action));
    cursor = page.next;
  } while (cursor !== null);
  return entries;
};

describe('a bulk opt-out (S24)', () => {
  test('opts out who has a number, blocks the number everywhere, and keeps what nobody has', async () => {
    const ann = await contact('ann', FIRST, SECOND);
    const bob = await contact('bob', FIRST);
    const done = await bulk([FIRST, THIRD]);
    expect(done).toMatchObject({
      received: 2,
      repeated: 0,
      matched: 1,
      opted_out: 2,
      already: 0,
      stored: 1,
      already_stored: 0,
      not_found: [THIRD],
      invalid: [],
    });
    expect(done.contacts.map(({ contact_id: id, client_id: clientId }) => [id, clientId])).toEqual([
      [ann, 'ann'],
      [bob, 'bob'],
    ]);
    const rows = [
      ['ann', FIRST, 'opted_out', 'the number that was given'],
      ['ann', SECOND, 'opted_out', 'every device of a contact that matched'],
      ['carl', FIRST, 'opted_out', 'the number that was given, at somebody else'],
      ['carl', SECOND, 'allowed', 'another number of a contact that matched, at somebody else'],
      ['carl', THIRD, 'on_suppression_list', 'the number of nobody, at whoever comes with it'],
    ] as const;
    for (const [clientId, address, code, what] of rows)
      expect([what, await asked(clientId, address)]).toEqual([what, code]);
    // A contact that comes with it tomorrow.
    await contact('dora', THIRD);
    const stored = await own.client.decisions.ask({
      body: { contact: { clientId: 'dora' }, channel: 'call' },
    });
    expect(stored.deciding?.code).toBe('on_suppression_list');
  });

  test('the same again changes nothing, and says that it was so before', async () => {
    await contact('ann', FIRST);
    await bulk([FIRST, SECOND]);
    const rowsOf = () =>
      runAsOwner<{ counts: string }>(
        running.connectionString,
        `select concat_ws(' ', (select count(*) from opt_outs where organization_id = $1),
           (select count(*) from opt_out_devices where organization_id = $1), (select count(*) from suppression_entries where organization_id = $1),
           (select count(*) from audit_log where organization_id = $1), (select suppression_epoch from organization_epochs where organization_id = $1)) as counts`,
        [own.id],
      );
    const before = await rowsOf();
    expect(await bulk(['(212) 555-0101', SECOND])).toMatchObject({
      opted_out: 0,
      already: 1,
      stored: 0,
      already_stored: 1,
      contacts: [{ opt_out_id: null }],
    });
    expect(await rowsOf()).toEqual(before);
  });

  test('two of the same at once opt nobody out twice', async () => {
    await contact('ann', FIRST);
    const [one, other] = await Promise.all([bulk([FIRST, SECOND]), bulk([FIRST, SECOND])]);
    expect([one.opted_out + other.opted_out, one.stored + other.stored]).toEqual([1, 1]);
    expect((await own.client.adminOptOuts.list()).total).toBe(1);
  });

  const earlier: readonly (readonly [string, object, number])[] = [
    ['for some channels', { channels: ['sms'] }, 1],
    ['that ends', { until: '2099-12-31' }, 1],
    ['that has not begun', { from: '2099-12-31' }, 1],
    ['of the contact only, so that the number is free elsewhere', { contactOnly: true }, 1],
    ['of everything, which may be lifted alone', {}, 1],
  ];
  test.each(earlier)('beside an earlier opt-out %s', async (_, given, optedOut) => {
    await contact('ann', FIRST);
    await own.client.optOuts.create({ body: { clientId: 'ann', reason: 'asked', ...given } });
    expect(await bulk([FIRST])).toMatchObject({ opted_out: optedOut, already: 1 - optedOut });
    expect(await asked('carl', FIRST)).toBe('opted_out');
  });

  test('is not freed by lifting an opt-out that was there before (S25)', async () => {
    await contact('ann', FIRST);
    const { id } = await own.client.optOuts.create({ body: { clientId: 'ann', reason: 'said so' } });
    await bulk([FIRST]);
    await own.client.optOuts.lift({ params: { id }, body: { reason: 'withdrawn' } });
    expect(await asked('ann', FIRST)).toBe('opted_out');
    expect(await asked('carl', FIRST)).toBe('opted_out');
  });

  test('after it was lifted opts out again', async () => {
    const contactId = await contact('ann', FIRST);
    await bulk([FIRST]);
    await own.client.adminOptOuts.lift({ params: { contactId }, body: { reason: 'form' } });
    expect(await bulk([FIRST])).toMatchObject({ opted_out: 1, already: 0 });
  });

  test('`store_unmatched: false` only tells of numbers that nobody has', async () => {
    expect(await bulk([THIRD], { store_unmatched: false })).toMatchObject({
      stored: 0,
      already_stored: 0,
      list_id: null,
      not_found: [THIRD],
    });
    expect(await asked('carl', THIRD)).toBe('allowed');
    expect((await own.client.suppressionLists.list()).items).toEqual([]);
  });

  test('reads numbers as they are written, each once, in the country that is stated', async () => {
    await contact('ann', '+442079460123');
    const done = await own.client.adminOptOuts.bulk({
      body: {
        phones: ['020 7946 0123', '+44 (0)20 7946-0123', '0044 20 7946 0123', '+1 (212) 555.0101'],
        reason: 'list',
        default_country: 'GB',
      },
    });
    expect(done).toMatchObject({ received: 4, repeated: 2, matched: 1, not_found: [FIRST], invalid: [] });
    expect(await bulk(['212-555-0101'])).toMatchObject({ already_stored: 1 });
  });

  test('bad numbers are named with their place, and do not stop good ones', async () => {
    const body = {
      phones: ['12', 'ann@example.com', 5, null, { a: 1 }, FIRST, 'x'.repeat(900)],
      reason: 'list',
    };
    const { status, json } = await own.send('POST', '/api/admin/opt-out/bulk', {
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ received: 7, stored: 1, repeated: 0 });
    const invalid = json['invalid'] as readonly { index: number; value: string; sentence: string }[];
    expect(invalid.map(({ index, value }) => [index, value])).toEqual([
      [0, '12'], [1, 'ann@example.com'], [2, '5'], [3, 'null'], [4, '{"a":1}'], [6, 'x'.repeat(64)],
    ]); // prettier-ignore
    for (const { sentence } of invalid) expect(sentence).toMatch(/^(the|this) .*; write|letters/);
  });

  const refused: readonly (readonly [string, object, number, string, string])[] = [
    ['no reason', { phones: [FIRST] }, 400, 'validation_failed', '/reason'],
    ['an empty reason', { phones: [FIRST], reason: '' }, 400, 'validation_failed', '/reason'],
    ['no numbers', { phones: [], reason: 'x' }, 400, 'validation_failed', '/phones'],
    ['one text of numbers', { phones: FIRST, reason: 'x' }, 400, 'validation_failed', '/phones'],
    ['too many numbers', { phones: Array(100_001).fill('1'), reason: 'x' }, 400, 'validation_failed', '/phones'],
    ['a country that is none', { phones: [FIRST], reason: 'x', default_country: 'Atlantis' }, 422, 'address_invalid', '/default_country'],
    ['a mistyped field', { phones: [FIRST], reason: 'x', storeUnmatched: false }, 400, 'validation_failed', '/storeUnmatched'],
  ]; // prettier-ignore
  test.each(refused)('is refused whole for %s', async (_, body, status, code, path) => {
    const answer = await own.send('POST', '/api/admin/opt-out/bulk', {
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    expect([answer.status, answer.json['code'], answer.json['path']]).toEqual([status, code, path]);
    expect((await own.client.adminOptOuts.list()).total).toBe(0);
  });

  test('with an idempotency key is carried out once and answered alike', async () => {
    await contact('ann', FIRST);
    const send = () =>
      own.send('POST', '/api/admin/opt-out/bulk', {
        headers: { ...JSON_TYPE, 'idempotency-key': 'k-1' },
        body: JSON.stringify({ phones: [FIRST], reason: 'list' }),
      });
    const [one, other] = [await send(), await send()];
    expect([one.json['opted_out'], other.text]).toEqual([1, one.text]);
    expect(other.headers.get('idempotency-replayed')).toBe('true');
  });

  test('says in the audit log who, when and why for each', async () => {
    await contact('ann', FIRST);
    await contact('bob', SECOND);
    const done = await bulk([FIRST, SECOND, THIRD]);
    const created = await auditOf('opt-out.create');
    expect(new Set(created.map(({ entityId }) => entityId))).toEqual(
      new Set(done.contacts.map(({ opt_out_id: id }) => id)),
    );
    for (const entry of [...created, ...(await auditOf('suppression-list.add-entry'))])
      expect(entry).toMatchObject({
        reason: 'Regulatory DNC list',
        actor: { kind: 'api-key', name: 'administrator', source: 'bulk' },
      });
    expect(await auditOf('suppression-list.add-entry')).toMatchObject([{ after: { value: THIRD } }]);
  });

  test('of 100,000 in one request; the same again changes nothing', async () => {
    const number = (i: number) => `+1917${String(2_000_000 + i)}`;
    const half = Array.from({ length: 50_000 }, (_, i) => number(i));
    await runAsOwner(
      running.connectionString,
      `with made as (
         insert into contacts (organization_id, id, client_id, attributes)
         select $1, gen_random_uuid(), 'many-' || key, '{}' from unnest($2::text[]) as k (key) returning id, client_id)
       insert into devices (organization_id, contact_id, position, device_key, device_type)
       select $1, id, 1, substring(client_id from 6), 'mobile' from made`,
      [own.id, half],
    );
    const phones = Array.from({ length: 100_000 }, (_, i) => number(i));
    const done = await bulk(phones);
    expect(done).toMatchObject({ received: 100_000, matched: 50_000, opted_out: 50_000, stored: 50_000 });
    const audited = async () => {
      const [row] = await runAsOwner<{ count: number; actors: number; reasons: number }>(
        running.connectionString,
        `select count(*)::int as count, count(distinct actor)::int as actors, count(*) filter (where reason = 'Regulatory DNC list')::int as reasons
         from audit_log where organization_id = $1 and action in ('opt-out.create', 'suppression-list.add-entry')`,
        [own.id],
      );
      return row;
    };
    expect(await audited()).toEqual({ count: 100_000, actors: 1, reasons: 100_000 });
    expect(await bulk(phones)).toMatchObject({
      opted_out: 0,
      already: 50_000,
      stored: 0,
      already_stored: 50_000,
    });
    expect(await audited()).toEqual({ count: 100_000, actors: 1, reasons: 100_000 });
    expect([await asked('x', number(0)), await asked('x', number(99_999))]).toEqual([
      'opted_out',
      'on_suppression_list',
    ]);
  });
});

describe('the listing by page', () => {
  test('has those in force, newest first, with the total', async () => {
    const ann = await contact('ann', FIRST);
    for (const clientId of ['ann', 'bob', 'carl'])
      await own.client.optOuts.create({ body: { clientId, reason: `of ${clientId}` } });
    for (const given of [{ from: '2099-01-01' }, { from: '2020-01-01', until: '2020-01-02' }])
      await own.client.optOuts.create({ body: { clientId: 'dora', reason: 'not now', ...given } });
    const all = await own.client.adminOptOuts.list();
    expect(all).toMatchObject({ total: 3, page: 1, page_size: 25 });
    expect(all.items).toMatchObject([
      { client_id: 'carl', contact_id: null, name: null, reason: 'of carl', source: 'api', channels: 'any' },
      { client_id: 'bob' },
      {
        client_id: 'ann',
        contact_id: ann,
        created_by_name: 'administrator',
        contact_only: false,
        until: null,
      },
    ]);
    const pageOf = async (page: number) => {
      const listed = await own.client.adminOptOuts.list({ query: { page, page_size: 2 } });
      return [listed.total, listed.page, listed.page_size, listed.items.map((item) => item.client_id)];
    };
    expect(await pageOf(1)).toEqual([3, 1, 2, ['carl', 'bob']]);
    expect(await pageOf(2)).toEqual([3, 2, 2, ['ann']]);
    expect(await pageOf(3)).toEqual([3, 3, 2, []]);
  });

  test.each(['page=0', 'page=x', 'page_size=201', 'page_size=0', 'size=2', 'page=1000001'])(
    'refuses `?%s`',
    async (query) => {
      const { status, json } = await own.send('GET', `/api/admin/opt-out?${query}`);
      expect([status, json['code']]).toEqual([400, 'validation_failed']);
    },
  );
});

describe('lifting the opt-outs of a contact (S25)', () => {
  const lift = (contactId: string, query = '', body: string | null = null) =>
    own.send('DELETE', `/api/admin/opt-out/${contactId}${query}`, {
      ...(body === null ? {} : { headers: JSON_TYPE, body }),
    });

  test('lifts all in force with the reason, each with an audit entry, and leaves the lists', async () => {
    const contactId = await contact('ann', FIRST);
    await bulk([FIRST, THIRD]);
    await own.client.optOuts.create({ body: { clientId: 'ann', reason: 'on the phone', channels: ['sms'] } });
    const later = await own.client.optOuts.create({
      body: { clientId: 'ann', reason: 'later', from: '2099-01-01' },
    });
    const { status, json } = await lift(contactId, '', '{"reason":"in writing"}');
    expect(status).toBe(200);
    expect(json).toMatchObject({ contact_id: contactId, client_id: 'ann' });
    expect(json['lifted']).toHaveLength(2);
    expect([await asked('ann', FIRST), await asked('bob', FIRST), await asked('bob', THIRD)]).toEqual([
      'allowed',
      'allowed',
      'on_suppression_list',
    ]);
    const lifted = await auditOf('opt-out.lift');
    expect(lifted).toHaveLength(2);
    for (const entry of lifted)
      expect(entry).toMatchObject({
        reason: 'in writing',
        before: { liftedAt: null },
        after: { liftReason: 'in writing' },
      });
    expect((await own.client.optOuts.get({ params: { id: later.id } })).liftedAt).toBeNull();
  });

  test('frees a number only where no other contact opted out with it', async () => {
    const contactId = await contact('ann', FIRST);
    await contact('bob', FIRST);
    await bulk([FIRST]);
    expect((await lift(contactId, '?reason=form')).status).toBe(200);
    expect(await asked('ann', FIRST)).toBe('opted_out');
  });

  test('takes the reason of the body before that of the query', async () => {
    const contactId = await contact('ann', FIRST);
    await bulk([FIRST]);
    await lift(contactId, '?reason=query', '{"reason":"body"}');
    expect(await auditOf('opt-out.lift')).toMatchObject([{ reason: 'body' }]);
  });

  test.each([
    ['no reason', '', null, 422, 'reason_missing'],
    ['an empty body', '', '{}', 422, 'reason_missing'],
    ['an empty reason', '?reason=', null, 400, 'validation_failed'],
    ['a reason that is too long', `?reason=${'x'.repeat(501)}`, null, 400, 'validation_failed'],
    ['another field', '', '{"why":"x"}', 400, 'validation_failed'],
    ['text that is no JSON', '', '{', 400, 'json_invalid'],
  ] as const)('is refused for %s', async (_, query, body, status, code) => {
    const contactId = await contact('ann', FIRST);
    await bulk([FIRST]);
    const answer = await lift(contactId, query, body);
    expect([answer.status, answer.json['code']]).toEqual([status, code]);
    expect(await asked('ann', FIRST)).toBe('opted_out');
  });

  test('is refused for a contact that there is not, or that has nothing to lift', async () => {
    for (const contactId of [UNKNOWN_ID, await contact('ann', FIRST)]) {
      const { status, json } = await lift(contactId, '?reason=form');
      expect([status, json['code']]).toEqual([404, 'not_found']);
    }
    expect((await lift('ann', '?reason=form')).json['code']).toBe('validation_failed');
  });
});

test('the routes take keys and scopes as all others do', async () => {
  const reader = own.clientFor(await own.newKey('analyst'));
  expect((await reader.adminOptOuts.list()).total).toBe(0);
  await expect(reader.adminOptOuts.bulk({ body: { phones: [FIRST], reason: 'x' } })).rejects.toMatchObject({
    code: 'role_insufficient',
  });
  const narrow = own.clientFor(await own.newKey('administrator', { scopes: ['opt-outs:read'] }));
  await expect(
    narrow.adminOptOuts.lift({ params: { contactId: UNKNOWN_ID }, query: { reason: 'x' } }),
  ).rejects.toMatchObject({ code: 'scope_missing' });
  const other = await running.newOrganization();
  await contact('ann', FIRST);
  await bulk([FIRST]);
  expect((await other.client.adminOptOuts.list()).total).toBe(0);
});
