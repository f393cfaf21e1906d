import type { StoredContact } from './contact-list.tsx';

/** The attributes of a contact, as the API has them: texts, numbers, yes or no, or no value. */
export type Attributes = StoredContact['attributes'];

/** What an attribute may be. */
export const ATTRIBUTE_KINDS = ['text', 'number', 'yes', 'no', 'none'] as const;

/** One line of a form: a name, what its value is, and what is typed for a text or a number. */
export interface AttributeRow {
  readonly name: string;
  readonly kind: (typeof ATTRIBUTE_KINDS)[number];
  readonly text: string;
}

/** The attributes as lines, by name. */
export function rowsOf(attributes: Attributes): readonly AttributeRow[] {
  return Object.entries(attributes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ name, ...kindOf(value) }));
}

function kindOf(value: Attributes[string]): Pick<AttributeRow, 'kind' | 'text'> {
  if (value === null) return { kind: 'none', text: '' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no', text: '' };
  return { kind: typeof value === 'number' ? 'number' : 'text', text: `${value}` };
}

/** The lines as attributes; one without a name and a value is left out. Lines that `rowProblem` finds wrong must not be among them. */
export function attributesOf(rows: readonly AttributeRow[]): Attributes {
  return Object.fromEntries(rows.filter((row) => !isEmpty(row)).map((row) => [row.name, valueOf(row)]));
}

function valueOf({ kind, text }: AttributeRow): Attributes[string] {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return Number(text);
    case 'yes':
      return true;
    case 'no':
      return false;
    case 'none':
      return null;
  }
}

/** What keeps a line from being saved: no name, a name that stands above it already, or no number; undefined where nothing does. */
export function rowProblem(
  rows: readonly AttributeRow[],
  index: number,
): 'no-name' | 'twice' | 'no-number' | undefined {
  const row = rows[index];
  if (row === undefined || isEmpty(row)) return undefined;
  if (row.name === '') return 'no-name';
  if (rows.slice(0, index).some(({ name }) => name === row.name)) return 'twice';
  const isNumber = row.text.trim() !== '' && Number.isFinite(Number(row.text));
  return row.kind === 'number' && !isNumber ? 'no-number' : undefined;
}

function isEmpty({ name, kind, text }: AttributeRow): boolean {
  return name === '' && kind === 'text' && text === '';
}
