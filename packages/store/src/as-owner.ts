import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Some statements with the rights of who owns the tables; the rest of the transaction is the application's again. */
export async function asOwner<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result> {
  await sql`set local role none`.execute(tx);
  const result = await work();
  await sql`set local role tact_app`.execute(tx);
  return result;
}
