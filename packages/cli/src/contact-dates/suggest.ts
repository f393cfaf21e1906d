import { parseLocalDate, WEEKDAYS, weekdayIndexOf } from '@tact/engine';
import { createContactDate, suggestContactDates, type ContactDateSuggestions } from '@tact/service';
import { asFailure } from '../as-failure.ts';
import { commandLineActor } from '../command-line-actor.ts';
import type { SuggestOptions } from '../commands/contact-dates.ts';
import { withStore } from '../database.ts';
import { usage } from '../failure.ts';

/**
 * Carries out `tact contact-dates suggest`: lists the holidays of a place in one year, and with `--add` makes a contact date of each that
 * has none. Each is created by itself: the same command again goes on where it failed.
 */
export async function suggest(words: readonly string[], options: SuggestOptions): Promise<void> {
  const wanted = { ...placeOf(words), ...(options.types === undefined ? {} : { types: options.types }) };
  await withStore(options, async ({ store, organization }) => {
    const caller = { organizationId: organization.id, actor: commandLineActor() };
    const found = await asFailure(() => suggestContactDates({ store }, caller, wanted));
    const missing = found.suggestions.filter(({ alreadyThere }) => !alreadyThere);
    if (options.add === true)
      for (const { label, date } of missing)
        await asFailure(() => createContactDate({ store }, caller, { label, date }));
    if (options.json === true) process.stdout.write(`${JSON.stringify(found)}\n`);
    else process.stdout.write(textOf(found));
    const note =
      options.add === true ? ': contact dates were created' : ' have no contact date; --add makes one';
    process.stderr.write(`${missing.length} of ${found.suggestions.length} days${note}\n`);
  });
}

function placeOf(words: readonly string[]): { country: string; region?: string; year: number } {
  const [country, second, third, ...rest] = words;
  const yearText = third ?? second;
  if (country === undefined || second === undefined || yearText === undefined || rest.length > 0)
    throw usage('give a country, perhaps a region, and a year, such as US US-NY 2027');
  if (!/^\d{4}$/.test(yearText)) throw usage(`\`${yearText}\` is no year; write one such as 2027`);
  return { country, ...(third === undefined ? {} : { region: second }), year: Number(yearText) };
}

function textOf({ suggestions, source }: ContactDateSuggestions): string {
  const lines = suggestions.map(({ date, label, types, alreadyThere }) => {
    const there = alreadyThere ? ', already there' : '';
    return `${weekdayOf(date)} ${date}  ${label} (${types.join(', ')}${there})\n`;
  });
  return `${lines.join('')}Source: ${source}\n`;
}

function weekdayOf(date: string): string {
  const day = parseLocalDate(date);
  const name = day === undefined ? '' : (WEEKDAYS[weekdayIndexOf(day)] ?? '');
  return `${name.charAt(0).toUpperCase()}${name.slice(1, 3)}`;
}
