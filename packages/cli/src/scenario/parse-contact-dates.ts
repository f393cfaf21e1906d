import { ruleKindModules, type ContactDate } from '@tact/engine';
import { fieldsOfRows } from './fields.ts';
import type { Section } from './markdown.ts';
import { tableOf } from './parse-organization.ts';
import { readName } from './read-words.ts';
import { CellError } from './scenario-error.ts';

/** Reads `### Contact dates`. */
export function parseContactDates(section: Section, fileName: string): readonly ContactDate[] {
  const taken = new Set<string>();
  return fieldsOfRows(tableOf(section, fileName), ['date', 'label'], fileName).map((row) => {
    const date = { date: row.need('date', readDay), label: row.need('label', readName) };
    const key = `${date.date} ${date.label}`;
    if (taken.has(key)) throw row.fail(`\`${key}\` stands twice; keep one`);
    taken.add(key);
    return date;
  });
}

function readDay(date: string): string {
  const [problem] = ruleKindModules['contact-dates'].problemsOf({ label: '', date });
  if (problem !== undefined) throw new CellError(problem.sentence);
  return date;
}
