import type { CountryCode } from '@tact/engine';
import { countryOf, zoneTable } from '@tact/places';
import { parseLocalDate } from '@tact/engine';
import type { Encoding } from './encoding.ts';
import { COLUMNS_MAX } from './limits.ts';

/** How rows lie in a file. */
export type FileLayout =
  /** One value a line, or several with separators between them; no columns. */
  | 'values'
  /** `AAA,NNNNNNN` or `AAANNNNNNN`, one a line: the FTC's flat full list. */
  | 'area_pairs'
  /** Rows and columns, with a delimiter. */
  | 'table'
  /** One sheet of a workbook. */
  | 'sheet'
  /** `<list><ac val='212'><ph val='5550123'/></ac></list>`. */
  | 'ftc_xml';

/** What a column is read as. `device` is a number or an e-mail address, by whether it has an `@`. */
export const COLUMN_USES = [
  'number',
  'email',
  'email_domain',
  'device',
  'client_id',
  'area_code',
  'local_number',
  'from',
  'until',
  'days_to_expiry',
  'reason',
  'change_code',
  'ignore',
] as const;
/** One of them. */
export type ColumnUse = (typeof COLUMN_USES)[number];

/** What may stand between two fields of a table. */
export const TABLE_DELIMITERS = [',', ';', '\t', '|', ':'] as const;
/** One of them. */
export type TableDelimiter = (typeof TABLE_DELIMITERS)[number];

/** One file to read: a zip file's member, or the file itself. */
export interface PlannedMember {
  readonly name: string;
  readonly encoding: Encoding;
}

/** How a file is to be read, all of it stated: a plain value, to be shown, changed, kept as JSON, and read by again after a stop. */
export interface ReadPlan {
  /** In the order in which they are read. */
  readonly members: readonly PlannedMember[];
  readonly layout: FileLayout;
  /** Of a table; of values, one more separator than comma, semicolon, tab, pipe and line's end. */
  readonly delimiter: TableDelimiter | null;
  /** Of a workbook. */
  readonly sheet: string | null;
  /** Rows (of values: lines) at the beginning that are no entries: titles, the columns' names. */
  readonly headerRows: number;
  /** The columns' names, as bad rows name them; empty where the file has none. */
  readonly columnNames: readonly string[];
  /** What each column is read as; of values, one. Columns beyond are ignored. */
  readonly columns: readonly ColumnUse[];
  /** The country of numbers that are written without one. Null: such a number is a bad row. */
  readonly defaultCountry: CountryCode | null;
  /** The zone of times that are written without one. Null: such a time is a bad row. */
  readonly zone: string | null;
  /** Of dates such as `03/04/2026`. Null: one that can be read both ways is a bad row. */
  readonly dateOrder: 'day_first' | 'month_first' | null;
  /** The day that days to expiry are counted from, as `YYYY-MM-DD`. */
  readonly countedFromDate: string | null;
  /** Several numbers in one cell: each is an entry, or the cell is bad (UK TPS). */
  readonly severalInCell: 'split' | 'refuse';
  /** Numbers that spreadsheets have taken the leading zero from: bad rows, or read as if they had it. */
  readonly lostZero: 'refuse' | 'restore';
  /** Text behind a number in its cell: a bad row, or passed over (UK TPS files of users). */
  readonly textAfterNumber: 'refuse' | 'pass_over';
  /** `201XXXXXXX`: a bad row, or a range of numbers (VICIdial). */
  readonly wildcards: 'refuse' | 'range';
  /** Of XML: the attribute of `ph` that holds `A` or `D`. */
  readonly changeAttribute: string | null;
  /** A full list, or changes (adds and deletes by explicit codes) to a version of it. */
  readonly list: 'full' | 'change';
  /** The version that a change list was made for, named by the caller. */
  readonly baseVersion: string | null;
}

/** What is missing from a plan, or contradicts itself. */
export interface PlanProblem {
  readonly code:
    | 'base_version_missing'
    | 'change_code_missing'
    | 'change_code_unused'
    | 'columns_missing'
    | 'columns_contradict'
    | 'country_unknown'
    | 'date_unknown'
    | 'day_missing'
    | 'delimiter_missing'
    | 'members_contradict'
    | 'members_missing'
    | 'sheet_not_named'
    | 'zone_unknown';
  readonly sentence: string;
}

