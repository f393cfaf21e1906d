import type { Container } from '../container.ts';
import { FileError } from '../file-error.ts';
import {
  CELL_CHARACTERS_MAX,
  SHARED_TEXT_MAX,
  SHEETS_MAX,
  WORKBOOK_PARTS_CHARACTERS_MAX,
  WORKBOOK_PARTS_MAX,
} from '../limits.ts';
import { XmlReader, type XmlToken } from '../xml.ts';

/** How a number of a cell is shown. */
export type CellStyle =
  | { readonly kind: 'plain' }
  /** Days since 1899-12-30 (or 1904-01-01), shown as a date or time. */
  | { readonly kind: 'date' }
  /** Shown with zeros before it, up to so many digits: how spreadsheets keep leading zeros of numbers. */
  | { readonly kind: 'zeros'; readonly digits: number };

/** One sheet. */
export interface Sheet {
  readonly name: string;
  /** The member of the zip file that it is in. */
  readonly member: string;
  readonly isHidden: boolean;
}

/** What has to be known of a workbook before its sheets can be read. Shared texts stay in memory, within a limit. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly sharedTexts: readonly string[];
  readonly styles: readonly CellStyle[];
  /** Whether dates count from 1904, as on old Macs. */
  readonly isFrom1904: boolean;
}

/** The sheets of a workbook, in their order, without its texts. */
export async function sheetsOf(container: Container): Promise<Pick<Workbook, 'sheets' | 'isFrom1904'>> {
  const targets = await targetsOf(container);
  const sheets: Sheet[] = [];
  const kept = partsKept();
  let isFrom1904 = false;
  for await (const token of tokensOf(container, 'xl/workbook.xml')) {
    if (token.kind !== 'open') continue;
    if (token.name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(token.attributes.get('date1904') ?? '');
    if (token.name !== 'sheet') continue;
    const member = targets.get(token.attributes.get('id') ?? '');
    const name = kept.take(token.attributes.get('name') ?? '');
    // Charts are sheets too, without rows; they are in another folder.
    if (member?.includes('worksheets/') !== true || !container.members.includes(member)) continue;
    if (sheets.some((other) => other.member === member))
      throw new FileError(
        'sheet_broken',
        'two sheets of the workbook are one and the same, which no spreadsheet writes; save it again',
      );
    sheets.push({ name, member, isHidden: /hidden/i.test(token.attributes.get('state') ?? '') });
    if (sheets.length > SHEETS_MAX)
      throw new FileError(
        'sheet_too_large',
        `the workbook has more than ${SHEETS_MAX} sheets; save the one with the list apart`,
      );
  }
  if (sheets.length === 0)
    throw new FileError(
      'sheet_missing',
      'the workbook has no sheet with rows; check that it was saved whole',
    );
  return { sheets, isFrom1904 };
}

/** Everything that the cells of a sheet refer to. */
export async function workbookOf(container: Container): Promise<Workbook> {
  return {
    ...(await sheetsOf(container)),
    sharedTexts: await sharedTextsOf(container),
    styles: await stylesOf(container),
  };
}

/** The tokens of one member; none where there is no such member. */
export async function* tokensOf(
  container: Container,
  member: string,
  progress?: { bytes: number },
): AsyncGenerator<XmlToken, void, undefined> {
  if (!container.members.includes(member)) return;
  const xml = new XmlReader();
  for await (const chunk of container.content(member, progress)) yield* xml.tokensOf(chunk, false);
  yield* xml.tokensOf(NOTHING, true);
}

const NOTHING = Buffer.alloc(0);

/** Which member each relation of the workbook means. */
async function targetsOf(container: Container): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  const kept = partsKept();
  for await (const token of tokensOf(container, 'xl/_rels/workbook.xml.rels')) {
    if (token.kind !== 'open' || token.name !== 'Relationship') continue;
    const target = kept.take(token.attributes.get('Target') ?? '');
    targets.set(
      kept.take(token.attributes.get('Id') ?? ''),
      target.startsWith('/') ? target.slice(1) : `xl/${target}`,
    );
  }
  return targets;
}

