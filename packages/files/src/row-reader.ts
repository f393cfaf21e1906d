import type { SpanEdge } from '@tact/engine';
import type { BatchMaker } from './batch-maker.ts';
import type { Entry, EntryValue } from './entry.ts';
import { CLIENT_ID_MAX, REASON_MAX, VALUE_BYTES_MAX } from './limits.ts';
import type { ColumnUse, ReadPlan } from './plan.ts';
import { isValueUse } from './plan.ts';
import { readAddress, readDomain } from './values/address.ts';
import { cellProblem, cellText, isBlank, type CellProblem } from './values/cell.ts';
import { parseDays, parseEdge, type EdgeResult } from './values/date.ts';
import { readNumbers, type ReadNumber } from './values/number.ts';

/** One row, whatever kind of file it is from. */
export interface TextRow {
  readonly line: number;
  readonly fieldCount: number;
  /** A field by its place, from 0; empty where the row is shorter. */
  text(index: number): string;
}

/** What a row says besides its values. */
interface RowTerms {
  readonly action: Entry['action'];
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
  readonly reason: string | null;
}

const PLAIN: RowTerms = { action: 'add', from: null, until: null, reason: null };

/** Turns rows into entries, by a plan. */
export interface RowReader {
  /** Adds the good values of a row, and what is wrong with the others. */
  readRow(row: TextRow, batch: BatchMaker): void;
  /** Adds one value of a file without columns. */
  readValue(raw: string, line: number, batch: BatchMaker): void;
  /** Adds the number of an area code and the seven digits behind it. */
  readPair(area: string, local: string, line: number, batch: BatchMaker): void;
}

/** Makes a reader of rows for a plan without problems (`planProblems`). */
export function createRowReader(plan: ReadPlan): RowReader {
  const nameOf = (index: number) => plan.columnNames[index] ?? String(index + 1);
  const uses = plan.columns.map((use, index) => ({ use, index, name: nameOf(index) }));
  const values = uses.filter(({ use }) => isValueUse(use));
  const hasTerms = uses.some(({ use }) => TERMS.includes(use));
  const localNumberIndex = plan.columns.indexOf('local_number');

  return {
    readRow: (row, batch) => {
      if (isEmptyRow(row)) return;
      const terms = hasTerms ? termsOf(row, uses, plan, batch) : PLAIN;
      if (terms === null) return;
      let found = false;
      for (const { use, index, name } of values) {
        const text = cellText(row.text(index));
        if (use === 'area_code') {
          if (isBlank(text) && isBlank(cellText(row.text(localNumberIndex)))) continue;
          addPair(
            text,
            cellText(row.text(localNumberIndex)),
            { terms, line: row.line, column: name, batch },
            plan,
          );
        } else if (isBlank(text)) continue;
        else addCell(text, use, { terms, line: row.line, column: name, batch }, plan);
        found = true;
      }
      if (!found)
        batch.addBad(
          row.line,
          values.length === 1 ? (values[0]?.name ?? null) : null,
          '',
          'value_missing',
          VALUE_MISSING,
        );
    },
    readValue: (raw, line, batch) => {
      const text = cellText(raw);
      if (isBlank(text)) {
        if (text !== '') batch.addBad(line, null, text, 'value_missing', VALUE_MISSING);
        return;
      }
      addCell(text, plan.columns[0] ?? 'number', { terms: PLAIN, line, column: null, batch }, plan);
    },
    readPair: (area, local, line, batch) =>
      addPair(area, local, { terms: PLAIN, line, column: null, batch }, plan),
  };
}

const VALUE_MISSING = 'the row names nobody: the cells for it are empty; fill one in, or delete the row';
const TERMS: readonly ColumnUse[] = ['from', 'until', 'days_to_expiry', 'reason', 'change_code'];

const TOO_LONG = {
  code: 'value_too_long',
  sentence: `the cell has more than ${VALUE_BYTES_MAX} characters; check what stands between the values`,
};

/** Where a value goes, and with what. */
interface Target {
  readonly terms: RowTerms;
  readonly line: number;
  readonly column: string | null;
  readonly batch: BatchMaker;
}

function addCell(text: string, use: ColumnUse, target: Target, plan: ReadPlan): void {
  if (text.length > VALUE_BYTES_MAX) {
    addProblem(text, TOO_LONG, target);
    return;
  }
  const kind = use === 'device' ? (text.includes('@') ? 'email' : 'number') : use;
  if (kind === 'number') for (const read of readNumbers(text, plan)) addRead(read, target);
  else if (kind === 'email' || kind === 'email_domain') {
    for (const part of text.split(/[,;|\s](?=[^<>]*@)/).map((one) => one.trim()))
      if (part !== '') addAddress(part, kind, target);
  } else addClient(text, target);
}

function addRead(read: ReadNumber, target: Target): void {
  if (!read.ok) addProblem(read.text, read, target);
  else if ('range' in read) addValue({ kind: 'number_range', ...read.range }, target);
  else addValue({ kind: 'device', key: read.key }, target);
}

function addAddress(text: string, kind: 'email' | 'email_domain', target: Target): void {
  const read = kind === 'email' ? readAddress(text) : readDomain(text);
  if (read.ok) addValue(read.value, target);
  else addProblem(text, read, target);
}

