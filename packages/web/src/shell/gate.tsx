import './gate.css';
import { Center } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { sessionQuery } from '../api/session.ts';
import { FailureNote, LoadingNote } from '../parts/notes.tsx';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';

const Shell = lazy(async () => ({ default: (await import('./shell.tsx')).Shell }));

/**
 * Shows the web admin to who is signed in, and the sign-in to everybody else; the address stays, so that a link leads on afterwards. Where a
 * session ends, what was typed stays behind the sign-in, for the same person only.
 */
export function Gate() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  // From the first on, so that it comes before every dialog's own.
  useEffect(() => {
    window.addEventListener('keydown', holdEscape, true);
    return () => window.removeEventListener('keydown', holdEscape, true);
  }, []);
  if (isPending) return <LoadingNote />;
  if (session === null) return <SignInScreen />;
  if (session === undefined)
    return (
      <Center p="xl">
        <FailureNote error={error} onRetry={() => void refetch()} />
      </Center>
    );
  return (
    <>
      <Suspense fallback={<LoadingNote />}>
        <Shell key={session.id} />
      </Suspense>
      {session.isEnded && <SignInAbove />}
    </>
  );
}

/** Esc in the sign-in would close a dialog below it, with what was typed there. */
function holdEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || document.querySelector('dialog[open]') === null) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** The sign-in over the whole page: the browser holds back all that lies below it, open dialogs too. */
function SignInAbove() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="sign-in-above" onCancel={(event) => event.preventDefault()}>
      <SignInScreen />
    </dialog>
  );
}
