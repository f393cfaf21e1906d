import type { client } from '../../api/client.ts';

/** What the server found in a file. */
export type FoundFile = Awaited<ReturnType<typeof client.listImports.inspect>>;
/** What a column is read as. */
export type ColumnUse = FoundFile['plan']['columns'][number];

/** What whoever imports says of a file; empty texts and null are left to the proposal. */
export interface ImportSettings {
  readonly mode: 'append' | 'replace' | 'remove';
  readonly defaultCountry: string;
  readonly zone: string;
  readonly dateOrder: 'day_first' | 'month_first' | null;
  readonly baseVersion: string;
  readonly versionAt: string | null;
  readonly label: string;
  /** Null: as proposed. */
  readonly columns: readonly ColumnUse[] | null;
  readonly headerRows: number | null;
  readonly restoresZeros: boolean;
  readonly takesRanges: boolean;
}

/** Nothing is said of the file yet. */
export const EMPTY_SETTINGS: ImportSettings = {
  mode: 'append',
  defaultCountry: '',
  zone: '',
  dateOrder: null,
  baseVersion: '',
  versionAt: null,
  label: '',
  columns: null,
  headerRows: null,
  restoresZeros: false,
  takesRanges: false,
};

/** What is to be read otherwise than proposed. */
export function changesOf({ columns, headerRows, restoresZeros, takesRanges }: ImportSettings) {
  return {
    ...(columns === null ? {} : { columns }),
    ...(headerRows === null ? {} : { headerRows }),
    ...(restoresZeros ? { lostZero: 'restore' as const } : {}),
    ...(takesRanges ? { wildcards: 'range' as const } : {}),
  };
}

/** The settings as the API takes them. */
export function queryOf(fileName: string, settings: ImportSettings) {
  const { mode, versionAt, label } = settings;
  return {
    ...readingQueryOf(fileName, settings),
    mode,
    ...(versionAt === null ? {} : { versionAt }),
    ...(label === '' ? {} : { label }),
  };
}

/** Those alone by which the file is read. */
export function readingQueryOf(fileName: string, settings: ImportSettings) {
  const { defaultCountry, zone, dateOrder, baseVersion } = settings;
  const changes = changesOf(settings);
  return {
    fileName,
    ...(defaultCountry === '' ? {} : { defaultCountry }),
    ...(zone === '' ? {} : { zone }),
    ...(dateOrder === null ? {} : { dateOrder }),
    ...(baseVersion === '' ? {} : { baseVersion }),
    ...(Object.keys(changes).length === 0 ? {} : { plan: JSON.stringify(changes) }),
  };
}
