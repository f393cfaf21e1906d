import { API_LIMITS } from '@tact/api/without-schemas';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import {
  FileError,
  headerOf,
  inspectTable,
  type ContainerKind,
  type FileSource,
  type InspectedTable,
} from '@tact/files';
import { CommandError } from '../command-error.ts';
import { columnsOf, nameOfUse, spelledField, type Column, type ColumnProblem } from './columns.ts';
import { chosenUses, type ContactFileChange, type ContactFilePlan } from './contact-file-plan.ts';
import type { RowSettings } from './contact-row.ts';
import { storable } from '../storable-text.ts';

/** Something of a file that is to be settled, or to be known. */
export interface FileFinding {
  readonly code: string;
  readonly sentence: string;
}

/** What a file of contacts is, found out before anything of it is written, and how it is proposed to be read. */
export interface InspectedContactFile {
  readonly name: string;
  readonly bytes: number;
  readonly container: ContainerKind;
  readonly members: readonly string[];
  readonly sheets: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly use: string;
    /** Up to five cells that are not empty. They hold names and numbers: to be shown to who imports, never logged. */
    readonly samples: readonly string[];
  }[];
  readonly plan: ContactFilePlan;
  /** To be settled before it can be read. */
  readonly questions: readonly FileFinding[];
  readonly remarks: readonly FileFinding[];
}

/** Samples of a column. */
const SAMPLES = 5;
/** The columns' names are looked for in so many rows without being told where they stand. */
const ROWS_ABOVE_MAX = 10;
/** Known names that make a row below the first one the columns' names: by chance, a cell is spelled like one of them. */
const KNOWN_NAMES_MIN = 2;

/**
 * Looks at a file of contacts, with what the caller changes of what is proposed. `file_invalid` for one that cannot be read, `plan_invalid` for a
 * column that is read as something that there is not.
 */
export async function inspectContactFile(
  source: FileSource,
  settings: RowSettings,
  change: ContactFileChange,
): Promise<InspectedContactFile> {
  const { columns: chosenNames } = change;
  const seen = await inspected(source, change);
  const columnNames = headerOf(seen).map(storable);
  const { columns, problems } = readAs(columnNames, chosenNames);
  const { headerRows } = seen.plan;
  const below = seen.rows.slice(headerRows);
  const plan = { ...seen.plan, ...settings, columnNames, columns: columns.map(({ use }) => nameOfUse(use)) };
  const isChosen = chosenNames !== undefined;
  return {
    name: source.name,
    bytes: source.bytes,
    container: seen.container,
    members: seen.members,
    sheets: seen.sheets,
    columns: columns.map(({ header, use }, index) => ({
      name: header,
      use: nameOfUse(use),
      samples: below
        .map((row) => row[index]?.trim() ?? '')
        .filter((cell) => cell !== '')
        .slice(0, SAMPLES),
    })),
    plan,
    questions: problems.filter(({ code }) => isQuestion(code, isChosen)).map(findingOf),
    remarks: [
      ...problems.filter(({ code }) => !isQuestion(code, isChosen)).map(findingOf),
      ...remarksOf(seen, columns),
    ],
  };
}

/** The table of a file. Whoever says what each column is read as counts from the first row, unless the header rows are said too. */
async function inspected(
  source: FileSource,
  { columns: chosenNames, ...tableChange }: ContactFileChange,
): Promise<InspectedTable> {
  try {
    const seen = await inspectTable(source, tableChange);
    if (tableChange.headerRows !== undefined || chosenNames !== undefined) return seen;
    return { ...seen, plan: { ...seen.plan, headerRows: namesAt(seen.rows) + 1 } };
  } catch (error) {
    if (error instanceof FileError) throw new CommandError('file_invalid', error.message);
    throw error;
  }
}

/**
 * The place of the columns' names: the first row, unless all rows above the one that names a client id look like a title. A person in a row
 * that is passed over would be lost without a word: the cell `ID` of a row is Idaho, and no name of a column.
 */
