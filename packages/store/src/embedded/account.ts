import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedDatabaseError } from './errors.ts';

/** The account under which PostgreSQL runs; null: the one that runs this process. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** In this order: PostgreSQL's own account where a package made one, else the one that owns nothing. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** PostgreSQL refuses to run as root, so root's database runs under an unprivileged account. */
export async function databaseAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of UNPRIVILEGED) {
    const fields = lines.find(([account]) => account === name);
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { uid, gid };
  }
  throw new EmbeddedDatabaseError(
    'no_unprivileged_account',
    'PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody`; make one, run tact as an ordinary user, or set DATABASE_URL',
  );
}

/** Whether the account may pass through every folder down to this one. */
export async function canReach(account: Account | null, folder: string): Promise<boolean> {
  if (account === null) return true;
  for (let current = folder; ; current = dirname(current)) {
    const { mode, uid, gid } = await stat(current);
    const search = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (dirname(current) === current) return true;
  }
}
