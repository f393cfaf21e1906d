import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import { textArray } from '../deciding/binary-arrays.ts';
import { redact } from './redact.ts';
import { needlesOf, type Subject } from './subject.ts';

/** Kept answers that one transaction looks through. */
const ANSWERS_MAX = 5_000;

/**
 * Takes the person out of answers that were kept for repeated requests; a request that is repeated gets what is left, and is not carried out
 * again. Gives how many, and after which key it goes on; null: that was all.
 */
export async function eraseAnswers(
  tx: Tx,
  organizationId: OrganizationId,
  subject: Subject,
): Promise<{ readonly erased: number; readonly after: Subject['answersAfter'] | null }> {
  const [principal, key] = subject.answersAfter ?? ['', ''];
  const { rows } = await sql<{ principal_id: string; key: string; body: string | null }>`
    select principal_id, key, case when exists (
        select from unnest(${textArray(needlesOf(subject))}::text[]) as n (needle) where strpos(body, n.needle) > 0) then body end as body
    from idempotency_keys
    where organization_id = ${organizationId} and (principal_id, key) > (${principal}, ${key})
    order by principal_id, key limit ${ANSWERS_MAX}`.execute(tx);
  let erased = 0;
  for (const row of rows) {
    if (row.body === null) continue;
    const left = JSON.stringify(redact(JSON.parse(row.body), subject));
    if (left === row.body) continue;
    erased++;
    // What was asked is about them too, and is guessed from its hash. The same request is told that its key was used for another one.
    await sql`update idempotency_keys set body = ${left}, request_hash = 'erased'
      where organization_id = ${organizationId} and principal_id = ${row.principal_id} and key = ${row.key}`.execute(
      tx,
    );
  }
  const last = rows.at(-1);
  return {
    erased,
    after: last === undefined || rows.length < ANSWERS_MAX ? null : [last.principal_id, last.key],
  };
}

/** Digits by which a number is known however it was written: without its country. */
const NATIONAL_DIGITS = 9;

/** Characters of a client id that says whose it is within a longer text: a shorter one is in the rows of everybody. */
const CLIENT_ID_TELLS = 6;

/** Removes what was kept of rows of imports that were not taken and hold a number, address or client id of the person. Gives how many. */
export async function eraseBadRows(
  tx: Tx,
  organizationId: OrganizationId,
  { clientId, deviceKeys }: Subject,
): Promise<number> {
  const id = clientId?.toLowerCase() ?? null;
  const texts = [
    ...(id !== null && id.length >= CLIENT_ID_TELLS ? [id] : []),
    ...deviceKeys.map((key) => key.toLowerCase()),
  ];
  const digits = deviceKeys.filter((key) => key.startsWith('+')).map((key) => key.slice(-NATIONAL_DIGITS));
  const removeFrom = (table: 'list_import_bad_rows' | 'contact_import_rows') => sql`
    delete from ${sql.table(table)} where organization_id = ${organizationId} and (
      lower(btrim(value)) = ${id}::text
      or exists (select from unnest(${textArray(texts)}::text[]) as n (needle)
        where strpos(lower(value), n.needle) > 0 or strpos(lower(sentence), n.needle) > 0)
      or exists (select from unnest(${textArray(digits)}::text[]) as n (needle)
        where strpos(regexp_replace(value, '\\D', '', 'g'), n.needle) > 0))`;
  const ofLists = await removeFrom('list_import_bad_rows').execute(tx);
  const ofContacts = await removeFrom('contact_import_rows').execute(tx);
  return Number(ofLists.numAffectedRows ?? 0n) + Number(ofContacts.numAffectedRows ?? 0n);
}

/** Takes the person out of the examples of backtests. Undefined: one is running, and would write its own again; try later. */
export async function eraseExamples(
  tx: Tx,
  organizationId: OrganizationId,
  subject: Subject,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: string; state: string; progress: unknown }>`
    select id, state, progress from backtests
    where organization_id = ${organizationId} and progress is not null
      and (state = 'running' or exists (
        select from unnest(${textArray(needlesOf(subject))}::text[]) as n (needle) where strpos(progress::text, n.needle) > 0))
    for update`.execute(tx);
  if (rows.some(({ state }) => state === 'running')) return undefined;
  for (const { id, progress } of rows)
    await sql`update backtests set progress = ${JSON.stringify(redact(progress, subject))}::jsonb
      where organization_id = ${organizationId} and id = ${id}`.execute(tx);
  return rows.length;
}

/**
 * Removes the files of reports that were made: they name everybody, and can be made again. Undefined: one is being made, and has rows of before;
 * try later.
 */
export async function eraseReportFiles(
  tx: Tx,
  organizationId: OrganizationId,
  subject: Subject,
): Promise<number | undefined> {
  const { rows } = await sql<{ state: string }>`
    select state from report_files where organization_id = ${organizationId} for update`.execute(tx);
  if (rows.some(({ state }) => state === 'running')) return undefined;
  // One that waits has no rows yet, but may have been asked for about the person.
  const { numAffectedRows } = await sql`
    delete from report_files where organization_id = ${organizationId}
      and (state <> 'queued' or progress is not null or exists (
        select from unnest(${textArray(needlesOf(subject))}::text[]) as n (needle) where strpos(plan::text, n.needle) > 0))`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0n);
}
