import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

/** A file inside a zip file of tests. */
export interface MadeMember {
  readonly name: string;
  readonly content: Buffer | string;
  readonly isStored?: boolean;
  readonly isEncrypted?: boolean;
  /** What the directory claims, where it should lie. */
  readonly checksum?: number;
}

/** A zip file, written by hand so that it can be wrong on purpose. */
export function makeZip(members: readonly MadeMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isStored = false, isEncrypted = false, checksum } of members) {
    const bytes = Buffer.from(content);
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isEncrypted ? 0x801 : 0x800, 8);
    entry.writeUInt16LE(isStored ? 0 : 8, 10);
    entry.writeUInt32LE(checksum ?? crc32(bytes), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, whole, end]);
}

/** A cell of a made workbook, as XML: `<c r="A1"><v>1</v></c>` without its place. */
export type MadeCell = string;

/** A cell with a number. `style` is an index: 1 is a date, 2 shows ten digits with leading zeros, 3 a number with an exponent. */
export const numberCell = (value: number | string, style = 0): MadeCell =>
  `<c s="${style}"><v>${value}</v></c>`;
/** A cell with a text of its own. */
export const textCell = (text: string): MadeCell =>
  `<c t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
/** A cell that refers to a shared text. */
export const sharedCell = (index: number): MadeCell => `<c t="s"><v>${index}</v></c>`;

/** A sheet: rows of cells; an empty text is no cell. */
export interface MadeSheet {
  readonly name: string;
  readonly rows: readonly (readonly MadeCell[])[];
  readonly isHidden?: boolean;
}

/** A workbook of sheets and shared texts. */
export function makeWorkbook(sheets: readonly MadeSheet[], sharedTexts: readonly string[] = []): Buffer {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const list = sheets.map(
    ({ name, isHidden = false }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0000000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="11"/></cellXfs></styleSheet>';
  return makeZip([
    { name: '[Content_Types].xml', content: `${head}<Types/>` },
    {
      name: 'xl/workbook.xml',
      content: `${head}<workbook xmlns:r="r"><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${head}<Relationships>${relations.join('')}</Relationships>`,
    },
    { name: 'xl/styles.xml', content: head + styles },
    {
      name: 'xl/sharedStrings.xml',
      content: `${head}<sst>${sharedTexts.map((text) => `<si><r><t>${text}</t></r><rPh><t>guide</t></rPh></si>`).join('')}</sst>`,
    },
    ...sheets.map(({ rows }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `${head}<worksheet><sheetData>${rows.map(rowXml).join('')}</sheetData></worksheet>`,
    })),
  ]);
}

function rowXml(cells: readonly MadeCell[], index: number): string {
  const placed = cells.map((cell, column) =>
    cell.replace('<c', `<c r="${String.fromCharCode(65 + column)}${index + 1}"`),
  );
  return `<row r="${index + 1}">${placed.join('')}</row>`;
}
