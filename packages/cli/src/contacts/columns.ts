import { API_LIMITS } from '@tact/api/without-schemas';
import { DEVICE_POSITION_MAX, type DeviceType } from '@tact/engine';
import { usage } from '../failure.ts';
import { deviceColumnOf, type DeviceColumn } from './device-column.ts';

/** The contact's own fields that a column may hold. */
export const PLAIN_FIELDS = [
  'clientId',
  'name',
  'firstName',
  'lastName',
  'zone',
  'country',
  'region',
  'postalCode',
  'language',
] as const;
/** One of them. */
export type PlainField = (typeof PLAIN_FIELDS)[number];

/** What a debt of the contact is described by in a list (seed B6); read only where `--map` says so. */
export const ACCOUNT_FIELDS = ['reference', 'amount', 'currency'] as const;
/** One of them. */
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

/** What one column of the file is read as. */
export type ColumnUse =
  | { readonly kind: 'field'; readonly field: PlainField }
  | { readonly kind: 'device'; readonly position: number; readonly type: DeviceType }
  | { readonly kind: 'device-type'; readonly position: number }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'account'; readonly field: AccountField }
  | { readonly kind: 'ignored' };

/** A column of the file with its name and what it is read as. */
export interface Column {
  readonly header: string;
  readonly use: ColumnUse;
}

/**
 * Says what each column is read as: first what `overrides` say (`Column=field`), then the many spellings that lists come with; the rest
 * are attributes, or ignored. Throws a usage failure for an override that names no column or no field, for more than ten devices, and
 * for a file without a client id.
 */
export function mapColumns(
  header: readonly string[],
  options: { readonly overrides: readonly string[]; readonly ignoreUnknown: boolean },
): readonly Column[] {
  const chosen = overridesOf(header, options.overrides);
  const fields = fieldsByColumn(header, chosen);
  const devices = devicePositions(header, chosen, fields);
  const names = new AttributeNames();
  const uses = header.map((name, index): ColumnUse => {
    const field = fields.get(index);
    const use = chosen.get(index) ?? (field === undefined ? devices.get(index) : { kind: 'field', field });
    if (use?.kind === 'attribute') return { kind: 'attribute', name: names.take(use.name) };
    if (use !== undefined) return use;
    return options.ignoreUnknown || name === ''
      ? { kind: 'ignored' }
      : { kind: 'attribute', name: names.take(name) };
  });
  names.check();
  if (!uses.some((use) => use.kind === 'field' && use.field === 'clientId')) {
    throw usage(
      `no column is the contact's client id; name it with --map "Column=clientId" (the columns are ${quoted(header)})`,
    );
  }
  return header.map((name, index) => ({ header: name, use: uses[index] ?? { kind: 'ignored' } }));
}

/** Attribute names as custom rules can read them: letters, digits and `_`, each once. */
class AttributeNames {
  readonly #taken = new Set<string>();

  take(text: string): string {
    const plain = text
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^A-Za-z0-9_]+/g, '_')
      .replaceAll(/^_+(?=.)|(?<=.)_+$/g, '');
    const base = (/^[A-Za-z_]/.test(plain) ? plain : `_${plain}`).slice(
      0,
      API_LIMITS.attributeNameLengthMax - 4,
    );
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}_${number}`;
    this.#taken.add(name);
    return name;
  }

  check(): void {
    if (this.#taken.size <= API_LIMITS.attributesMax) return;
    throw usage(
      `a contact has at most ${API_LIMITS.attributesMax} attributes, and the file has ${this.#taken.size} such columns; leave them out with --ignore-unknown, or some with --map "Column=ignore"`,
    );
  }
}

/** The mapping as people read it, one line a column. */
export function describeMapping(columns: readonly Column[]): string {
  const width = Math.min(40, Math.max(...columns.map(({ header }) => header.length)));
  return columns.map(({ header, use }) => `  ${header.padEnd(width)}  ${describeUse(use)}`).join('\n');
}

function describeUse(use: ColumnUse): string {
  switch (use.kind) {
    case 'field':
      return use.field;
    case 'device':
      return `device ${use.position}${use.type === 'unknown' ? '' : ` (${use.type})`}`;
    case 'device-type':
      return `type of device ${use.position}`;
    case 'attribute':
      return `attribute \`${use.name}\``;
    case 'account':
      return `${use.field} of its account`;
    case 'ignored':
      return 'ignored';
  }
}

