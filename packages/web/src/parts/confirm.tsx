import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { FormModal } from './form-modal.tsx';
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
  /** Something was typed into it that would be lost. */
  readonly isTyped?: boolean;
  readonly children?: ReactNode;
  readonly run: () => Promise<unknown>;
  readonly onDone: () => void;
}) {
  const { isOpen, onClose, title, about, action, children, run, onDone } = props;
  const { isSafe = false, isReady = true, isTyped = false } = props;
  // Asked by the router before this is drawn again.
  const isDone = useRef(false);
  const mutation = useMutation({
    mutationFn: run,
    onSuccess: () => {
      isDone.current = true;
      onClose();
      onDone();
    },
  });
  return (
    <FormModal isOpen={isOpen} title={title} mayLeave={() => isDone.current || !isTyped} onClose={onClose}>
      {(close) => (
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
              <Button variant="default" onClick={close}>
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
      )}
    </FormModal>
  );
}
