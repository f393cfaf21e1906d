import type { client } from '../../api/client.ts';

/** What the server found in a file of contacts. */
export type FoundContacts = Awaited<ReturnType<typeof client.contactImports.inspect>>;
/** An import as the API answers it. */
export type StoredContactImport = Awaited<ReturnType<typeof client.contactImports.get>>;

type Plan = FoundContacts['plan'];

/** What whoever imports says of a file; null and an empty text are left to the proposal. */
export interface ContactFileSettings {
  readonly defaultCountry: string;
  readonly contactListId: string | null;
  readonly member: string | null;
  readonly encoding: Plan['encoding'] | null;
  readonly delimiter: Plan['delimiter'];
  readonly sheet: string | null;
  readonly headerRows: number | null;
  /** What each column is read as. */
  readonly columns: readonly string[] | null;
}

/** Nothing is said of the file yet. */
export const EMPTY_SETTINGS: ContactFileSettings = {
  defaultCountry: '',
  contactListId: null,
  member: null,
  encoding: null,
  delimiter: null,
  sheet: null,
  headerRows: null,
  columns: null,
};

/** The settings by which the file is read, as the API takes them. */
export function readingQueryOf(fileName: string, settings: ContactFileSettings) {
  const { defaultCountry, member, encoding, delimiter, sheet, headerRows, columns } = settings;
  const change = Object.entries({ member, encoding, delimiter, sheet, headerRows, columns }).filter(
    ([, value]) => value !== null,
  );
  return {
    fileName,
    ...(defaultCountry === '' ? {} : { defaultCountry }),
    ...(change.length === 0 ? {} : { plan: JSON.stringify(Object.fromEntries(change)) }),
  };
}