const VALUE_USES: readonly ColumnUse[] = [
  'number',
  'email',
  'email_domain',
  'device',
  'client_id',
  'area_code',
];

/** Whether a column of this use names who is not to be contacted. */
export function isValueUse(use: ColumnUse): boolean {
  return VALUE_USES.includes(use);
}

/** Everything that has to be settled before a file can be read by this plan; empty where it can. */
export function planProblems(plan: ReadPlan): readonly PlanProblem[] {
  return CHECKS.flatMap(([code, sentence, isWrong]) => (isWrong(plan) ? [{ code, sentence }] : []));
}

type Check = readonly [code: PlanProblem['code'], sentence: string, isWrong: (plan: ReadPlan) => boolean];

const CHECKS: readonly Check[] = [
  ['members_missing', 'no file is named to be read; name one', ({ members }) => members.length === 0],
  [
    'members_contradict',
    'a file is named twice, or several are named for a sheet; name each once, and one for a sheet',
    ({ members, layout }) =>
      new Set(members.map(({ name }) => name)).size < members.length ||
      (layout === 'sheet' && members.length > 1),
  ],
  [
    'columns_missing',
    'no column is read as a number, an e-mail address or a client id; say which column is which',
    (plan) => !hasNoColumns(plan) && !plan.columns.some(isValueUse),
  ],
  [
    'columns_contradict',
    'the columns are read in a way that cannot be; use each of from, until, days to expiry, reason, change code and area code once, and a local number only with an area code',
    columnsContradict,
  ],
  [
    'delimiter_missing',
    'the delimiter is missing; say what stands between two fields',
    ({ layout, delimiter }) => layout === 'table' && delimiter === null,
  ],
  [
    'sheet_not_named',
    'the sheet is not named; say which one is read',
    ({ layout, sheet }) => layout === 'sheet' && sheet === null,
  ],
  [
    'country_unknown',
    'the default country is none; write two letters such as `US`',
    ({ defaultCountry }) => defaultCountry !== null && countryOf(defaultCountry) === undefined,
  ],
  [
    'zone_unknown',
    'the time zone is not known; write one such as `America/New_York`',
    ({ zone }) => zone !== null && zoneTable().get(zone) === undefined,
  ],
  [
    'date_unknown',
    'the day that days to expiry are counted from is none; write it as `2026-11-21`',
    ({ countedFromDate: date }) => date !== null && parseLocalDate(date) === undefined,
  ],
  [
    'day_missing',
    'the file has days to expiry; state the day that they are counted from',
    ({ columns, countedFromDate }) => columns.includes('days_to_expiry') && countedFromDate === null,
  ],
  [
    'base_version_missing',
    'this is a change list; name the version of the list that it was made for',
    ({ list, baseVersion }) => list === 'change' && (baseVersion ?? '') === '',
  ],
  [
    'change_code_missing',
    'this is a change list, and nothing says what is added and what is deleted; name the column or attribute with `A` and `D`',
    (plan) => plan.list === 'change' && !hasChangeCodes(plan),
  ],
  [
    'change_code_unused',
    'the file has change codes but is read as a full list; say that it is a change list, or ignore the codes',
    (plan) => plan.list === 'full' && hasChangeCodes(plan),
  ],
];

function hasNoColumns({ layout }: ReadPlan): boolean {
  return layout === 'area_pairs' || layout === 'ftc_xml';
}

function hasChangeCodes({ layout, columns, changeAttribute }: ReadPlan): boolean {
  return layout === 'ftc_xml' ? changeAttribute !== null : columns.includes('change_code');
}

function columnsContradict({ layout, columns }: ReadPlan): boolean {
  if (columns.length > COLUMNS_MAX) return true;
  if (layout === 'values') return columns.length !== 1 || columns.includes('area_code');
  const once: readonly ColumnUse[] = [
    'from',
    'until',
    'days_to_expiry',
    'reason',
    'change_code',
    'area_code',
    'local_number',
  ];
  if (once.some((use) => columns.filter((other) => other === use).length > 1)) return true;
  if (columns.includes('until') && columns.includes('days_to_expiry')) return true;
  return columns.includes('area_code') !== columns.includes('local_number');
}
