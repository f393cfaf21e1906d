import { ApiError } from '@tact/api/without-schemas';
import { Alert, Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOfError } from '../api/failure.ts';
import { texts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

/** What went wrong, in one sentence, and a way on. */
export function FailureNote({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <Alert color="crimson" icon={<Icon name="warning" />} title={texts.errors.title} role="alert" my="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{sentenceOfError(error)}</Text>
        {onRetry !== undefined && (
          <Button variant="default" size="xs" onClick={onRetry}>
            {texts.actions.retry}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/**
 * What was read, or why it is not there. What is on the screen stays while it cannot be read anew, with a note of that, and behind the sign-in of a
 * session that has ended; what is gone, or may not be seen any more, goes.
 */
export function Loaded<Data>({
  query: { data, error, refetch },
  children,
}: {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly children: (data: Data) => ReactNode;
}) {
  const status = error instanceof ApiError ? error.status : null;
  const note = error !== null && status !== 401 && (
    <FailureNote error={error} onRetry={() => void refetch()} />
  );
  if (data === undefined) return note === false ? <LoadingNote /> : note;
  return (
    <>
      {note}
      {status !== 403 && status !== 404 && children(data)}
    </>
  );
}

/** Nothing is there, and what to do about it. */
export function EmptyNote({
  children,
  action,
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <Center py={48}>
      <Stack align="center" gap="sm" maw={460}>
        <Text c="dimmed" size="sm" ta="center">
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}

/** Something is on its way. */
export function LoadingNote() {
  return (
    <Center py={48}>
      <Loader size="sm" aria-label={texts.states.loading} />
    </Center>
  );
}
