import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { createContext, use, useEffect } from 'react';
import { texts } from '../texts/screen-texts.ts';

const WORDS = texts.kept;

/** What the forms on the screen say: whether they hold nothing that is not saved. */
const forms = new Set<() => boolean>();

/** Whether no form on the screen holds anything that is not saved. */
export function mayLeaveScreen(): boolean {
  return [...forms].every((mayLeave) => mayLeave());
}

/** Whether what is around it asks already before something is left. */
export const Guarded = createContext(false);

interface Guard {
  readonly mayLeave: () => boolean;
}

/** Asks before a screen is left on which something was typed that is not saved; the browser asks before the page itself is. */
export function LeaveGuard({ mayLeave }: Guard) {
  return use(Guarded) ? null : <AskingGuard mayLeave={mayLeave} />;
}

function AskingGuard({ mayLeave }: Guard) {
  useEffect(() => {
    forms.add(mayLeave);
    return () => {
      forms.delete(mayLeave);
    };
  }, [mayLeave]);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && !mayLeave(),
    withResolver: true,
    enableBeforeUnload: () => !mayLeave(),
  });
  return status === 'blocked' ? <LeaveQuestion onStay={reset} onLeave={proceed} /> : null;
}

/** The question itself. */
export function LeaveQuestion({
  onStay,
  onLeave,
}: {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}) {
  return (
    <Modal
      opened
      onClose={onStay}
      title={<Text fw={640}>{WORDS.leaveTitle}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <Stack gap="md">
        <Text size="sm">{WORDS.leaveAbout}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onStay} data-autofocus>
            {WORDS.stay}
          </Button>
          <Button color="crimson" onClick={onLeave}>
            {WORDS.leave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
