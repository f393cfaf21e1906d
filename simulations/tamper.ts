import { generateKeyPairSync, randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  NO_LIMITS,
  type AttemptId,
  type ClientId,
  type DeviceKey,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import {
  carryOutErasure,
  createClock,
  createDecider,
  ERASURE_LEASE_MS,
  isOutage,
  makeCheckpoint,
  sealWaiting,
  seededRandom,
  signerOf,
  verifyProof,
  type ProofKnown,
  type ProofResult,
} from '@tact/service/without-http';
import { sealAsBefore } from '@tact/service/testing';
import { openStore, type Actor, type ErasureKeyBox, type Store } from '@tact/store';
import { changeAtRandom, type Change } from './tamper-changes.ts';

/** What the simulation came to: every change was found. */
export interface TamperResult {
  readonly changes: number;
  /** How many of each kind. */
  readonly byKind: Readonly<Record<string, number>>;
}

const ACTOR: Actor = { kind: 'job', id: 'tamper', name: 'tamper', requestId: 'tamper', source: 'api' };
/** What is changed, and put back as it was. */
const TABLES = [
  'audit_log',
  'audit_heads',
  'decisions',
  'attempts',
  'attempt_events',
  'seals',
  'checkpoints',
  'erased_records',
];

/**
 * Fills a database of its own, seals it and signs how far it went; then makes one random change after the other past the application, as who
 * owns the database can, checks, and puts everything back. Throws where a change is not found, or where anything is found without one.
 */
export async function simulateTampering(
  connectionString: string,
  {
    changes,
    seed,
    say,
  }: { readonly changes: number; readonly seed: number; readonly say: (line: string) => void },
): Promise<TamperResult> {
  const store = await openStore({ connectionString, erasureKeys: ERASURE_KEYS });
  const owner = new pg.Client({ connectionString, options: '-c search_path=tact -c timezone=UTC' });
  await owner.connect();
  try {
    const known = await fill(store, owner);
    const { organizationId } = known;
    await keepCopies(owner);
    assertClean(await check(store, known));
    const random = seededRandom(seed);
    const byKind: Record<string, number> = {};
    for (let number = 1; number <= changes; number++) {
      const change = await changeAtRandom(owner, organizationId, random);
      assertFound(await check(store, known), change, number);
      byKind[change.kind] = (byKind[change.kind] ?? 0) + 1;
      await putBack(owner);
      if (number % 100 === 0) say(`${number} of ${changes} changes found`);
    }
    assertClean(await check(store, known));
    return { changes, byKind };
  } finally {
    await owner.end();
    await store.close();
  }
}

/** Some of everything that is chained or sealed: several batches of each kind, some as older versions sealed, two checkpoints, corrected and released attempts. */
async function fill(store: Store, owner: pg.Client): Promise<ProofKnown> {
  const organizationId = randomUUID() as OrganizationId;
  const rules = {
    zone: 'America/New_York',
    zoneFallback: 'number',
    allowedHours: { everyDay: 'any' },
    limits: NO_LIMITS,
  } as const;
  const organization = { name: 'Tamper', locale: 'en-US', currency: 'USD', defaultCountry: 'US', rules };
  await store.organizations.create({ id: organizationId, ...organization }, ACTOR);
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
  const checkpoints = [];
  for (let round = 0; round < 3; round++) {
    await fillRound(store, organizationId, round);
    await sealWaiting(store, organizationId, 0);
    if (round === 0)
      await sealAsBefore(
        async (text, values) =>
          (await owner.query<Readonly<Record<string, unknown>>>(text, [...values])).rows,
        organizationId,
      );
    const made = await makeCheckpoint(store, organizationId, signer, Date.now() as Instant);
    if (made !== undefined) checkpoints.push(made);
  }
  // Some of the persons are erased, whose records were sealed before, in either form; what that changed is signed as well.
  for (const clientId of ['c-0-3', 'c-1-4', 'gone-c-0-2'])
    await erase(store, organizationId, clientId as ClientId);
  await sealWaiting(store, organizationId, 0);
  const made = await makeCheckpoint(store, organizationId, signer, Date.now() as Instant);
  if (made !== undefined) checkpoints.push(made);
  return { organizationId, checkpoints: checkpoints.slice(-1), publicKeys: [signer.publicKey] };
}

async function erase(store: Store, organizationId: OrganizationId, clientId: ClientId): Promise<void> {
  await store.erasures.create(organizationId, { clientId }, 'asked in writing', ACTOR);
  const runner = randomUUID();
  const taken = await store.erasures.take(organizationId, runner, ERASURE_LEASE_MS);
  if (taken === undefined) throw new Error('nobody waits to be erased');
  const signal = new AbortController().signal;
  const { state } = await carryOutErasure({ caretaker: store, organizationId, runner, signal }, taken);
  if (state !== 'finished') throw new Error(`the erasure is \`${state}\``);
}

/** What seals them is the service's business. */
const ERASURE_KEYS: ErasureKeyBox = {
  seal: (_organizationId, key) => Promise.resolve(key),
  open: (_organizationId, sealed) => Promise.resolve(sealed),
};

async function fillRound(store: Store, organizationId: OrganizationId, round: number): Promise<void> {
  const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
  for (let person = 0; person < 5; person++) {
    const clientId = `c-${round}-${person}` as ClientId;
    const address = `+1212555${String(100 + round * 10 + person).padStart(4, '0')}`;
    await store.optOuts.create(
      organizationId,
      { clientId: `gone-${clientId}` as ClientId, channels: 'any', contactOnly: false, reason: 'asked', source: 'call', from: null, until: null },
      Date.now() as Instant,
      ACTOR,
    ); // prettier-ignore
    const contact = {
      by: 'inline' as const, clientId, zone: null, country: 'US', region: null, postalCode: null, attributes: {},
      devices: [{ address, type: 'unknown' as const }],
    }; // prettier-ignore
    const question = {
      contact,
      device: null,
      channel: 'call' as const,
      accountId: null,
      campaignGroupId: null,
      attributes: {},
      at: null,
    };
    const [answer] = await decider.reserve(organizationId, [{ ...question, expiresInMs: 900_000 }]);
    if (answer?.answered !== true || answer.attempt === null) throw new Error('an attempt was not reserved');
    const at = Date.now() as Instant;
    const id = answer.attempt.id as AttemptId;
    if (person === 1) await store.attempts.release(organizationId, id, at, ACTOR);
    if (person > 1)
      await store.attempts.recordResult(
        organizationId,
        id,
        { callResult: 'Busy', disposition: null, at },
        ACTOR,
      );
    if (person > 3)
      await store.attempts.recordResult(
        organizationId,
        id,
        { callResult: 'Answer', disposition: 'X', at },
        ACTOR,
      );
  }
  await importSome(store, organizationId, round);
}

/** Attempts from elsewhere, one of which is corrected. */
async function importSome(store: Store, organizationId: OrganizationId, round: number): Promise<void> {
  const imported = Array.from({ length: 6 }, (_, index) => ({
    externalId: `${round}-${index}`,
    at: (Date.UTC(2026, 4, 1 + round) + index * 60_000) as Instant,
    clientId: `i-${round}-${index}` as ClientId,
    deviceKey: `+1310555${String(100 + index).padStart(4, '0')}` as DeviceKey,
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call' as const,
    direction: 'outbound' as const,
    callResult: index % 2 === 0 ? ('No Answer' as const) : null,
    disposition: null,
    place: { country: null, regions: [], areaCode: '310', postalCode: null },
  }));
  await store.attempts.importMany(organizationId, imported, ACTOR);
  const { items } = await store.attempts.list(
    organizationId,
    { limit: 1, cursor: null },
    { clientId: `i-${round}-0` as ClientId },
  );
  const at = Date.now() as Instant;
  for (const { id } of items)
    await store.attempts.recordResult(
      organizationId,
      id,
      { callResult: 'Busy', disposition: null, at },
      ACTOR,
    );
}

function check(store: Store, known: ProofKnown): Promise<ProofResult> {
  return verifyProof(store.proof.lines(known.organizationId as OrganizationId), known, { isOutage });
}

function assertClean({ findings, counted }: ProofResult): void {
  if (findings.length > 0)
    throw new Error(`nothing was changed, and this was found: ${JSON.stringify(findings)}`);
  if (counted.sealed < 60 || counted.entries < 18 || counted.checkpoints < 3 || counted.erased < 3)
    throw new Error(`too little is checked: ${JSON.stringify(counted)}`);
}

function assertFound({ findings }: ProofResult, change: Change, number: number): void {
  if (findings.length === 0)
    throw new Error(`change ${number} was not found: ${change.kind}, ${change.told}`);
}

async function keepCopies(owner: pg.Client): Promise<void> {
  await owner.query('create schema kept');
  for (const table of TABLES) await owner.query(`create table kept.${table} as table tact.${table}`);
}

async function putBack(owner: pg.Client): Promise<void> {
  const statements = [];
  for (const table of TABLES) {
    const columns = await writtenColumns(owner, table);
    statements.push(
      `delete from ${table}; insert into ${table} (${columns}) select ${columns} from kept.${table};`,
    );
  }
  await owner.query(`begin; ${statements.join(' ')} commit;`);
}

/** Those that are not made from others. */
async function writtenColumns(owner: pg.Client, table: string): Promise<string> {
  const { rows } = await owner.query<{ columns: string }>(
    `select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
      where table_schema = 'tact' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  return rows[0]?.columns ?? '';
}