async function sharedTextsOf(container: Container): Promise<readonly string[]> {
  const texts: string[] = [];
  const kept = new KeptTexts(
    SHARED_TEXT_MAX,
    'the texts of the workbook are too large to be kept in memory; save the sheet as CSV',
  );
  const text = new CellTextReader();
  for await (const token of tokensOf(container, 'xl/sharedStrings.xml')) {
    text.take(token);
    if (token.kind !== 'close' || token.name !== 'si') continue;
    texts.push(kept.take(text.end()));
  }
  return texts;
}

/** What is kept of a workbook, within a limit. */
class KeptTexts {
  readonly #charactersMax: number;
  readonly #sentence: string;
  #characters = 0;

  constructor(charactersMax: number, sentence: string) {
    this.#charactersMax = charactersMax;
    this.#sentence = sentence;
  }

  /** The text, free of the piece of the file that it was cut from. An empty one costs memory too. */
  take(text: string): string {
    this.#characters += text.length + TEXT_COST;
    if (this.#characters > this.#charactersMax) throw new FileError('sheet_too_large', this.#sentence);
    return ownText(text);
  }
}

/** Characters that a text takes besides its own. */
const TEXT_COST = 16;

function partsKept(): KeptTexts {
  return new KeptTexts(
    WORKBOOK_PARTS_CHARACTERS_MAX + WORKBOOK_PARTS_MAX * TEXT_COST,
    'the workbook has more sheets, relations or formats than a spreadsheet has; save the sheet as CSV',
  );
}

/** The same text with memory of its own. What is cut out of a longer text keeps all of that one: a sheet of 200 MB for ten digits of each piece. */
export function ownText(text: string): string {
  return text.length < SHARED_FROM_LENGTH ? text : Buffer.from(text, 'utf8').toString('utf8');
}

/** Shorter texts are copied when they are cut. */
const SHARED_FROM_LENGTH = 13;

/** Throws where a cell, or a shared text, would become longer than a spreadsheet lets it be. It is asked before each piece is added. */
export function assertCellLength(length: number, line: number | null = null): void {
  if (length > CELL_CHARACTERS_MAX)
    throw new FileError(
      'sheet_too_large',
      `a cell has more than ${CELL_CHARACTERS_MAX} characters, which no spreadsheet writes; save the sheet as CSV`,
      line,
    );
}

/** Gathers the text of a cell out of its runs, without the phonetic guides of Japanese texts. */
export class CellTextReader {
  #text = '';
  #isInText = false;
  #isInGuide = false;

  /** Takes a token that lies inside a cell or a shared text. */
  take(token: XmlToken): void {
    if (token.kind === 'text') {
      if (!this.#isInText || this.#isInGuide) return;
      assertCellLength(this.#text.length + token.text.length);
      this.#text += token.text;
    } else if (token.name === 't') this.#isInText = token.kind === 'open';
    else if (token.name === 'rPh') this.#isInGuide = token.kind === 'open';
  }

  /** The text so far; begins anew. */
  end(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** Formats that every program knows by number: dates and times. */
const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57,
]);

async function stylesOf(container: Container): Promise<readonly CellStyle[]> {
  const codes = new Map<number, string>();
  const styles: CellStyle[] = [];
  const kept = partsKept();
  let isInCells = false;
  for await (const token of tokensOf(container, 'xl/styles.xml')) {
    if (token.kind === 'text') continue;
    if (token.name === 'cellXfs') isInCells = token.kind === 'open';
    if (token.kind !== 'open') continue;
    if (token.name === 'numFmt')
      codes.set(
        Number(token.attributes.get('numFmtId')),
        kept.take(token.attributes.get('formatCode') ?? ''),
      );
    if (token.name === 'xf' && isInCells) {
      const id = Number(token.attributes.get('numFmtId') ?? 0);
      styles.push(styleOf(id, codes.get(id) ?? ''));
      if (styles.length > WORKBOOK_PARTS_MAX)
        throw new FileError(
          'sheet_too_large',
          `the workbook has more than ${WORKBOOK_PARTS_MAX} styles of cells; save the sheet as CSV`,
        );
    }
  }
  return styles;
}

function styleOf(id: number, code: string): CellStyle {
  if (/^0{2,20}$/.test(code)) return { kind: 'zeros', digits: code.length };
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^[\]]*\]/g, '');
  return DATE_FORMATS.has(id) || /[ymdhs]/i.test(bare.replace(/general/i, ''))
    ? { kind: 'date' }
    : { kind: 'plain' };
}
