import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Actor } from '@tact/store';

/** Who changes something from the command line, for the audit log: the account of the machine. */
export function commandLineActor(): Actor {
  const { username } = userInfo();
  return { kind: 'command-line', id: username, name: username, requestId: randomUUID(), source: 'bulk' };
}