function addClient(text: string, target: Target): void {
  const damage = cellProblem(text);
  if (damage !== null) addProblem(text, damage, target);
  else if (text.length > CLIENT_ID_MAX)
    addProblem(
      text,
      {
        code: 'client_id_too_long',
        sentence: `a client id has at most ${CLIENT_ID_MAX} characters; check the column`,
      },
      target,
    );
  else addValue({ kind: 'client', clientId: text }, target);
}

/** `212` and `5550123` in two cells, or the whole number in the first. */
function addPair(area: string, local: string, target: Target, plan: ReadPlan): void {
  if (isBlank(local) && /^\d{10}$/.test(area)) addCell(area, 'number', target, plan);
  else if (!/^\d{3}$/.test(area)) {
    addProblem(
      area,
      { code: 'area_code_invalid', sentence: 'an area code has three digits; check the row' },
      target,
    );
  } else if (!/^\d{7}$/.test(local)) {
    const isShort = /^\d{1,6}$/.test(local);
    const sentence = isShort
      ? 'the number has fewer than seven digits: leading zeros are lost; export the column as text'
      : 'a number has seven digits after its area code; check the row';
    addProblem(local, { code: isShort ? 'leading_zero_lost' : 'local_number_invalid', sentence }, target);
  } else addCell(`${area}${local}`, 'number', target, plan);
}

function addProblem(text: string, { code, sentence }: CellProblem, { line, column, batch }: Target): void {
  batch.addBad(line, column, text, code, sentence);
}

/** Numbers with nothing else to them go into the batch's array; everything else is an entry. */
function addValue(value: EntryValue, { terms, line, batch }: Target): void {
  const isPlain =
    terms.action === 'add' && terms.from === null && terms.until === null && terms.reason === null;
  if (isPlain && value.kind === 'device' && value.key.startsWith('+') && !value.key.includes('@'))
    batch.addNumber(Number(value.key.slice(1)), line);
  else batch.addEntry({ ...terms, value, line });
}

interface NamedUse {
  readonly use: ColumnUse;
  readonly index: number;
  readonly name: string;
}

/** From, until, reason and change code of a row; null where one of them is wrong, which makes the whole row bad. */
function termsOf(
  row: TextRow,
  uses: readonly NamedUse[],
  plan: ReadPlan,
  batch: BatchMaker,
): RowTerms | null {
  let terms: RowTerms = PLAIN;
  let isGood = !hasShifted(row, plan, batch);
  for (const { use, index, name } of uses) {
    if (!TERMS.includes(use)) continue;
    const raw = row.text(index);
    if (use === 'reason') {
      const reason = raw.trim().slice(0, REASON_MAX);
      terms = { ...terms, reason: reason === '' ? null : reason };
      continue;
    }
    const read = use === 'change_code' ? actionOf(raw) : edgeOf(raw, use, plan);
    if (!read.ok) {
      batch.addBad(row.line, name, raw, read.code, read.sentence);
      isGood = false;
    } else if ('action' in read) terms = { ...terms, action: read.action };
    else terms = use === 'from' ? { ...terms, from: read.edge } : { ...terms, until: read.edge };
  }
  if (!isGood) return null;
  if (isReversed(terms)) {
    batch.addBad(
      row.line,
      null,
      '',
      'span_reversed',
      'the entry ends before it begins; check from and until',
    );
    return null;
  }
  return terms;
}

/** More fields than columns: a delimiter that is not quoted has moved the cells behind it, and a date may be none of this row. */
function hasShifted(row: TextRow, { columns, columnNames }: ReadPlan, batch: BatchMaker): boolean {
  const width = Math.max(columns.length, columnNames.length);
  for (let index = width; index < row.fieldCount; index++) {
    if (row.text(index).trim() === '') continue;
    const sentence = `the row has \`${row.fieldCount}\` fields, the table \`${width}\`; quote a field that holds the delimiter`;
    batch.addBad(row.line, null, row.text(index), 'too_many_fields', sentence);
    return true;
  }
  return false;
}

function edgeOf(raw: string, use: ColumnUse, plan: ReadPlan): EdgeResult {
  if (raw.length > VALUE_BYTES_MAX) return { ok: false, ...TOO_LONG };
  return use === 'days_to_expiry'
    ? parseDays(raw, plan)
    : parseEdge(raw, use === 'from' ? 'from' : 'until', plan);
}

type ActionResult =
  { readonly ok: true; readonly action: Entry['action'] } | ({ readonly ok: false } & CellProblem);

/** Only explicit codes: what is deleted by a guess may be called. */
export function actionOf(raw: string): ActionResult {
  const code = cellText(raw).toUpperCase();
  if (code === 'A' || code === 'ADD') return { ok: true, action: 'add' };
  if (code === 'D' || code === 'DELETE') return { ok: true, action: 'delete' };
  return {
    ok: false,
    code: 'change_code_unknown',
    sentence: 'the change code is neither `A` (add) nor `D` (delete); nothing is guessed, check the row',
  };
}

function isReversed({ from, until }: RowTerms): boolean {
  if (from === null || until === null) return false;
  if ('date' in from && 'date' in until) return until.date < from.date;
  return 'instant' in from && 'instant' in until && until.instant <= from.instant;
}

function isEmptyRow(row: TextRow): boolean {
  for (let index = 0; index < row.fieldCount; index++) if (row.text(index).trim() !== '') return false;
  return true;
}
