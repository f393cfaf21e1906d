import { API_LIMITS } from '@tact/api/without-schemas';
import { DEVICE_POSITION_MAX, type DeviceType } from '@tact/engine';
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

/** What a debt of the contact is described by in a list (seed B6). */
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

/** Why columns cannot be read so. `header` is the column that is one too many. */
export type ColumnProblem =
  | { readonly code: 'client_id_missing' }
  | { readonly code: 'devices_too_many'; readonly header: string }
  | { readonly code: 'attributes_too_many'; readonly columns: number }
  | { readonly code: 'use_repeated'; readonly header: string; readonly use: string };

/** What is known of columns before their names are looked at. */
export interface ColumnChoice {
  /** What somebody says of a column, by its place. */
  readonly chosen: ReadonlyMap<number, ColumnUse>;
  /** True: a column with an unknown name is ignored, and is no attribute. */
  readonly ignoreUnknown: boolean;
  /** True: columns that are named like a debt's are read as its. Else only those that somebody has chosen. */
  readonly findsAccounts: boolean;
}

/**
 * Says what each column is read as: first what was chosen, then the many spellings that lists come with; the rest are attributes, or
 * ignored. What cannot be is a problem, and its column is ignored.
 */
export function columnsOf(
  header: readonly string[],
  { chosen, ignoreUnknown, findsAccounts }: ColumnChoice,
): { readonly columns: readonly Column[]; readonly problems: readonly ColumnProblem[] } {
  const fields = fieldsByColumn(header, chosen);
  const accounts = findsAccounts ? accountsByColumn(header, chosen, fields) : NO_ACCOUNTS;
  const { devices, tooMany } = devicePositions(
    header,
    chosen,
    (index) => fields.has(index) || accounts.has(index),
  );
  const names = new AttributeNames();
  const uses = header.map((name, index): ColumnUse => {
    const use = chosen.get(index) ?? fieldUse(fields.get(index)) ?? accounts.get(index) ?? devices.get(index);
    if (use?.kind === 'attribute') return { kind: 'attribute', name: names.take(use.name) };
    if (use !== undefined) return use;
    if (ignoreUnknown || name === '' || tooMany.includes(index)) return { kind: 'ignored' };
    return { kind: 'attribute', name: names.take(name) };
  });
  const columns = header.map((name, index) => ({ header: name, use: uses[index] ?? IGNORED }));
  const hasClientId = uses.some((use) => use.kind === 'field' && use.field === 'clientId');
  const problems: ColumnProblem[] = [
    ...tooMany
      .slice(0, 1)
      .map((index) => ({ code: 'devices_too_many' as const, header: header[index] ?? '' })),
    ...(names.count > API_LIMITS.attributesMax
      ? [{ code: 'attributes_too_many' as const, columns: names.count }]
      : []),
    ...(hasClientId ? [] : [{ code: 'client_id_missing' as const }]),
    ...repeatedUses(columns),
  ];
  return { columns, problems };
}

const IGNORED: ColumnUse = { kind: 'ignored' };
const NO_ACCOUNTS: ReadonlyMap<number, ColumnUse> = new Map();

function fieldUse(field: PlainField | undefined): ColumnUse | undefined {
  return field === undefined ? undefined : { kind: 'field', field };
}

/** Attribute names as custom rules can read them: letters, digits and `_`, each once. */
class AttributeNames {
  readonly #taken = new Set<string>();

  get count(): number {
    return this.#taken.size;
  }

