import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;
const [ANN, BOB] = ['+12125550151', '+12125550152'];
const SECRET = 'of Bob alone';

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  const { client } = own;
  const person = async (clientId: string, address: string, name: string): Promise<void> => {
    const { id } = await client.contacts.create({ body: { clientId, name, devices: [{ address }] } });
    await client.accounts.create({ body: { contactId: id, reference: `of ${clientId}` } });
    const { attempt } = await client.attempts.reserve({ body: { contact: { clientId }, channel: 'call' } });
    await client.attempts.report({ params: { id: attempt?.id ?? '' }, body: { callResult: 'Busy' } });
    await client.optOuts.create({ body: { clientId, reason: `asked by ${name}` } });
    const list = await client.contactLists.create({ body: { name: `List of ${clientId}` } });
    await client.contactLists.addRecords({ params: { id: list.id }, body: { records: [{ clientId }] } });
  };
  await person('ann', ANN, 'Ann');
  await person('bob', BOB, SECRET);
  const list = await client.suppressionLists.create({
    body: { name: 'Complaints', type: 'device', required: true },
  });
  await client.suppressionLists.addEntries({
    params: { id: list.id },
    body: { entries: [{ value: ANN, reason: 'complaint' }, { value: BOB }] },
  });
});
afterAll(() => running.stop());

async function exported(clientId: string) {
  const { text, status } = await own.send('GET', `/api/v1/contacts/by-client-id/${clientId}/export`);
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '');
  return {
    text,
    lines: lines.map((line) => JSON.parse(line) as { readonly kind: string; readonly stored: object }),
  };
}

test('everything about a person is told, kind by kind, and nothing of another one', async () => {
  const { text, lines } = await exported('ann');
  const kinds = Object.fromEntries(
    [...Map.groupBy(lines, ({ kind }) => kind)].map(([kind, of]) => [kind, of.length]),
  );
  expect(kinds).toEqual({
    contact: 1,
    device: 1,
    account: 1,
    'opt-out': 1,
    'suppression-entry': 1,
    'contact-list-record': 1,
    decision: 1,
    attempt: 1,
    'attempt-event': 1,
    change: 3,
  });
  const of = (kind: string) => lines.find((line) => line.kind === kind)?.stored;
  expect(of('contact')).toMatchObject({ clientId: 'ann', name: 'Ann' });
  expect(of('device')).toMatchObject({ deviceKey: ANN, position: 1 });
  expect(of('opt-out')).toMatchObject({ reason: 'asked by Ann', devices: [ANN] });
  expect(of('suppression-entry')).toMatchObject({ list: 'Complaints', reason: 'complaint' });
  expect(of('attempt-event')).toMatchObject({ callResult: 'Busy' });
  expect(of('change')).toMatchObject({ action: 'contact.create' });
  for (const other of [SECRET, BOB, own.id]) expect(text).not.toContain(other);
});

test('somebody without a stored contact has what bears the client id; somebody unknown has nothing', async () => {
  const question = {
    contact: { clientId: 'cy', devices: [{ address: '+12125550153' }] },
    channel: 'call' as const,
  };
  await own.client.decisions.ask({ body: question });
  expect((await exported('cy')).lines.map(({ kind }) => kind)).toEqual(['decision']);
  expect((await exported('nobody')).lines).toEqual([]);
});

test('more than one part is told whole', async () => {
  const contact = { clientId: 'dee', devices: [{ address: '+12125550154' }] };
  const attempts = Array.from({ length: 1_001 }, (_, index) => ({
    externalId: `dee-${index}`,
    at: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    clientId: contact.clientId,
    device: { address: '+12125550154' },
    channel: 'call' as const,
    callResult: 'Busy',
  }));
  for (let from = 0; from < attempts.length; from += 500)
    await own.client.attempts.import({ body: { attempts: attempts.slice(from, from + 500) } });
  const { lines } = await exported('dee');
  const ids = lines.map(({ stored }) => (stored as { readonly id: string }).id);
  expect(new Set(ids).size).toBe(1_001);
});
