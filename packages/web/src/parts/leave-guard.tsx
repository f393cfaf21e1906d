import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { texts } from '../texts/screen-texts.ts';

const WORDS = texts.kept;

/** Asks before a screen is left on which something was typed that is not saved; the browser asks before the page itself is. */
export function LeaveGuard({ mayLeave }: { readonly mayLeave: () => boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && !mayLeave(),
    withResolver: true,
    enableBeforeUnload: () => !mayLeave(),
  });
  if (status !== 'blocked') return null;
  return (
    <Modal
      opened
      onClose={reset}
      title={<Text fw={640}>{WORDS.leaveTitle}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <Stack gap="md">
        <Text size="sm">{WORDS.leaveAbout}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={reset} data-autofocus>
            {WORDS.stay}
          </Button>
          <Button color="crimson" onClick={proceed}>
            {WORDS.leave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
