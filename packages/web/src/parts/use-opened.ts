import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useId } from 'react';

/**
 * Reads what a form begins with: anew for every form that is opened, and once while it is open. What was read for another form may be older
 * than what that form saved, and what somebody else saves meanwhile does not change what is being typed.
 */
export function useOpened<Read>(
  what: readonly string[],
  read: () => Promise<Read>,
): Pick<UseQueryResult<Read>, 'data' | 'error' | 'refetch'> {
  const form = useId();
  return useQuery<Read>({
    queryKey: ['opened', ...what, form],
    queryFn: read,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
