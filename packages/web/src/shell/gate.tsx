import { Center } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { sessionQuery } from '../api/session.ts';
import { FailureNote, LoadingNote } from '../parts/notes.tsx';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';

const Shell = lazy(async () => ({ default: (await import('./shell.tsx')).Shell }));

/** Shows the web admin to who is signed in, and the sign-in to everybody else; the address stays, so that a link leads on afterwards. */
export function Gate() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  if (isPending) return <LoadingNote />;
  if (session === null) return <SignInScreen />;
  if (session === undefined)
    return (
      <Center p="xl">
        <FailureNote error={error} onRetry={() => void refetch()} />
      </Center>
    );
  return (
    <Suspense fallback={<LoadingNote />}>
      <Shell />
    </Suspense>
  );
}
