import { ApiError } from '@tact/api/without-schemas';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/** Where the answer about the session is kept. */
export const SESSION_KEY = ['session'] as const;

/** What was read is shown again at once and read anew behind it. An answer that says that the session ended leads to the sign-in. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status >= 500),
    },
  },
});

function noticeEnd(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401 || error.code === 'sign_in_failed') return;
  if (queryClient.getQueryData(SESSION_KEY) === null) return;
  queryClient.setQueryData(SESSION_KEY, null);
}

/** Says who is signed in now; null: nobody. What somebody else has seen in this browser is forgotten. */
export function enterSession(session: unknown): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  queryClient.setQueryData(SESSION_KEY, session);
}
