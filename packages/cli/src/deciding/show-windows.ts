import { API_LIMITS } from '@tact/api/without-schemas';
import { zoneTable } from '@tact/places';
import { createClock, createDecider, windowsJson } from '@tact/service/without-http';
import type { WindowsOptions } from '../commands/windows.ts';
import { withStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { questionReader } from './question-of-options.ts';
import { windowsText } from './windows-text.ts';

/** Carries out `tact windows`: prints the spans for people, or as JSON. */
export async function showWindows(number: string | undefined, options: WindowsOptions): Promise<void> {
  if (number !== undefined && options.number !== undefined)
    throw usage('give the number once, as an argument or as --number');
  const days = daysOf(options);
  const readQuestion = questionReader(number === undefined ? options : { ...options, number });
  await withStore(options, async ({ store, organization }) => {
    const { question, note } = await readQuestion(store, organization);
    const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
    const answer = await decider.windows(organization.id, question, days);
    if (!answer.answered) throw new Failure(answer.sentence);
    if (options.json === true) process.stdout.write(`${JSON.stringify(windowsJson(answer, zoneTable()))}\n`);
    else process.stdout.write(`${note === '' ? '' : `(${note})\n`}${windowsText(answer, zoneTable())}`);
  });
}

function daysOf({ days }: WindowsOptions): number {
  const count = /^\d{1,2}$/.test(days) ? Number(days) : 0;
  if (count < 1 || count > API_LIMITS.windowsDaysMax)
    throw usage(`--days \`${days}\` is none; give 1 to ${API_LIMITS.windowsDaysMax}`);
  return count;
}
