import { areaCodeProblemAfter, CUSTOM_TIMEZONES_MAX } from '@tact/places';
import type { CustomTimezoneFields, ImportedCustomTimezones } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { CsvRow } from '@tact/files';
import type { Caller, Parts } from './context.ts';
import { PREFIX_DIGITS_MAX, prefixOf, readZoneName } from './save-custom-timezone.ts';

/** Why a row of the file is not in. `line` from 1; `column` as the header writes it, empty where it is the row itself. */
export interface CustomTimezoneProblem {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly sentence: string;
}

/** A file that is being read. Nothing is written before `write`. */
export interface CustomTimezoneImport {
  /** Good rows so far. */
  readonly size: number;
  /** Takes one row after the header; says whether it is good. */
  add(row: CsvRow): boolean;
  /** Writes all good rows in one transaction. From its return on they hold for every request (G2). */
  write(parts: Pick<Parts, 'store'>, caller: Caller): Promise<ImportedCustomTimezones>;
}

/**
 * Starts to read a file of custom timezones (seed A4) with this header: `country code`, `area code`, `timezone` and perhaps `exchange`,
 * in any order, case and spelling of the spaces. `csv_invalid` for a header that lacks one or has another column: were a mistyped
 * `exchange` left out, whole area codes would get the zone of one exchange. `refuse` is told of each thing that is wrong with a row.
 */
export function createCustomTimezoneImport(
  header: readonly string[],
  refuse: (problem: CustomTimezoneProblem) => void,
): CustomTimezoneImport {
  const columns = columnsOf(header);
  const lineOfPrefix = new Map<string, number>();
  const lines: CustomTimezoneFields[] = [];
  return {
    get size() {
      return lines.length;
    },
    add(row) {
      const read = readRow(row, header, columns);
      const problems = 'problems' in read ? read.problems : twice(read.fields, row.line, lineOfPrefix);
      for (const problem of problems) refuse(problem);
      if ('problems' in read || problems.length > 0) return false;
      lineOfPrefix.set(prefixOf(read.fields), row.line);
      lines.push(read.fields);
      return true;
    },
    write: ({ store }, { organizationId, actor }) =>
      store.customTimezones.importMany(
        organizationId,
        lines,
        { ...actor, source: 'bulk' },
        CUSTOM_TIMEZONES_MAX,
      ),
  };
}

type Field = 'countryCode' | 'areaCode' | 'exchange' | 'timezone';
type Columns = Readonly<Record<Field, number>>;

const FIELD_OF: Readonly<Record<string, Field>> = {
  countrycode: 'countryCode',
  areacode: 'areaCode',
  exchange: 'exchange',
  timezone: 'timezone',
};

/** Whether this can be the header of such a file: it has all columns that it needs. */
export function isCustomTimezoneHeader(header: readonly string[]): boolean {
  const fields = new Set(header.map(fieldOf));
  return fields.has('countryCode') && fields.has('areaCode') && fields.has('timezone');
}

function columnsOf(header: readonly string[]): Columns {
  const places = new Map<Field, number>();
  for (const [index, name] of header.entries()) {
    const field = fieldOf(name);
    if (field === undefined)
      throw invalid(
        `the column \`${name}\` is not known; there are \`country code\`, \`area code\`, \`exchange\` and \`timezone\``,
      );
    if (places.has(field)) throw invalid(`the column \`${name}\` stands twice; keep one`);
    places.set(field, index);
  }
  const need = (field: Field, name: string): number => {
    const place = places.get(field);
    if (place === undefined)
      throw invalid(`the column \`${name}\` is missing; the first line names the columns`);
    return place;
  };
  return {
    countryCode: need('countryCode', 'country code'),
    areaCode: need('areaCode', 'area code'),
    timezone: need('timezone', 'timezone'),
    exchange: places.get('exchange') ?? -1,
  };
}

function fieldOf(name: string): Field | undefined {
  const spelling = name.toLowerCase().replaceAll(/[\s_-]+/g, '');
  return Object.hasOwn(FIELD_OF, spelling) ? FIELD_OF[spelling] : undefined;
}

type ReadRow =
  { readonly fields: CustomTimezoneFields } | { readonly problems: readonly CustomTimezoneProblem[] };

function readRow(row: CsvRow, header: readonly string[], columns: Columns): ReadRow {
  const { line } = row;
  if (row.problem !== null) return { problems: [{ line, column: '', value: '', sentence: row.problem }] };
  if (row.fieldCount !== header.length) {
    const sentence = `the row has ${row.fieldCount} fields, and the header ${header.length}`;
    return { problems: [{ line, column: '', value: '', sentence }] };
  }
  const problems: CustomTimezoneProblem[] = [];
  const text = (field: Field) => (columns[field] < 0 ? '' : row.text(columns[field]).trim());
  const take = (field: Field, pattern: RegExp, sentence: string): string => {
    const value = text(field);
    if (!pattern.test(value)) problems.push({ line, column: header[columns[field]] ?? '', value, sentence });
    return value;
  };
  const countryCode = take(
    'countryCode',
    /^\+?[1-9]\d{0,2}$/,
    'this is no dialling code of a country; write one such as `1` or `44`',
  );
  const areaCode = take('areaCode', /^\d{1,12}$/, 'this is no area code; write its digits');
  const exchange = take('exchange', /^\d{0,12}$/, 'this is no exchange; write its digits, or leave it empty');
  const zone = readZoneName(text('timezone'));
  if (zone === undefined) {
    const value = text('timezone');
    const sentence = 'there is no such time zone; use a name such as `America/New_York`';
    problems.push({ line, column: header[columns.timezone] ?? '', value, sentence });
  }
  if (problems.length > 0 || zone === undefined) return { problems };
  const fields = {
    countryCode: countryCode.replace('+', ''),
    areaCode,
    exchange: exchange === '' ? null : exchange,
    zone,
  };
  const prefix = prefixOf(fields);
  if (prefix.length > PREFIX_DIGITS_MAX) {
    const sentence = 'country code, area code and exchange have more than 15 digits together';
    return { problems: [{ line, column: '', value: prefix, sentence }] };
  }
  const sentence = areaCodeProblemAfter(fields.countryCode, areaCode);
  if (sentence === undefined) return { fields };
  return { problems: [{ line, column: header[columns.areaCode] ?? '', value: areaCode, sentence }] };
}

/** S16: two entries for one prefix are refused. The first one of the file stands. */
function twice(
  fields: CustomTimezoneFields,
  line: number,
  lineOfPrefix: ReadonlyMap<string, number>,
): readonly CustomTimezoneProblem[] {
  const prefix = prefixOf(fields);
  const first = lineOfPrefix.get(prefix);
  if (first === undefined) return [];
  return [
    {
      line,
      column: '',
      value: prefix,
      sentence: `these digits stand on line ${first} already; keep one of the two`,
    },
  ];
}

function invalid(sentence: string): CommandError {
  return new CommandError('csv_invalid', sentence);
}
