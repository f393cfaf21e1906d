import { API_LIMITS } from '@tact/api/without-schemas';
import type { TableRow } from '@tact/files';
import type { AccountField, Column } from './columns.ts';
import type { Complain } from './contact-row.ts';
import { isStorable, UNSTORABLE_CELL_SENTENCE } from '../storable-text.ts';

/** A debt as a row of a list states it. */
export interface ListedAccount {
  readonly reference: string;
  /** Decimal text, so that no cent is lost; null where the row states none. */
  readonly amount: string | null;
  /** ISO 4217; null: the organization's. */
  readonly currency: string | null;
}

/** Fourteen digits before the point and four behind it, as the account keeps them. */
const AMOUNT = /^\d{1,14}(?:\.\d{1,4})?$/;
const CURRENCY = /^[A-Z]{3}$/;

/** Makes the reader of the debts of a list: a row without a reference has none. `complain` is told what is wrong with a cell. */
export function accountReader(
  columns: readonly Column[],
): (row: TableRow, complain: Complain) => ListedAccount | null {
  const places = new Map<AccountField, number>();
  for (const [index, { use }] of columns.entries()) if (use.kind === 'account') places.set(use.field, index);
  if (places.size === 0) return () => null;
  return (row, complain) => {
    const cell = (field: AccountField) => {
      const column = places.get(field);
      return column === undefined ? '' : row.text(column).trim();
    };
    const [reference, amount, currency] = [cell('reference'), cell('amount'), cell('currency').toUpperCase()];
    const wrong = (field: AccountField, code: string, reason: string) => {
      complain(places.get(field) ?? 0, code, reason);
    };
    if (reference === '') {
      // An amount of nothing would be lost without a word.
      if (amount !== '')
        wrong('amount', 'reference_missing', 'there is an amount and no reference; every account needs one');
      return null;
    }
    if (reference.length > API_LIMITS.nameLengthMax)
      wrong('reference', 'text_too_long', `a reference has at most ${API_LIMITS.nameLengthMax} characters`);
    else if (!isStorable(reference)) wrong('reference', 'text_invalid', UNSTORABLE_CELL_SENTENCE);
    if (amount !== '' && !AMOUNT.test(amount))
      wrong(
        'amount',
        'amount_invalid',
        'an amount has digits and a point alone, such as `1250.00`, with at most four digits behind it',
      );
    if (currency !== '' && !CURRENCY.test(currency))
      wrong('currency', 'currency_invalid', 'a currency is a code of three letters, such as `USD`');
    return { reference, amount: amount === '' ? null : amount, currency: currency === '' ? null : currency };
  };
}
