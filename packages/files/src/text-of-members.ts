import { Buffer } from 'node:buffer';
import { containerOf, type Container } from './container.ts';
import { FileError } from './file-error.ts';
import type { PlannedMember, ReadPlan } from './plan.ts';
import { sheetRows } from './sheet/rows.ts';
import { workbookOf } from './sheet/workbook.ts';
import type { FileSource } from './source.ts';
import { textFrom } from './text.ts';

/** A piece of a file's text. */
export interface MemberText {
  /** Which of the plan's members it is of, from 0. */
  readonly member: number;
  readonly bytes: Buffer;
  /** Bytes of the file itself, packed as it may be, that were read so far. */
  readonly bytesRead: number;
}

/**
 * The text of a planned file as UTF-8, member by member, without byte order marks, whatever it is packed in and encoded as. Of a workbook the
 * planned sheet, as rows of a table with the plan's delimiter, or commas. Throws `FileError` where the file is broken.
 */
export async function* textOfMembers(
  source: FileSource,
  plan: ReadPlan,
): AsyncGenerator<MemberText, void, undefined> {
  const container = await containerOf(source);
  const progress = { bytes: 0 };
  for (const [member, planned] of plan.members.entries()) {
    const pieces =
      plan.layout === 'sheet'
        ? sheetText(container, plan, progress)
        : plainText(container, planned, progress);
    for await (const bytes of pieces) yield { member, bytes, bytesRead: progress.bytes };
  }
}

async function* plainText(
  container: Container,
  { name, encoding }: PlannedMember,
  progress: { bytes: number },
): AsyncGenerator<Buffer, void, undefined> {
  for await (const { bytes } of textFrom(container, name, encoding, 0, progress)) yield bytes;
}

/** Characters of a sheet's rows that are handed out together. */
const SHEET_CHARACTERS = 65_536;

async function* sheetText(
  container: Container,
  plan: ReadPlan,
  progress: { bytes: number },
): AsyncGenerator<Buffer, void, undefined> {
  if (container.kind !== 'xlsx')
    throw new FileError('sheet_missing', 'the file is no workbook; look at the file again');
  const workbook = await workbookOf(container);
  const sheet = workbook.sheets.find(({ name }) => name === plan.sheet);
  if (sheet === undefined)
    throw new FileError(
      'sheet_missing',
      'the workbook has no sheet of the name that is stated; look at the file again',
    );
  const delimiter = plan.delimiter ?? ',';
  let text = '';
  for await (const row of sheetRows(container, workbook, sheet, progress)) {
    text += `${Array.from({ length: row.fieldCount }, (_, index) => cell(row.text(index), delimiter)).join(delimiter)}\n`;
    if (text.length < SHEET_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function cell(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
