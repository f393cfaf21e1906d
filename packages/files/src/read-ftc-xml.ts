import type { BatchMaker } from './batch-maker.ts';
import type { ReadPosition } from './entry.ts';
import type { ReadPlan } from './plan.ts';
import type { TextReader } from './read-values.ts';
import { actionOf, type RowReader } from './row-reader.ts';
import { readNumbers } from './values/number.ts';
import { XmlReader, type XmlToken } from './xml.ts';

/** Attributes of a number in a full list; any other may mean that it is none. */
const KNOWN_ATTRIBUTES: readonly string[] = ['val', 'date'];

/**
 * Reads the FTC's XML lists: `<ph val='5550123'/>` inside `<ac val='212'>`. Seven digits may have lost leading zeros there and get them
 * back (formats.md 1). Taken up, the file is read from its beginning, and as many numbers as were read are passed over.
 */
export function ftcXmlReader(
  plan: ReadPlan,
  rows: RowReader,
  batch: BatchMaker,
  start: ReadPosition,
): TextReader {
  const xml = new XmlReader();
  let area = '';
  let numbers = 0;
  let line = start.line;
  const position = (): ReadPosition => ({ member: start.member, offset: numbers, line });
  return function* read({ bytes }, isLast) {
    try {
      for (const token of xml.tokensOf(bytes, isLast)) {
        if (token.kind === 'close' && token.name === 'ac') area = '';
        if (token.kind !== 'open') continue;
        if (token.name === 'ac') area = token.attributes.get('val') ?? '';
        if (token.name !== 'ph') continue;
        line = token.line;
        if (++numbers <= start.offset) continue;
        if (plan.changeAttribute === null) addOfFullList(token, area, rows, batch);
        else addChange(token, area, plan, plan.changeAttribute, batch);
        if (batch.isFull) yield position();
      }
    } catch (error) {
      // What was read before the break stands, and is handed out first.
      if (!batch.isEmpty) yield position();
      throw error;
    }
    if (!batch.isEmpty) yield position();
  };
}

type OpenTag = XmlToken & { readonly kind: 'open' };

function addOfFullList(
  { attributes, line }: OpenTag,
  area: string,
  rows: RowReader,
  batch: BatchMaker,
): void {
  const unknown = attributes.names().find((name) => !KNOWN_ATTRIBUTES.includes(name));
  const value = attributes.get('val') ?? '';
  if (unknown === undefined) rows.readPair(area, padded(value), line, batch);
  else
    batch.addBad(
      line,
      unknown,
      value,
      'change_unclear',
      'the number has an attribute that may mean that it is deleted; look at the file again, and say what it means',
    );
}

function addChange(
  { attributes, line }: OpenTag,
  area: string,
  plan: ReadPlan,
  attribute: string,
  batch: BatchMaker,
): void {
  const value = attributes.get('val') ?? '';
  const action = actionOf(attributes.get(attribute) ?? '');
  const [read] = readNumbers(`${area}${padded(value)}`, plan);
  const isWhole = /^\d{3}$/.test(area) && /^\d{1,7}$/.test(value);
  if (!action.ok) batch.addBad(line, attribute, value, action.code, action.sentence);
  else if (!isWhole || read === undefined || !read.ok || 'range' in read)
    batch.addBad(
      line,
      'ph',
      value,
      'local_number_invalid',
      'this is no number of seven digits inside an area code; check the file',
    );
  else if (action.action === 'add') batch.addNumber(Number(read.key.slice(1)), line);
  else
    batch.addEntry({
      action: 'delete',
      value: { kind: 'device', key: read.key },
      from: null,
      until: null,
      reason: null,
      line,
    });
}

/** Programs that take numbers for amounts drop their leading zeros. */
function padded(value: string): string {
  return /^\d{1,6}$/.test(value) ? value.padStart(7, '0') : value;
}
