import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Icon, type IconName } from './icon.tsx';
import { FailureNote } from './notes.tsx';

/** What a trial came to. */
export interface TrialAnswer {
  readonly color: 'teal' | 'amber' | 'crimson';
  readonly icon: IconName;
  readonly title: string;
  readonly sentence: string;
}

/** A button that tries what is saved without contacting anybody, and says what came of it. */
export function Trial(props: {
  readonly label: string;
  readonly help: string;
  readonly run: () => Promise<TrialAnswer>;
}) {
  const { data, error, isPending, mutate } = useMutation({ mutationFn: props.run });
  return (
    <Stack gap="xs" mb="md">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<Icon name="pulse" />}
          loading={isPending}
          onClick={() => mutate()}
        >
          {props.label}
        </Button>
        <Text size="sm" c="dimmed">
          {props.help}
        </Text>
      </Group>
      {error !== null && <FailureNote error={error} />}
      {data !== undefined && (
        <Alert color={data.color} icon={<Icon name={data.icon} />} title={data.title} role="status">
          {data.sentence}
        </Alert>
      )}
    </Stack>
  );
}
