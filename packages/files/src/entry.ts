import type { DeviceKey, SpanEdge } from '@tact/engine';

/** What an entry names. */
export type EntryValue =
  /** A phone number in E.164, or an e-mail address in lower case. */
  | { readonly kind: 'device'; readonly key: DeviceKey }
  /** Every address of a mail domain, in lower case, without `@`. */
  | { readonly kind: 'email_domain'; readonly domain: string }
  | { readonly kind: 'client'; readonly clientId: string }
  /** All numbers from `first` (in) to `end` (out), as the digits of E.164 without `+`. */
  | { readonly kind: 'number_range'; readonly first: number; readonly end: number };

/** A good row, or one of the good values of a row. */
export interface Entry {
  /** `delete` comes only from a change list, and only from its explicit code. */
  readonly action: 'add' | 'delete';
  readonly value: EntryValue;
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
  readonly reason: string | null;
  /** The line of the file on which the row begins, from 1; of a sheet, its row. */
  readonly line: number;
}

/** Why a row, or one value of it, is not taken. Numbers' and addresses' own problems have the codes of `@tact/places`. */
export type BadRowCode =
  | 'value_missing'
  | 'value_too_long'
  | 'text_unreadable'
  | 'quote_broken'
  | 'row_too_long'
  | 'too_many_fields'
  | 'digits_lost'
  | 'digits_grouped'
  | 'leading_zero_lost'
  | 'number_became_date'
  | 'spreadsheet_error'
  | 'several_numbers'
  | 'wildcard_unexpected'
  | 'wildcard_unclear'
  | 'area_code_invalid'
  | 'local_number_invalid'
  | 'client_id_too_long'
  | 'email_domain_invalid'
  | 'date_invalid'
  | 'date_unclear'
  | 'time_zone_missing'
  | 'days_invalid'
  | 'days_unclear'
  | 'span_reversed'
  | 'change_code_unknown'
  | 'change_unclear'
  | (string & Record<never, never>);

/** A row, or a value of one, that is not taken; the good values of the same row are. */
export interface BadRow {
  readonly line: number;
  /** The column's name, or its place from 1 where it has none; null where the row as a whole is meant. */
  readonly column: string | null;
  /** What stands there, shortened. It may be a number or a name: for the person who imports, never for a log. */
  readonly value: string;
  readonly code: BadRowCode;
  /** One sentence, which does not repeat the value. */
  readonly sentence: string;
}

/** Where reading can be taken up: always between two rows. A plain value, to be kept as JSON. */
export interface ReadPosition {
  /** Which of the plan's members, from 0. */
  readonly member: number;
  /** Bytes of the member's text as UTF-8; for sheets and XML, rows or numbers passed. */
  readonly offset: number;
  /** The line that comes next, from 1. */
  readonly line: number;
}

/** Where a file begins. */
export const FILE_START: ReadPosition = { member: 0, offset: 0, line: 1 };

/** Some rows of a file, in its order: numbers that have nothing else to them apart, since most lists have only these. */
export interface EntryBatch {
  /** Digits of E.164 without `+` of entries to add that have no from, until or reason. Not sorted; repeats are in. */
  readonly numbers: Float64Array;
  /** The line of one of `numbers`, by its index. */
  lineOfNumber(index: number): number;
  readonly entries: readonly Entry[];
  readonly badRows: readonly BadRow[];
  /** The name of the zip member, or of the file, that the batch is from. */
  readonly member: string;
  /** Where reading can be taken up after this batch. */
  readonly position: ReadPosition;
  /** Bytes of the file itself, packed as it may be, that were read so far: for progress. */
  readonly bytesRead: number;
}
