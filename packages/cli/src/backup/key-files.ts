import { usage } from '../failure.ts';

/** The installation's own keys in a data folder: what secrets of channels are kept with, and what signs checkpoints. */
export const KEY_FILES = ['secret.key', 'signing-key.pem'] as const;

/** Refuses where `DATABASE_URL` names a server of one's own: it has tools of its own. */
export function ownDatabaseOnly(whatToDo: string): void {
  if ((process.env['DATABASE_URL'] ?? '') !== '')
    throw usage(`DATABASE_URL names a database of your own; ${whatToDo}`);
}
