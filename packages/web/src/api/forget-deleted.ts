import type { QueryClient } from '@tanstack/react-query';

/** Reads the listings of an area anew after one of its things was deleted; what was deleted itself is not asked for again. */
export function forgetDeleted(queryClient: QueryClient, area: string): void {
  for (const listing of ['list', 'all', 'names'])
    void queryClient.invalidateQueries({ queryKey: [area, listing] });
}