function namesAt(rows: readonly (readonly string[])[]): number {
  const first = rows.slice(0, ROWS_ABOVE_MAX).map((row) => row.map((cell) => cell.trim()));
  const named = first.findIndex((row) => spelledField(row, 'clientId') !== null);
  const names = first[named];
  if (names === undefined || knownNames(names) < KNOWN_NAMES_MIN) return 0;
  const isTitle = (row: readonly string[]) =>
    filledCells(row) < filledCells(names) && knownNames(row) < KNOWN_NAMES_MIN;
  return first.slice(0, named).every(isTitle) ? named : 0;
}

function filledCells(row: readonly string[]): number {
  return row.filter((cell) => cell !== '').length;
}

/** How many cells are spelled like the name of something that a contact has. */
function knownNames(row: readonly string[]): number {
  const { columns } = columnsOf(row, { chosen: new Map(), ignoreUnknown: true, findsAccounts: true });
  return columns.filter(({ use }) => use.kind !== 'ignored').length;
}

/** What columns are read as: by their names, or as somebody has chosen all of them. */
function readAs(
  columnNames: readonly string[],
  chosenNames: readonly string[] | undefined,
): { readonly columns: readonly Column[]; readonly problems: readonly ColumnProblem[] } {
  if (chosenNames === undefined) {
    const named = { chosen: new Map(), ignoreUnknown: false, findsAccounts: true };
    const found = columnsOf(columnNames, named);
    const tooMany = found.problems.filter(({ code }) => code === 'attributes_too_many');
    if (tooMany.length === 0) return found;
    // Nobody wants a hundred attributes; whoever wants some of them says which.
    const without = columnsOf(columnNames, { ...named, ignoreUnknown: true });
    return { columns: without.columns, problems: [...tooMany, ...without.problems] };
  }
  const { chosen, unknown } = chosenUses(columnNames, chosenNames);
  if (unknown !== null)
    throw new CommandError(
      'plan_invalid',
      `\`${unknown.slice(0, 80)}\` is nothing that a column is read as; there are clientId, name, device1, device1.type, account.reference, attribute:NAME, ignore and others`,
      { path: '/plan/columns' },
    );
  return columnsOf(columnNames, { chosen, ignoreUnknown: true, findsAccounts: false });
}

/** What was proposed can be read without the columns that are too many; what somebody has chosen is asked about. */
function isQuestion(code: ColumnProblem['code'], isChosen: boolean): boolean {
  return isChosen || code === 'client_id_missing' || code === 'use_repeated';
}

function findingOf(problem: ColumnProblem): FileFinding {
  const { code } = problem;
  switch (code) {
    case 'client_id_missing':
      return { code, sentence: "no column is read as the contact's client id; say which one is" };
    case 'devices_too_many':
      return {
        code,
        sentence: `a contact has at most ${DEVICE_POSITION_MAX} devices, and the column \`${problem.header}\` is not read; say which ones are`,
      };
    case 'attributes_too_many':
      return {
        code,
        sentence: `a contact has at most ${API_LIMITS.attributesMax} attributes, and the file has ${problem.columns} such columns, which are not read; say which ones are`,
      };
    case 'use_repeated':
      return {
        code,
        sentence: `two columns are read as \`${problem.use}\`, and \`${problem.header}\` is the second; leave one of them out`,
      };
  }
}

/** What the caller should know. */
function remarksOf(
  { plan, sheets, members }: InspectedTable,
  columns: readonly Column[],
): readonly FileFinding[] {
  const remarks: FileFinding[] = [];
  const add = (code: string, sentence: string) => remarks.push({ code, sentence });
  if (plan.sheet === null && plan.encoding !== 'utf-8')
    add('encoding_not_utf8', `the file is written in \`${plan.encoding}\`; check names with accents`);
  if (plan.headerRows > 1)
    add('rows_before_header', `${plan.headerRows - 1} rows above the columns' names are passed over`);
  if (sheets.length > 1)
    add(
      'sheet_left_out',
      `the sheet \`${plan.sheet ?? ''}\` is read, and the others are not; choose another one to read it`,
    );
  if (members.length > 1)
    add('member_left_out', `\`${plan.member}\` is read, and the other files are not; import them apart`);
  if (!columns.some(({ use }) => use.kind === 'device'))
    add(
      'devices_missing',
      'no column is read as a number or an e-mail address: the contacts can be reached by nothing',
    );
  return remarks;
}
