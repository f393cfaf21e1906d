import { API_LIMITS } from '@tact/api/without-schemas';
import type { AttributeValue, ClientId, CountryCode, DeviceType } from '@tact/engine';
import { countryCode, parseEmail, parseNumber, placeOfContact, regionCode } from '@tact/places';
import type { ContactFields, Device } from '@tact/store';
import type { TableRow } from '@tact/files';
import { accountReader, type ListedAccount } from './account-row.ts';
import type { Column, PlainField } from './columns.ts';
import { isStorable, UNSTORABLE_CELL_SENTENCE } from '../storable-text.ts';

/** Why a row was left out: one cell and what is wrong with it. */
export interface CellProblem {
  readonly line: number;
  /** Empty: the row as a whole. */
  readonly column: string;
  readonly value: string;
  /** The kind of what is wrong, the same for all cells of it. */
  readonly code: string;
  readonly reason: string;
}

/** What one row became. */
export type ReadRow =
  | {
      readonly ok: true;
      readonly contact: ContactFields;
      /** The debt that the row is about; null: none. */
      readonly account: ListedAccount | null;
      readonly repeatedDevices: number;
    }
  | { readonly ok: false; readonly problems: readonly CellProblem[] };

/** How cells are read that do not say everything themselves. */
export interface RowSettings {
  /** ISO 3166-1: the country of numbers without a calling code, where the row names no country. */
  readonly defaultCountry: string;
  /** The country of addresses that name none; null leaves them without one. */
  readonly addressCountry: string | null;
}

/** Makes the reader of the rows of one file. */
export function contactReader(columns: readonly Column[], settings: RowSettings): (row: TableRow) => ReadRow {
  const plan = planOf(columns);
  const readAccount = accountReader(columns);
  return (row) => {
    const problems: CellProblem[] = [];
    const complain: Complain = (column, code, reason) => {
      problems.push({
        line: row.line,
        column: columns[column]?.header ?? '',
        value: row.text(column).trim(),
        code,
        reason,
      });
    };
    if (row.problem !== null) {
      const problem = { line: row.line, column: '', value: '', code: 'row_broken', reason: row.problem };
      return { ok: false, problems: [problem] };
    }
    const field = (name: PlainField) => cell(row, plan.fields.get(name));
    const clientId = readClientId(row, plan, complain);
    const address = readAddress(field, plan, settings, complain);
    const { devices, repeated } = readDevices(
      row,
      plan,
      address.country ?? settings.defaultCountry,
      complain,
    );
    const name = readName(field, plan, complain);
    const language = readLanguage(field, plan, complain);
    const attributes = readAttributes(row, plan, complain);
    const account = readAccount(row, complain);
    if (problems.length > 0) return { ok: false, problems };
    const contact = { clientId: clientId as ClientId, name, ...address, language, attributes, devices };
    return { ok: true, contact, account, repeatedDevices: repeated };
  };
}

/** The columns sorted by what they are read as, as places in the row. */
interface Plan {
  readonly fields: ReadonlyMap<PlainField, number>;
  readonly devices: readonly {
    readonly column: number;
    readonly position: number;
    readonly type: DeviceType;
  }[];
  readonly deviceTypes: ReadonlyMap<number, number>;
  readonly attributes: readonly { readonly column: number; readonly name: string }[];
}

/** Told of what is wrong with a cell: its column, the kind, and one sentence. */
export type Complain = (column: number, code: string, reason: string) => void;
type Field = (name: PlainField) => string;

function planOf(columns: readonly Column[]): Plan {
  const fields = new Map<PlainField, number>();
  const devices: { column: number; position: number; type: DeviceType }[] = [];
  const deviceTypes = new Map<number, number>();
  const attributes: { column: number; name: string }[] = [];
  for (const [column, { use }] of columns.entries()) {
    switch (use.kind) {
      case 'field':
        fields.set(use.field, column);
        break;
      case 'device':
        devices.push({ column, position: use.position, type: use.type });
        break;
      case 'device-type':
        deviceTypes.set(use.position, column);
        break;
      case 'attribute':
        attributes.push({ column, name: use.name });
        break;
      case 'account':
      case 'ignored':
        break;
    }
  }
  return { fields, devices: devices.toSorted((a, b) => a.position - b.position), deviceTypes, attributes };
}

/** A cell without the space around it; empty where the file has no such column. */
function cell(row: TableRow, column: number | undefined): string {
  return column === undefined ? '' : row.text(column).trim();
}

const DAMAGED = /^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i;
const DAMAGED_REASON =
  'a spreadsheet has rounded this number, and its digits are lost; export the list again with the column as text';
const CONTROL = /\p{Cc}/u;

function readClientId(row: TableRow, { fields }: Plan, complain: Complain): string {
  const column = fields.get('clientId') ?? 0;
  const text = cell(row, column);
  if (text === '') complain(column, 'client_id_missing', 'there is no client id; every contact needs one');
  else if (text.length > API_LIMITS.clientIdLengthMax)
    complain(column, 'text_too_long', `a client id has at most ${API_LIMITS.clientIdLengthMax} characters`);
  else if (CONTROL.test(text))
    complain(column, 'text_invalid', 'a client id has no line breaks or other control characters');
  else if (!isStorable(text)) complain(column, 'text_invalid', UNSTORABLE_CELL_SENTENCE);
  else if (DAMAGED.test(text)) complain(column, 'digits_lost', DAMAGED_REASON);
  return text;
}