  take(text: string): string {
    const plain = withinUnderscores(
      text
        .normalize('NFD')
        .replaceAll(/\p{M}/gu, '')
        .replaceAll(/[^A-Za-z0-9_]+/g, '_'),
    );
    const base = (/^[A-Za-z_]/.test(plain) ? plain : `_${plain}`).slice(
      0,
      API_LIMITS.attributeNameLengthMax - 4,
    );
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}_${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** Each thing is said by one column: of two for one, either could be the right one. */
function repeatedUses(columns: readonly Column[]): readonly ColumnProblem[] {
  const seen = new Set<string>();
  for (const { header, use } of columns) {
    if (use.kind === 'ignored' || use.kind === 'attribute') continue;
    const name = nameOfUse(use);
    if (seen.has(name)) return [{ code: 'use_repeated', header, use: name }];
    seen.add(name);
  }
  return [];
}

/** What a use is called where columns are mapped: `clientId`, `device2`, `device2.type`, `account.amount`, `attribute:Stage`, `ignore`. */
export function nameOfUse(use: ColumnUse): string {
  switch (use.kind) {
    case 'field':
      return use.field;
    case 'device':
      return `device${use.position}`;
    case 'device-type':
      return `device${use.position}.type`;
    case 'attribute':
      return `attribute:${use.name}`;
    case 'account':
      return `account.${use.field}`;
    case 'ignored':
      return 'ignore';
  }
}

/** The use of such a name, of a column that is called so: a device's type comes from there. Undefined where there is none of the name. */
export function useNamed(text: string, header: string): ColumnUse | undefined {
  const field = PLAIN_FIELDS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (field !== undefined) return { kind: 'field', field };
  if (text === 'ignore') return IGNORED;
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

/** Spellings of what a debt is described by: those that stand first are the surer ones. Without a reference there is no debt to be found. */
const ACCOUNT_SPELLINGS: Readonly<Record<AccountField, readonly string[]>> = {
  reference: words(
    'accountreference accountnumber accountno accountid accountref account reference referencenumber debtreference debtid loannumber ' +
      'loanid invoicenumber invoiceno contractnumber',
  ),
  amount: words(
    'pendingbalance balance outstandingbalance outstandingamount amountdue totalamount amount debtamount totaldue outstanding',
  ),
  currency: words('currency currencycode accountcurrency'),
};

/** The columns that are named like a debt's, where one of them is its reference. */
function accountsByColumn(
  header: readonly string[],
  chosen: ReadonlyMap<number, ColumnUse>,
  fields: ReadonlyMap<number, PlainField>,
): ReadonlyMap<number, ColumnUse> {
  const found = new Map<number, ColumnUse>();
  const taken = new Set([...chosen.values()].map((use) => (use.kind === 'account' ? use.field : '')));
  for (const field of ACCOUNT_FIELDS) {
    if (taken.has(field)) continue;
    const index = bestSpelled(
      header,
      ACCOUNT_SPELLINGS[field],
      (place) => !chosen.has(place) && !fields.has(place),
    );
    if (index !== undefined) found.set(index, { kind: 'account', field });
    else if (field === 'reference') return NO_ACCOUNTS;
  }
  return found;
}

/** The free column whose name stands first among the spellings. */
function bestSpelled(
  header: readonly string[],
  spellings: readonly string[],
  isFree: (index: number) => boolean,
): number | undefined {
  const ranks = header
    .map((name, index) => ({ index, rank: isFree(index) ? spellings.indexOf(plainName(name)) : -1 }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((one, other) => one.rank - other.rank);
  return ranks[0]?.index;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The field of each column that has one, each field once. */
function fieldsByColumn(
  header: readonly string[],
  chosen: ReadonlyMap<number, ColumnUse>,
): ReadonlyMap<number, PlainField> {
  const taken = new Set([...chosen.values()].map((use) => (use.kind === 'field' ? use.field : '')));
  const found = new Map<number, PlainField>();
  for (const field of PLAIN_FIELDS) {
    if (taken.has(field)) continue;
    const best = bestSpelled(header, SPELLINGS[field], (index) => !chosen.has(index));
    if (best !== undefined) found.set(best, field);
  }
  return found;
}

/**
 * Places the device columns: a number in the name is the device's position where that is free; the others follow in the order of the
 * columns, in the places that are left. `tooMany`: columns for which none is.
 */
function devicePositions(
  header: readonly string[],
  chosen: ReadonlyMap<number, ColumnUse>,
  isTaken: (index: number) => boolean,
): { readonly devices: ReadonlyMap<number, ColumnUse>; readonly tooMany: readonly number[] } {
  const read = header.map((name, index) =>
    chosen.has(index) || isTaken(index) ? undefined : deviceColumnOf(name),
  );
  const taken = new Set([...chosen.values()].flatMap((use) => (use.kind === 'device' ? [use.position] : [])));
  const placed = new Map<number, ColumnUse>();
  const tooMany: number[] = [];
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
    if (free === undefined) tooMany.push(index);
    else place(index, free, column);
  }
  for (const [index, column] of read.entries()) {
    if (!column?.isType) continue;
    const owner = devices.find((device) => device.column.subject === column.subject);
    const use = owner === undefined ? undefined : placed.get(owner.index);
    if (use?.kind === 'device') placed.set(index, { kind: 'device-type', position: use.position });
  }
  return { devices: placed, tooMany };
}

/** What stands between the underscores that a text begins and ends with; one is left of a text of nothing else. */
function withinUnderscores(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end - 1 && text[start] === '_') start++;
  while (end > start + 1 && text[end - 1] === '_') end--;
  return text.slice(start, end);
}
