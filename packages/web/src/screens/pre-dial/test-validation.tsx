import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.preDial;
const COLORS = { yes: 'teal', no: 'amber', none: 'crimson' } as const;
const ICONS = { yes: 'tick', no: 'bar', none: 'warning' } as const;

/** Sends a sample to the service of a saved validation, and says what it answered and how long it took. */
export function TestValidation({ id }: { readonly id: string }) {
  const test = useMutation({ mutationFn: () => client.preDialValidations.test({ params: { id } }) });
  const { data, error, isPending } = test;
  return (
    <Stack gap="xs" mb="md">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<Icon name="pulse" />}
          loading={isPending}
          onClick={() => test.mutate()}
        >
          {WORDS.test}
        </Button>
        <Text size="sm" c="dimmed">
          {WORDS.testHelp}
        </Text>
      </Group>
      {error !== null && <FailureNote error={error} />}
      {data !== undefined && (
        <Alert
          color={COLORS[data.answer]}
          icon={<Icon name={ICONS[data.answer]} />}
          title={WORDS.answers[data.answer]}
          role="status"
        >
          {WORDS.took(asSentence(WORDS.service(data.sentence)), data.tookMs.toLocaleString('en-US'))}
        </Alert>
      )}
    </Stack>
  );
}
