import type { NewContactDateJson } from '@tact/api';
import { ruleKindModules } from '@tact/engine';
import type { StoredContactDate } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForRequired } from './ruleset-room.ts';

/** Creates a day without contact. It holds for every request from the return on (S5). */
export async function createContactDate(
  parts: Pick<Parts, 'store'>,
  caller: Caller,
  json: NewContactDateJson,
): Promise<StoredContactDate> {
  const [problem] = ruleKindModules['contact-dates'].problemsOf(json);
  if (problem !== undefined)
    throw new CommandError('instant_invalid', problem.sentence, { path: problem.path });
  await assertRoomForRequired(parts, caller);
  return parts.store.contactDates.create(caller.organizationId, json, caller.actor);
}
