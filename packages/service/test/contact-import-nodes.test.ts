import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnswerBodyOf, Client, Endpoints } from '@tact/api';
import { runAsOwner } from '@tact/store/testing';
import { newTestNodes, type TestNodes } from './import-node.ts';

/** Imports of contacts on whole programs, each in a process of its own, that are killed and stopped. */
let nodes: TestNodes;

beforeEach(async () => {
  nodes = await newTestNodes();
});
afterEach(() => nodes.end());

type Import = AnswerBodyOf<Endpoints['contactImports']['get']>;

/** Looks at an import until it is as it should be. */
async function until(client: Client, id: string, isSo: (one: Import) => boolean): Promise<Import> {
  for (;;) {
    const one = await client.contactImports.get({ params: { id } });
    if (isSo(one)) return one;
    await sleep(10);
  }
}

const isOver = ({ state }: Import) => state !== 'queued' && state !== 'running';
const isInItsMiddle = ({ good }: Import) => good > 0;

/** So many rows that none of their steps is the last before somebody has looked; each tenth is bad, and each hundredth repeats the first. */
const ROWS = 20_000;
const [BAD, REPEATED] = [ROWS / 10, ROWS / 100];
const lineOf = (row: number) => {
  if (row % 100 === 50) return `C-1,Somebody,+16462000001,,`;
  return `C-${row},Somebody,${row % 10 === 9 ? 'none' : `+1646${2_000_000 + row}`},L-${row},10`;
};
const FILE = `id,name,phone,account,balance\n${Array.from({ length: ROWS }, (_, row) => lineOf(row)).join('\n')}\n`;

const begin = async (client: Client) =>
  (await client.contactImports.create({ query: { fileName: 'people.csv' }, body: FILE })).id;

/** What the whole file comes to, however often it was begun again. */
const WHOLE = {
  state: 'finished',
  readWhole: true,
  good: ROWS - BAD,
  bad: BAD,
  repeated: REPEATED,
  badKept: BAD + REPEATED,
  created: ROWS - BAD - REPEATED,
  accountsCreated: ROWS - BAD - REPEATED,
};

/** Contacts, accounts and lines told of, as the tables have them. */
async function stored(): Promise<unknown> {
  const [row] = await runAsOwner(
    nodes.database.connectionString,
    `select (select count(*)::int from contacts) as contacts, (select count(*)::int from accounts) as accounts,
       (select count(distinct (line, code))::int from contact_import_rows) as told`,
  );
  return row;
}

const ALL = { contacts: WHOLE.created, accounts: WHOLE.accountsCreated, told: WHOLE.badKept };

test('an import whose process is killed in its middle goes on from there: no row is lost, none is done twice', async () => {
  const first = await nodes.start('a');
  const id = await begin(first.client);
  await until(first.client, id, isInItsMiddle);
  await first.kill();
  const [left] = await runAsOwner<{ good: number; state: string }>(
    nodes.database.connectionString,
    'select good::int, state from contact_imports',
  );
  expect(left?.state).toBe('running');
  expect(left?.good).toBeLessThan(WHOLE.good);

  const again = await nodes.start('a');
  expect(await until(again.client, id, isOver)).toMatchObject(WHOLE);
  expect(await stored()).toEqual(ALL);
}, 180_000);

test('one that is stopped keeps what is in, and goes on where it ended; taken back, it leaves nothing, a killed process or not', async () => {
  const node = await nodes.start('a');
  const id = await begin(node.client);
  await until(node.client, id, isInItsMiddle);
  await node.client.contactImports.stop({ params: { id } });
  const stopped = await until(node.client, id, isOver);
  expect(stopped).toMatchObject({ state: 'stopped', readWhole: false });
  expect((await node.client.contacts.list()).items.length).toBeGreaterThan(0);
  await node.client.contactImports.resume({ params: { id } });
  const { items: told } = await node.client.audit.list({ query: { entity: 'contact-import', entityId: id } });
  expect(told.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['contact-import.stop', 'contact-import.resume']),
  );
  expect(await until(node.client, id, isOver)).toMatchObject(WHOLE);
  expect(await stored()).toEqual(ALL);

  await node.client.contactImports.undo({ params: { id }, body: { reason: 'test' } });
  await until(node.client, id, ({ undo }) => (undo?.removed ?? 0) > 0);
  await node.kill();
  const again = await nodes.start('a');
  expect(await until(again.client, id, isOver)).toMatchObject({
    state: 'finished',
    phase: 'undo',
    undo: { removed: WHOLE.created, used: 0, changed: 0 },
  });
  expect(await stored()).toMatchObject({ contacts: 0, accounts: 0 });
}, 180_000);
