/** What is wrong with the text of one cell, whatever it should be. The sentences repeat nothing of it. */
export interface CellProblem {
  readonly code: string;
  readonly sentence: string;
}

/** What programs write where there is nothing. */
const BLANK = /^(?:|-+|\\n|null|\(null\)|nil|none|nan|n\/a|na)$/i;
/** Errors of spreadsheets, and a cell that was too narrow when it was exported. */
const SPREADSHEET_ERROR = /^#(?:n\/a|ref!|value!|name\?|div\/0!|num!|null!|spill!|calc!|error!|#+)$/i;
/** A number that a spreadsheet wrote with an exponent. */
const EXPONENT = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}$/i;
/** A character that stands for bytes that are none in the file's encoding, and control characters but tab and line breaks. */
const UNREADABLE = /(?![\t\n\v\f\r])\p{Cc}|\ufffd/u;

/** The text of a cell without what spreadsheets put around it to keep it a text: `="…"`, a leading apostrophe, spaces of any kind. */
export function cellText(raw: string): string {
  const text = raw.trim();
  const first = text.charCodeAt(0);
  if (first === 0x3d) return (/^="(.*)"$/s.exec(text)?.[1] ?? text).trim();
  return first === 0x27 ? text.slice(1).trim() : text;
}

/** Whether a cell holds nothing, or what programs write for nothing (`NULL`, `N/A`, `-`). */
export function isBlank(text: string): boolean {
  return text.length <= 6 && BLANK.test(text);
}

/** Whether a spreadsheet has written a number with an exponent: digits of it may be lost. */
export function hasExponent(text: string): boolean {
  return EXPONENT.test(text);
}

/** Damage that any kind of cell can have; null where there is none. */
export function cellProblem(text: string): CellProblem | null {
  if (text.startsWith('#') && SPREADSHEET_ERROR.test(text)) {
    return {
      code: 'spreadsheet_error',
      sentence: 'the cell holds an error of a spreadsheet; mend it there, and export again',
    };
  }
  if (UNREADABLE.test(text)) {
    return {
      code: 'text_unreadable',
      sentence:
        'the cell has characters that are none in this encoding; state the right encoding, or export again as UTF-8',
    };
  }
  if (hasExponent(text)) {
    return {
      code: 'digits_lost',
      sentence:
        'a spreadsheet has written the number with an exponent, and digits are lost; make the column text there, and export again',
    };
  }
  return null;
}
