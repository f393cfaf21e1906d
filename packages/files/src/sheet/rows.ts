import { DAY_MS, formatLocalDate, type LocalDate } from '@tact/engine';
import type { Container } from '../container.ts';
import { FileError } from '../file-error.ts';
import { SHEET_COLUMNS_MAX, SHEET_ROW_CHARACTERS_MAX, SHEET_ROWS_MAX } from '../limits.ts';
import type { TextRow } from '../row-reader.ts';
import type { XmlToken } from '../xml.ts';
import { assertCellLength, CellTextReader, tokensOf, type Sheet, type Workbook } from './workbook.ts';

/**
 * The rows of a sheet that have a cell with content, in their order; `line` is the row's number in the sheet. Cells are given as the
 * spreadsheet shows them, dates as ISO 8601; numbers with all the digits that the file has, never with an exponent.
 */
export async function* sheetRows(
  container: Container,
  workbook: Workbook,
  sheet: Sheet,
  progress: { bytes: number },
): AsyncGenerator<TextRow, void, undefined> {
  const row = new RowMaker(workbook);
  for await (const token of tokensOf(container, sheet.member, progress)) {
    const whole = row.take(token);
    if (whole !== null) yield whole;
  }
}

/** Puts together rows out of tokens. */
class RowMaker {
  readonly #workbook: Workbook;
  #line = 0;
  #cells: string[] = [];
  #column = 0;
  #characters = 0;
  #type = 'n';
  #style = -1;
  #value = '';
  #isInValue = false;
  readonly #inline = new CellTextReader();

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  /** Takes the next token; gives a row where it ends one with content. */
  take(token: XmlToken): TextRow | null {
    if (token.kind === 'text') {
      if (!this.#isInValue) this.#inline.take(token);
      else {
        assertCellLength(this.#value.length + token.text.length, this.#line);
        this.#value += token.text;
      }
      return null;
    }
    if (token.kind === 'open') this.#opened(token);
    else if (token.name === 'v') this.#isInValue = false;
    else if (token.name === 'c') this.#endCell();
    else if (token.name === 'row') return this.#endRow();
    else this.#inline.take(token);
    return null;
  }

  #opened(token: XmlToken & { readonly kind: 'open' }): void {
    if (token.name === 'row') {
      const stated = Number(token.attributes.get('r') ?? NaN);
      this.#line = Number.isSafeInteger(stated) && stated > this.#line ? stated : this.#line + 1;
      if (this.#line > SHEET_ROWS_MAX)
        throw new FileError(
          'sheet_too_large',
          `the sheet has more than ${SHEET_ROWS_MAX} rows; save it as CSV`,
        );
      this.#cells = [];
      this.#column = 0;
      this.#characters = 0;
    } else if (token.name === 'c') {
      const place = columnOf(token.attributes.get('r') ?? '');
      if (place !== null) this.#column = place;
      this.#type = token.attributes.get('t') ?? 'n';
      this.#style = Number(token.attributes.get('s') ?? -1);
      this.#value = '';
    } else if (token.name === 'v') this.#isInValue = true;
    else this.#inline.take(token);
  }

  #endCell(): void {
    const inline = this.#inline.end();
    const text = this.#type === 'inlineStr' ? inline : this.#textOf(this.#value);
    if (text !== '' && this.#column < SHEET_COLUMNS_MAX) this.#cells[this.#column] = text;
    this.#column++;
    this.#characters += text.length;
    if (this.#characters > SHEET_ROW_CHARACTERS_MAX)
      throw new FileError(
        'sheet_too_large',
        `a row has more than ${SHEET_ROW_CHARACTERS_MAX} characters; save the sheet as CSV, or leave columns out`,
        this.#line,
      );
  }

  #textOf(value: string): string {
    if (value === '') return '';
    if (this.#type === 's') {
      const text = this.#workbook.sharedTexts[Number(value)];
      if (text === undefined)
        throw new FileError(
          'sheet_broken',
          'a cell refers to a text that the workbook does not have; save the workbook anew',
          this.#line,
        );
      return text;
    }
    if (this.#type !== 'n') return value;
    const number = Number(value);
    const style = this.#workbook.styles[this.#style];
    if (!Number.isFinite(number)) return value;
    if (style?.kind === 'date') return dateText(number, this.#workbook.isFrom1904) ?? value;
    const digits = Number.isSafeInteger(number) ? String(number) : value;
    return style?.kind === 'zeros' && /^\d+$/.test(digits) ? digits.padStart(style.digits, '0') : digits;
  }

  #endRow(): TextRow | null {
    const cells = this.#cells;
    if (cells.length === 0) return null;
    return { line: this.#line, fieldCount: cells.length, text: (index) => cells[index] ?? '' };
  }
}

/** `B7` is column 1; null for a cell that does not say where it is. */
function columnOf(reference: string): number | null {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (let at = 0; at < letters.length; at++) column = column * 26 + letters.charCodeAt(at) - 64;
  return column - 1;
}

const DAYS_1899 = 25_569;
const DAYS_1904 = 24_107;
const SERIAL_MAX = 2_958_465;

/** The date, or the time, of a cell; null where the number is none. */
function dateText(serial: number, isFrom1904: boolean): string | null {
  if (serial < 1 || serial > SERIAL_MAX) return null;
  const ms = Math.round((serial - (isFrom1904 ? DAYS_1904 : DAYS_1899)) * DAY_MS);
  const date = formatLocalDate(Math.floor(ms / DAY_MS) as LocalDate);
  const seconds = Math.round((ms - Math.floor(ms / DAY_MS) * DAY_MS) / 1_000);
  if (seconds === 0) return date;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${date}T${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
