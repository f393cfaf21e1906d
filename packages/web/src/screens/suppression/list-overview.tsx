import { Badge, Button, Group, Text } from '@mantine/core';
import type { Channel, Choice } from '@tact/engine';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.lists;

/** A list as the API answers it. */
export type StoredList = Awaited<ReturnType<typeof client.suppressionLists.get>>;

/** All suppression lists with their sizes and uses (seed A10). */
export function SuppressionListsScreen() {
  const mayWrite = useMay('suppression:write');
  const create = mayWrite ? (
    <Button
      component={Link}
      to="/suppression-lists/new"
      leftSection={<Icon name="plus" />}
      data-shortcut="new"
    >
      {WORDS.create}
    </Button>
  ) : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <DataList<StoredList>
        label={WORDS.title}
        queryKey={['suppression-lists']}
        fetchPage={(query) => client.suppressionLists.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        emptyAction={create}
        columns={[
          {
            title: WORDS.name,
            cell: ({ id, name, isOwn }) => (
              <Group gap={6}>
                <Link to="/suppression-lists/$id" params={{ id }}>
                  {name}
                </Link>
                {isOwn && (
                  <Badge color="gray" title={WORDS.ownHelp}>
                    {WORDS.own}
                  </Badge>
                )}
              </Group>
            ),
          },
          { title: WORDS.type, cell: ({ type }) => WORDS.types[type] },
          { title: WORDS.channels, cell: ({ channels }) => channelWords(channels) },
          { title: WORDS.size, isNumber: true, cell: ({ size }) => size.toLocaleString('en-US') },
          { title: WORDS.uses, isNumber: true, cell: ({ uses }) => uses },
          {
            title: texts.rules.columns.holds,
            cell: ({ required }) => (
              <Badge color={required ? 'teal' : 'gray'}>
                {required ? texts.rules.required : texts.rules.optional}
              </Badge>
            ),
          },
          {
            title: WORDS.expires,
            cell: ({ expires }) => (
              <Text size="sm" c="dimmed">
                {expires ?? texts.states.never}
              </Text>
            ),
          },
        ]}
      />
    </Screen>
  );
}

/** Channels in words. */
export function channelWords(channels: Choice<Channel>): string {
  return channels === 'any'
    ? texts.selection.anyChannel
    : channels.map((one) => texts.channels[one]).join(', ');
}
