import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { instantValue, type Database, type Tx } from './database.ts';
import type { SignInFailurePort, TryKey } from './ports.ts';

/** Under what they are kept: who wants to sign in belongs to no organization yet. */
const NOBODYS = '00000000-0000-0000-0000-000000000000' as OrganizationId;
/** How many forgotten rows one try sweeps: more than it can add. */
const SWEPT_MAX = 100;

/** Counting tries to sign in. */
export function signInFailurePort(database: Database): SignInFailurePort {
  return {
    take: (keys, now, windowMs) =>
      database.inOrganization(NOBODYS, async (tx) => {
        const forgottenAt = (now - windowMs) as Instant;
        await sweep(tx, now);
        const tries = [];
        // In one order, so that two that try at once cannot wait for each other.
        for (const key of keys.toSorted((one, other) => (one.keyHash < other.keyHash ? -1 : 1)))
          tries.push({ key, times: (await locked(tx, key, now)).filter((at) => at > forgottenAt) });
        const waits = tries.flatMap(({ key, times }) => times.at(-key.triesMax) ?? []);
        if (waits.length > 0) return (Math.max(...waits) + windowMs) as Instant;
        for (const { key, times } of tries)
          await write(tx, key, [...times, now], (now + windowMs) as Instant);
        return null;
      }),
    giveBack: (keyHash, at) =>
      database.inOrganization(NOBODYS, async (tx) => {
        // One of those at that millisecond, and no more.
        const found = sql`array_position(times, ${instantValue(at)})`;
        await sql`
          update sign_in_failures set times = times[:${found} - 1] || times[${found} + 1:]
          where organization_id = ${NOBODYS} and key_hash = ${keyHash} and ${found} is not null`.execute(tx);
      }),
  };
}

/** The times so far, oldest first; nobody else reads or writes them until the transaction ends. */
async function locked(tx: Tx, { keyHash }: TryKey, now: Instant): Promise<readonly number[]> {
  const row = await tx
    .insertInto('sign_in_failures')
    .values({ organization_id: NOBODYS, key_hash: keyHash, expires_at: new Date(now) })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'key_hash'])
        .doUpdateSet({ key_hash: sql<string>`excluded.key_hash` }),
    )
    .returning(
      sql<
        readonly string[]
      >`array(select (extract(epoch from t) * 1000)::bigint::text from unnest(sign_in_failures.times) as t order by t)`.as(
        'times',
      ),
    )
    .executeTakeFirstOrThrow();
  return row.times.map(Number);
}

async function write(
  tx: Tx,
  { keyHash, triesMax }: TryKey,
  times: readonly number[],
  expiresAt: Instant,
): Promise<void> {
  const kept = times.slice(-triesMax).map((at) => new Date(at).toISOString());
  await tx
    .updateTable('sign_in_failures')
    .set({ times: sql<number[]>`${kept}::timestamptz[]`, expires_at: new Date(expiresAt) })
    .where('organization_id', '=', NOBODYS)
    .where('key_hash', '=', keyHash)
    .execute();
}

/** What others hold is swept another time. */
async function sweep(tx: Tx, now: Instant): Promise<void> {
  await sql`
    delete from sign_in_failures where organization_id = ${NOBODYS} and key_hash in (
      select key_hash from sign_in_failures where organization_id = ${NOBODYS} and expires_at <= ${instantValue(now)}
      limit ${SWEPT_MAX} for update skip locked)`.execute(tx);
}
