import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient, type Client } from '@tact/api';
import { migrate } from '@tact/store';
import { freshDatabase, type TestDatabase } from '@tact/store/testing';

/** Two whole programs, each in a process of its own, on one database: what one acknowledges holds at the other (G2, S23). */
const SERVE = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const PROGRAM = `
  const { serve, settingsOf } = await import(${JSON.stringify(SERVE)});
  await serve(settingsOf(process.env));`;
const KEY = 'a-bootstrap-key-of-32-characters';
/** 10,000 by `TACT_ROUNDS` where somebody wants to be surer. */
const ROUNDS = Number(process.env['TACT_ROUNDS'] ?? 300);
const LANES = 4;

let database: TestDatabase;
const programs: ChildProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase('empty');
  await migrate(database.connectionString);
});
afterEach(async () => {
  for (const program of programs.splice(0)) {
    if (program.exitCode !== null || program.signalCode !== null) continue;
    program.kill('SIGKILL');
    await once(program, 'exit');
  }
  await database.drop();
});

/** Starts a node and gives a client of it, once it answers. */
async function startNode(): Promise<Client> {
  const program = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.connectionString,
      TACT_PORT: '0',
      TACT_LOG_LEVEL: 'warn',
      TACT_BOOTSTRAP_KEY: KEY,
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  programs.push(program);
  let said = '';
  program.stderr.on('data', (part: Buffer) => (said += part.toString()));
  while (!said.includes('/api/docs')) {
    if (program.exitCode !== null) throw new Error(`it ended: ${said}`);
    await once(program.stderr, 'data');
  }
  return createClient({ baseUrl: /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '', apiKey: KEY });
}

/** Ways to opt somebody out, each with what the next question is decided by. */
type OptOut = (node: Client, clientId: string, address: string) => Promise<string>;
const WAYS: readonly OptOut[] = [
  async (node, clientId) => {
    await node.optOuts.create({ body: { clientId, reason: 'asked' } });
    return 'opted_out';
  },
  async (node, _, address) => {
    await node.adminOptOuts.bulk({ body: { phones: [address], reason: 'list' } });
    return 'on_suppression_list';
  },
  async (node, clientId, address) => {
    await node.contacts.create({ body: { clientId: `other ${clientId}`, devices: [{ address }] } });
    await node.adminOptOuts.bulk({ body: { phones: [address], reason: 'list' } });
    return 'opted_out';
  },
];

test(`an opt-out that node A acknowledged is never allowed by node B, in ${ROUNDS} rounds`, async () => {
  const first = await startNode();
  const second = await startNode();
  const { version } = await first.organization.get();
  await first.organization.update({ body: { version, allowedHours: { everyDay: 'any' } } });
  const wrong: string[] = [];
  let allowedBefore = 0;

  async function round(number: number): Promise<void> {
    const [a, b] = number % 2 === 0 ? [first, second] : [second, first];
    const clientId = `client ${number}`;
    const address = `+1646${String(2_000_000 + number)}`;
    const question = { contact: { clientId, devices: [{ address }] }, channel: 'call' as const };
    const before = await b.decisions.ask({ body: question });
    if (before.decision === 'allowed') allowedBefore++;
    const way = WAYS[number % WAYS.length];
    if (way === undefined) throw new Error('there is a way for every round');
    const code = await way(a, clientId, address);
    const [asked, reserved] = await Promise.all([
      b.decisions.ask({ body: question }),
      b.attempts.reserve({ body: question }),
    ]);
    for (const { decision, deciding } of [asked, reserved])
      if (decision !== 'blocked' || deciding?.code !== code)
        wrong.push(`${number}: ${decision} ${deciding?.code ?? ''}`);
  }

  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (let number = lane; number < ROUNDS; number += LANES) await round(number);
    }),
  );
  expect(wrong).toEqual([]);
  // Each was free before: it is the opt-out that blocks.
  expect(allowedBefore).toBe(ROUNDS);
}, 1_800_000);
