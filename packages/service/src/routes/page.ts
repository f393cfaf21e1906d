import { API_LIMITS } from '@tact/api';
import type { Page, PageRequest } from '@tact/store';

/** The page that a listing is asked for. */
export function pageRequest(query: {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}): PageRequest {
  return { limit: query.limit ?? API_LIMITS.pageItemsDefault, cursor: query.cursor ?? null };
}

/** A page as it is sent. */
export function pageJson<Item, Json>(
  { items, next }: Page<Item>,
  json: (item: Item) => Json,
): { readonly items: readonly Json[]; readonly next: string | null } {
  return { items: items.map((item) => json(item)), next };
}
