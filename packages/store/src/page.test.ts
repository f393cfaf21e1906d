import { expect, test } from 'vitest';
import { allOf, pagesOf } from './page.ts';
import type { Page, PageRequest } from './ports.ts';

/** A listing of some pages, and what it was asked for. */
function listingOf(pages: readonly (readonly string[])[]) {
  const asked: PageRequest[] = [];
  const list = (page: PageRequest): Promise<Page<string>> => {
    const at = Number(page.cursor ?? 0);
    asked.push(page);
    return Promise.resolve({ items: pages[at] ?? [], next: at + 1 < pages.length ? String(at + 1) : null });
  };
  return { list, asked };
}

test.each<[string, readonly (readonly string[])[], readonly string[]]>([
  ['nothing', [[]], []],
  ['one page', [['a', 'b']], ['a', 'b']],
  ['several pages, one of which is empty', [['a'], [], ['b', 'c']], ['a', 'b', 'c']],
])('a listing of %s is read to its end, in its order', async (_, pages, items) => {
  const { list, asked } = listingOf(pages);
  const read: string[] = [];
  for await (const item of allOf(list)) read.push(item);
  expect(read).toEqual(items);
  expect(asked).toEqual(pages.map((_page, at) => ({ limit: 200, cursor: at === 0 ? null : String(at) })));
});

test('pages come as they are asked for, and no page is read that nobody waits for', async () => {
  const { list, asked } = listingOf([['a'], ['b'], ['c']]);
  for await (const items of pagesOf(list, 1)) if (items.includes('b')) break;
  expect(asked.map(({ limit, cursor }) => [limit, cursor])).toEqual([
    [1, null],
    [1, '1'],
  ]);
});
