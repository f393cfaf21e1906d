import { ApiError } from '@tact/api/without-schemas';
import type { Scope, SessionJson } from '@tact/api';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { ended, forgetOthers, queryClient, SESSION_KEY, type KeptSession } from './query-client.ts';

/** Who is signed in, and by how much the browser's clock is off. */
export interface SignedIn extends SessionJson, KeptSession {
  /** The server's time minus `performance.now()`, milliseconds: the browser's own clock is not asked. */
  readonly serverAheadMs: number;
}

/** Null: nobody is signed in, and nobody was on this page. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async (): Promise<SignedIn | null> => {
    // Without a cookie nobody is signed in: the server says so in the page, because no script reads the cookie.
    if (!hasCookie()) return null;
    try {
      const session = withClock(await client.session.get());
      // In another tab somebody else may have signed in.
      forgetOthers(session);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        return ended(queryClient.getQueryData<SignedIn | null>(SESSION_KEY));
      throw error;
    }
  },
  staleTime: Infinity,
  refetchOnWindowFocus: 'always',
});

function hasCookie(): boolean {
  const told = document.querySelector('meta[name="session-cookie"]')?.getAttribute('content') !== 'no';
  return told || queryClient.getQueryData(SESSION_KEY) != null;
}

/** A session with the difference of the clocks, taken now. */
export function withClock(session: SessionJson): SignedIn {
  return { ...session, isEnded: false, serverAheadMs: Date.parse(session.now) - performance.now() };
}

/** The session of a screen behind the sign-in. */
export function useSession(): SignedIn {
  const { data } = useQuery(sessionQuery);
  if (data === null || data === undefined) throw new Error('a screen was shown to nobody');
  return data;
}

/** Whether whoever is signed in may do something. The server has the last word; this hides what it would refuse. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}
