/** One page of a listing, as the API answers it. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const PAGE_ITEMS = 200;
/** Beyond it a listing is one to search in, not one to choose from. */
const PAGES_MAX = 25;

/** Where a reading of all ends, although there may be more. */
export const READ_ITEMS_MAX = PAGE_ITEMS * PAGES_MAX;

/** All items of a short listing, such as rules to pick from: at most 5,000, page by page. */
export async function readAll<Item>(
  fetchPage: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const read: Page<Item> = await fetchPage({
      limit: PAGE_ITEMS,
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...read.items);
    cursor = read.next;
    if (cursor === null) break;
  }
  return items;
}
