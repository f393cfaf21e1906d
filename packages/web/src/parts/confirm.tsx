import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { FailureNote } from './notes.tsx';

/** Asks before something that cannot be taken back, and says what it leads to. */
export function Confirm(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly about: ReactNode;
  readonly action: string;
  readonly isSafe?: boolean;
  readonly isReady?: boolean;
  readonly children?: ReactNode;
  readonly run: () => Promise<unknown>;
  readonly onDone: () => void;
}) {
  const {
    isOpen,
    onClose,
    title,
    about,
    action,
    isSafe = false,
    isReady = true,
    children,
    run,
    onDone,
  } = props;
  const mutation = useMutation({
    mutationFn: run,
    onSuccess: () => {
      onClose();
      onDone();
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={<Text fw={640}>{title}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutation.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm" component="div">
            {about}
          </Text>
          {children}
          {mutation.error !== null && <FailureNote error={mutation.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {texts.actions.cancel}
            </Button>
            <Button
              type="submit"
              color={isSafe ? 'teal' : 'crimson'}
              loading={mutation.isPending}
              disabled={!isReady}
              data-autofocus
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
