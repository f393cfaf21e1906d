import { parseNumber } from '@tact/places';
import type { ReadPlan } from '../plan.ts';
import { cellText, hasExponent } from '../values/cell.ts';
import { hasLostZero } from '../values/number.ts';
import { hintOfName } from './column-looks.ts';
import type { InspectedColumn, InspectionQuestion, InspectionRemark } from './inspection.ts';
import type { InspectedText } from './inspect-text.ts';

/** What the caller must settle, beside what the plan itself lacks. */
export function questionsOf({ columns, kind }: InspectedText, plan: ReadPlan): readonly InspectionQuestion[] {
  const questions: InspectionQuestion[] = [];
  const samples = samplesOf(columns, ['number', 'device', 'area_code']);
  if (plan.defaultCountry === null && samples.some(isNational))
    questions.push({
      code: 'default_country_missing',
      sentence: 'the file has numbers without a country; state the country that they are of',
    });
  const edges = samplesOf(columns, ['from', 'until']);
  if (plan.zone === null && edges.some((text) => /\d:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\s*[ap]m)?$/i.test(text)))
    questions.push({
      code: 'zone_missing',
      sentence: 'the file has times without a zone; state the zone that they are in',
    });
  if (plan.dateOrder === null && edges.some((text) => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(text)))
    questions.push({
      code: 'date_order_missing',
      sentence:
        'the file has dates that can be read two ways; state whether the day or the month stands first',
    });
  if (kind === 'ftc_xml_change' && plan.changeAttribute === null)
    questions.push({
      code: 'change_meaning_missing',
      sentence:
        'the file says that it is a change list, but not what is added and what deleted; name the attribute with `A` and `D`',
    });
  return questions;
}

/** What the caller should know. */
export function remarksOf(text: InspectedText, plan: ReadPlan): readonly InspectionRemark[] {
  const remarks: InspectionRemark[] = [];
  const add = (code: InspectionRemark['code'], sentence: string) => remarks.push({ code, sentence });
  const samples = samplesOf(text.columns, ['number', 'device']);
  if (text.encoding !== 'utf-8')
    add('encoding_not_utf8', `the file is written in \`${text.encoding}\`; check names with accents`);
  if (text.headerRows > 1)
    add('rows_before_header', `\`${text.headerRows - 1}\` rows above the columns' names are passed over`);
  if (samples.some(hasExponent))
    add(
      'spreadsheet_damage',
      'a spreadsheet has written numbers with an exponent, and their digits are lost; make the column text there, and export again',
    );
  if (samples.some((sample) => isLost(sample, plan)))
    add(
      'leading_zeros_lost',
      'numbers have lost their leading zero, as in spreadsheets, and are bad rows; say that lost zeros are to be restored, if they are',
    );
  if (plan.wildcards === 'range')
    add('wildcards_found', 'rows such as `201XXXXXXX` are read as all numbers of the area code');
  for (const { name, looksLike, proposedUse: use } of text.columns) {
    if (use !== 'ignore' || !VALUE_LOOKS.has(looksLike)) continue;
    add(
      'column_not_read',
      `the column \`${name}\` looks like \`${looksLike}\` and is not read; say what it is to read it`,
    );
  }
  if (text.columns.some(({ name, proposedUse: use }) => use === 'ignore' && hintOfName(name) === 'client_id'))
    add(
      'client_ids_not_read',
      'the file has client ids beside numbers or addresses, which are read; for a list of clients, read the ids and ignore the others',
    );
  return remarks;
}

const VALUE_LOOKS: ReadonlySet<string> = new Set([
  'number',
  'email',
  'email_domain',
  'number_or_email',
  'date',
  'time',
]);

function samplesOf(columns: readonly InspectedColumn[], uses: readonly string[]): readonly string[] {
  return columns
    .filter(({ proposedUse }) => uses.includes(proposedUse))
    .flatMap(({ samples }) => samples.map(cellText));
}

function isNational(sample: string): boolean {
  const read = parseNumber(sample, null);
  return !read.ok && read.code === 'number_country_missing';
}

function isLost(sample: string, { defaultCountry, lostZero }: ReadPlan): boolean {
  const read = parseNumber(sample, defaultCountry);
  return lostZero === 'refuse' && read.ok && hasLostZero(sample, read.key, defaultCountry);
}
