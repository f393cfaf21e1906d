import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { asSentence } from '../../api/failure.ts';
import { client } from '../../api/client.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredChannel } from './channel-kind.ts';

const WORDS = texts.channelsScreen;

/** Tries a saved channel without contacting anybody, and says what its provider said. */
export function TestChannel({ id }: { readonly id: string }) {
  const test = useMutation({ mutationFn: () => client.channels.test({ params: { id } }) });
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
          color={data.works ? 'teal' : 'crimson'}
          icon={<Icon name={data.works ? 'tick' : 'warning'} />}
          title={data.works ? WORDS.works : WORDS.fails}
          role="status"
        >
          {asSentence(data.sentence)}
        </Alert>
      )}
    </Stack>
  );
}

/** The addresses that the provider posts to; nothing where it posts nothing. */
export function Inbound({ inbound }: { readonly inbound: StoredChannel['inbound'] }) {
  const addresses = (['messages', 'calls', 'statuses'] as const).flatMap((name) => {
    const address = inbound[name];
    return address === null ? [] : [{ name, address }];
  });
  if (addresses.length === 0) return null;
  return (
    <Section title={WORDS.inbound}>
      <dl className="facts">
        {addresses.map(({ name, address }) => (
          <div key={name}>
            <dt>{WORDS.inbounds[name]}</dt>
            <dd>
              <Copyable text={address} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
