import { ApiError } from '@tact/api/without-schemas';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/** Where the answer about the session is kept. */
export const SESSION_KEY = ['session'] as const;

/** What was read is shown again at once and read anew behind it. An answer that says that the session ended brings the sign-in. */
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

/** A session as it is kept: who it is of, and whether it ended meanwhile. */
export interface KeptSession {
  readonly id: string;
  readonly isEnded: boolean;
}

function noticeEnd(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401 || error.code === 'sign_in_failed') return;
  queryClient.setQueryData(SESSION_KEY, ended);
}

/** The same session as one that ended: what is typed behind the sign-in waits there for whom it belongs to. */
export function ended<Kept extends KeptSession>(session: Kept | null | undefined): Kept | null {
  if (session === null || session === undefined) return null;
  return session.isEnded ? session : { ...session, isEnded: true };
}

/** Forgets what somebody else has seen in this browser; whether it is the same person as before. */
export function forgetOthers(session: KeptSession | null): boolean {
  const before = queryClient.getQueryData<KeptSession | null>(SESSION_KEY);
  const isSame = session !== null && before?.id === session.id;
  if (!isSame) queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  return isSame;
}

/**
 * Says who is signed in now; null: nobody. What somebody else has seen in this browser is forgotten; whoever is signed in again goes on, and
 * only what was refused meanwhile is read anew.
 */
export function enterSession(session: KeptSession | null): void {
  const isSame = forgetOthers(session);
  queryClient.setQueryData(SESSION_KEY, session);
  if (isSame) void queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
}