/** Spellings, without case and punctuation. Where a file has several of one field, the one that stands first here is it. */
const SPELLINGS: Readonly<Record<PlainField, readonly string[]>> = {
  clientId: words(
    'clientid cclientid contactid customerid clientnumber contactnumber customernumber clientno customerno externalid clientref ' +
      'customerref debtorid consumerid personid crmid recordid client contactkey id',
  ),
  name: words('name fullname contactname clientname customername cname debtorname'),
  firstName: words('firstname givenname forename first cfirstname fname'),
  lastName: words('lastname surname familyname last clastname lname'),
  zone: words('timezone zone tz tzname ctzname ianatimezone contacttimezone localtimezone'),
  country: words('country countrycode ccountrycodeiso countryiso countryname iso2 nation addresscountry'),
  region: words(
    'region state province stateprovince provincestate statecode cstatecode regioncode county addressstate',
  ),
  postalCode: words('postalcode postcode zip zipcode cpostalcode postal plz zippostalcode addresszip'),
  language: words('language lang locale preferredlanguage contactlanguage'),
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** The column that is spelled as the field; null where there is none. */
export function spelledField(header: readonly string[], field: PlainField): number | null {
  for (const [index, found] of fieldsByColumn(header, new Map())) if (found === field) return index;
  return null;
}

/** The field of each column that has one, each field once. */
function fieldsByColumn(
  header: readonly string[],
  chosen: ReadonlyMap<number, ColumnUse>,
): ReadonlyMap<number, PlainField> {
  const taken = new Set([...chosen.values()].map((use) => (use.kind === 'field' ? use.field : '')));
  const plain = header.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const found = new Map<number, PlainField>();
  for (const field of PLAIN_FIELDS) {
    if (taken.has(field)) continue;
    const ranks = plain
      .map((name, index) => ({ index, rank: chosen.has(index) ? -1 : SPELLINGS[field].indexOf(name) }))
      .filter(({ rank }) => rank >= 0)
      .toSorted((one, other) => one.rank - other.rank);
    const best = ranks[0];
    if (best !== undefined) found.set(best.index, field);
  }
  return found;
}

/**
 * Places the device columns: a number in the name is the device's position where that is free; the others follow in the order of the
 * columns, in the places that are left.
 */
function devicePositions(
  header: readonly string[],
  chosen: ReadonlyMap<number, ColumnUse>,
  fields: ReadonlyMap<number, PlainField>,
): ReadonlyMap<number, ColumnUse> {
  const read = header.map((name, index) =>
    chosen.has(index) || fields.has(index) ? undefined : deviceColumnOf(name),
  );
  const taken = new Set([...chosen.values()].flatMap((use) => (use.kind === 'device' ? [use.position] : [])));
  const placed = new Map<number, ColumnUse>();
  const place = (index: number, position: number, column: DeviceColumn) => {
    taken.add(position);
    placed.set(index, { kind: 'device', position, type: column.type });
  };
  const devices = [...read.entries()].flatMap(([index, column]) =>
    column === undefined || column.isType ? [] : [{ index, column }],
  );
  for (const { index, column } of devices) {
    const { number } = column;
    if (number !== null && number <= DEVICE_POSITION_MAX && !taken.has(number)) place(index, number, column);
  }
  for (const { index, column } of devices) {
    if (placed.has(index)) continue;
    const free = Array.from({ length: DEVICE_POSITION_MAX }, (_, at) => at + 1).find((at) => !taken.has(at));
    if (free === undefined) {
      throw usage(
        `a contact has at most ${DEVICE_POSITION_MAX} devices, and \`${header[index] ?? ''}\` is one more; leave a column out with --map "${header[index] ?? ''}=ignore"`,
      );
    }
    place(index, free, column);
  }
  for (const [index, column] of read.entries()) {
    if (!column?.isType) continue;
    const owner = devices.find((device) => device.column.subject === column.subject);
    const use = owner === undefined ? undefined : placed.get(owner.index);
    if (use?.kind === 'device') placed.set(index, { kind: 'device-type', position: use.position });
  }
  return placed;
}

/** Reads `Column=field`, with the field as `--help` lists them. */
function overridesOf(header: readonly string[], overrides: readonly string[]): Map<number, ColumnUse> {
  const chosen = new Map<number, ColumnUse>();
  for (const override of overrides) {
    const at = override.lastIndexOf('=');
    const name = override.slice(0, Math.max(0, at)).trim();
    const index = header.findIndex(
      (column) => column === name || column.toLowerCase() === name.toLowerCase(),
    );
    if (at < 1 || index < 0) {
      throw usage(
        `--map \`${override}\` names no column of the file; write "Column=field" (the columns are ${quoted(header)})`,
      );
    }
    const use = useNamed(override.slice(at + 1).trim(), header[index] ?? name);
    if (use === undefined) {
      throw usage(
        `--map \`${override}\` names no field; there are ${PLAIN_FIELDS.join(', ')}, device1 to device10, device1.type to device10.type, account.reference, account.amount, account.currency, attribute, attribute:NAME and ignore`,
      );
    }
    chosen.set(index, use);
  }
  return chosen;
}

function useNamed(text: string, header: string): ColumnUse | undefined {
  const field = PLAIN_FIELDS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (field !== undefined) return { kind: 'field', field };
  if (text === 'ignore') return { kind: 'ignored' };
  if (text === 'attribute') return { kind: 'attribute', name: header };
  if (/^attribute:./.test(text)) return { kind: 'attribute', name: text.slice('attribute:'.length).trim() };
  const account = ACCOUNT_FIELDS.find((name) => `account.${name}` === text.toLowerCase());
  if (account !== undefined) return { kind: 'account', field: account };
  const device = /^device(\d{1,2})(\.type)?$/.exec(text);
  const position = Number(device?.[1]);
  if (!(position >= 1 && position <= DEVICE_POSITION_MAX)) return undefined;
  return device?.[2] === undefined
    ? { kind: 'device', position, type: deviceColumnOf(header)?.type ?? 'unknown' }
    : { kind: 'device-type', position };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
