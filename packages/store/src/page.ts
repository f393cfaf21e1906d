import { parseLocalDate } from '@tact/engine';
import { StoreError } from './errors.ts';
import type { Page, PageRequest } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** Greater than every text that goes on with anything else: the last character there is. For what begins with a text. */
export const AFTER_ALL = '\u{10FFFF}';

/** The key of the last row of a page, as opaque text. */
export function cursorOf(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** What a part of a listing's key is; what is none would fail in the database. */
const IS_PART = {
  id: (part: unknown) => typeof part === 'string' && isUuid(part),
  text: (part: unknown) => typeof part === 'string' && !part.includes('\u0000'),
  date: (part: unknown) => typeof part === 'string' && parseLocalDate(part) !== undefined,
  integer: (part: unknown) => Number.isInteger(part) && Math.abs(part as number) <= INTEGER_MAX,
} as const;

/** PostgreSQL's `integer`. */
const INTEGER_MAX = 2 ** 31 - 1;

/** Reads a cursor of as many parts as the listing's order has. Throws `cursor_invalid` for anything that we did not make. */
export function keyOf(
  cursor: string,
  parts: readonly (keyof typeof IS_PART)[],
): readonly (string | number)[] {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    key = undefined;
  }
  const isOurs =
    Array.isArray(key) &&
    key.length === parts.length &&
    parts.every((part, i) => IS_PART[part]((key as unknown[])[i]));
  if (!isOurs)
    throw new StoreError(
      'cursor_invalid',
      'the cursor is not one that this listing gave; begin again without it',
    );
  return key as (string | number)[];
}

/** Cuts one row more than was asked for into a page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  item: (row: Row) => Item,
  key: (row: Row) => readonly (string | number)[],
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    next: rows.length > limit && last !== undefined ? cursorOf(key(last)) : null,
  };
}

/** Items of a page: the most that a listing gives at once. */
const PAGE_ITEMS_MAX = 200;

/** Everything that a listing has, a page at a time; pages without an item are left out. */
export async function* pagesOf<Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  limit = PAGE_ITEMS_MAX,
): AsyncGenerator<readonly Item[]> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list({ limit, cursor });
    if (page.items.length > 0) yield page.items;
    cursor = page.next;
  } while (cursor !== null);
}

/** Everything that a listing has, read page by page. */
export async function* allOf<Item>(list: (page: PageRequest) => Promise<Page<Item>>): AsyncGenerator<Item> {
  for await (const items of pagesOf(list)) yield* items;
}