type Address = Pick<ContactFields, 'zone' | 'country' | 'region' | 'postalCode'>;

const NO_ADDRESS: Address = { zone: null, country: null, region: null, postalCode: null };

function readAddress(field: Field, { fields }: Plan, settings: RowSettings, complain: Complain): Address {
  const stated = {
    zone: field('zone'),
    country: field('country'),
    region: field('region'),
    postalCode: field('postalCode'),
  };
  const isAddress = stated.region !== '' || stated.postalCode !== '';
  if (stated.country === '' && isAddress) stated.country = settings.addressCountry ?? '';
  const found = placeOfContact(stated);
  if (!found.ok) {
    complain(fields.get(FIELD_OF[found.code]) ?? 0, found.code, found.sentence);
    return NO_ADDRESS;
  }
  const country = stated.country === '' ? null : countryCode(stated.country);
  return {
    zone: stated.zone === '' ? null : stated.zone,
    country,
    // What the postal code tells of the region is worked out when deciding; stored is what the list states.
    region: country === null || stated.region === '' ? null : regionCode(country, stated.region),
    postalCode: found.place.postalCode,
  };
}

const FIELD_OF = {
  timezone_unknown: 'zone',
  country_unknown: 'country',
  country_missing: 'region',
  region_unknown: 'region',
  postal_code_invalid: 'postalCode',
} as const satisfies Record<string, PlainField>;

function readDevices(
  row: TableRow,
  plan: Plan,
  country: string,
  complain: Complain,
): { readonly devices: readonly Device[]; readonly repeated: number } {
  const devices: Device[] = [];
  let repeated = 0;
  for (const { column, position, type: typeOfColumn } of plan.devices) {
    const text = cell(row, column);
    if (text === '') continue;
    if (DAMAGED.test(text)) {
      complain(column, 'digits_lost', DAMAGED_REASON);
      continue;
    }
    const parsed = text.includes('@') ? parseEmail(text) : parseNumber(text, country as CountryCode);
    if (!parsed.ok) {
      complain(column, parsed.code, parsed.sentence);
      continue;
    }
    const typeColumn = plan.deviceTypes.get(position);
    const stated = cell(row, typeColumn);
    const type = stated === '' ? typeOfColumn : deviceTypeOf(stated);
    if (type === undefined)
      complain(
        typeColumn ?? column,
        'device_type_unknown',
        `\`${stated}\` is no device type; there are landline, mobile, other`,
      );
    else if (devices.some(({ key }) => key === parsed.key)) repeated++;
    else devices.push({ position, key: parsed.key, type });
  }
  return { devices, repeated };
}

/** What a cell says that a device is. A home or work phone may be a mobile: it stays unknown. */
function deviceTypeOf(text: string): DeviceType | undefined {
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return Object.hasOwn(DEVICE_TYPE_WORDS, word) ? DEVICE_TYPE_WORDS[word] : undefined;
}

const DEVICE_TYPE_WORDS: Readonly<Record<string, DeviceType>> = {
  landline: 'landline',
  fixed: 'landline',
  fixedline: 'landline',
  mobile: 'mobile',
  mobilephone: 'mobile',
  cell: 'mobile',
  cellphone: 'mobile',
  cellular: 'mobile',
  wireless: 'mobile',
  whatsapp: 'mobile',
  other: 'other',
  voip: 'other',
  email: 'other',
  unknown: 'unknown',
  home: 'unknown',
  homephone: 'unknown',
  work: 'unknown',
  workphone: 'unknown',
  phone: 'unknown',
};

function readName(field: Field, { fields }: Plan, complain: Complain): string | null {
  const whole = field('name');
  const name =
    whole === '' ? [field('firstName'), field('lastName')].filter((part) => part !== '').join(' ') : whole;
  const column = fields.get('name') ?? fields.get('lastName') ?? fields.get('firstName') ?? 0;
  if (name.length > API_LIMITS.nameLengthMax)
    complain(column, 'text_too_long', `a name has at most ${API_LIMITS.nameLengthMax} characters`);
  else if (!isStorable(name)) complain(column, 'text_invalid', UNSTORABLE_CELL_SENTENCE);
  return name === '' ? null : name;
}

function readLanguage(field: Field, { fields }: Plan, complain: Complain): string | null {
  const language = field('language');
  if (language.length > API_LIMITS.languageLengthMax)
    complain(
      fields.get('language') ?? 0,
      'text_too_long',
      `a language has at most ${API_LIMITS.languageLengthMax} characters; use a code such as \`en\``,
    );
  else if (!isStorable(language))
    complain(fields.get('language') ?? 0, 'text_invalid', UNSTORABLE_CELL_SENTENCE);
  return language === '' ? null : language;
}

/** Attributes stay text, as they stand in the list; an empty cell is no attribute. */
function readAttributes(
  row: TableRow,
  { attributes }: Plan,
  complain: Complain,
): Readonly<Record<string, AttributeValue>> {
  const read: Record<string, AttributeValue> = {};
  for (const { column, name } of attributes) {
    const text = cell(row, column);
    if (text.length > API_LIMITS.attributeLengthMax)
      complain(
        column,
        'text_too_long',
        `an attribute has at most ${API_LIMITS.attributeLengthMax} characters`,
      );
    // One such cell would end a whole import.
    else if (!isStorable(text)) complain(column, 'text_invalid', UNSTORABLE_CELL_SENTENCE);
    else if (text !== '') read[name] = text;
  }
  return read;
}
