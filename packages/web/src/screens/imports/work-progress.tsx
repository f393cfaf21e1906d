import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { asSentence } from '../../api/failure.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.imports;

/** Work that goes on in the service. */
export interface ShownWork {
  readonly state: 'queued' | 'running' | 'stopped' | 'failed' | 'finished';
  readonly isStopping: boolean;
  /** 0 to 1. */
  readonly done: number;
  readonly error: { readonly sentence: string } | null;
}

/** How far work is, why it failed, and how it is stopped and taken up again. */
export function WorkProgress(props: {
  readonly work: ShownWork;
  readonly words: Readonly<Record<ShownWork['state'], string>>;
  /** How far it is, in words. */
  readonly about: string;
  readonly mayWrite: boolean;
  readonly stop: () => Promise<unknown>;
  readonly resume: () => Promise<unknown>;
}) {
  const { work, words, about, mayWrite } = props;
  const { state, isStopping, done, error } = work;
  const stop = useMutation({ mutationFn: props.stop });
  const resume = useMutation({ mutationFn: props.resume });
  const isOpen = state === 'queued' || state === 'running';
  const failure = stop.error ?? resume.error;
  return (
    <>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={560} role="status">
          {isStopping && isOpen ? WORDS.stopping : words[state]}
        </Text>
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      </Group>
      <ProgressBar done={done} label={WORDS.progress} />
      {error !== null && (
        <Alert color="crimson" icon={<Icon name="warning" />} title={words.failed} mt="sm">
          {asSentence(error.sentence)}
        </Alert>
      )}
      {mayWrite && (
        <Group gap="xs" mt="sm">
          {isOpen && (
            <Button variant="default" size="xs" disabled={isStopping} onClick={() => stop.mutate()}>
              {WORDS.stop}
            </Button>
          )}
          {state === 'stopped' && (
            <Button size="xs" onClick={() => resume.mutate()}>
              {WORDS.resume}
            </Button>
          )}
        </Group>
      )}
      {failure !== null && <FailureNote error={failure} />}
    </>
  );
}
