import { Badge, Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { forgetDeleted } from '../../api/forget-deleted.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.channelsScreen;

/** A channel configuration as the API answers it. */
export type StoredChannel = Awaited<ReturnType<typeof client.channels.get>>;

/** All channel configurations by name. */
export function ChannelsScreen() {
  const mayWrite = useMay('channels:write');
  const clock = useOrganizationClock();
  const navigate = useNavigate();
  const [deleted, setDeleted] = useState<StoredChannel | null>(null);
  const create = mayWrite ? (
    <Button
      component={Link}
      to="/settings/channels/new"
      leftSection={<Icon name="plus" />}
      data-shortcut="new"
    >
      {WORDS.create}
    </Button>
  ) : undefined;
  const edit = (id: string) => void navigate({ to: `/settings/channels/${id}` });
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <DataList<StoredChannel>
        label={WORDS.title}
        queryKey={['channels', 'list']}
        fetchPage={(query) => client.channels.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        emptyAction={create}
        columns={[
          { title: WORDS.name, cell: ({ id, name }) => <Link to={`/settings/channels/${id}`}>{name}</Link> },
          { title: WORDS.channel, cell: ({ channel }) => texts.channels[channel] },
          { title: WORDS.kind, cell: ({ kind }) => WORDS.kinds[kind] },
          {
            title: WORDS.use,
            cell: ({ enabled }) => (
              <Badge
                color={enabled ? 'teal' : 'gray'}
                leftSection={<Icon name={enabled ? 'tick' : 'bar'} size={12} />}
              >
                {enabled ? WORDS.inUse : WORDS.notInUse}
              </Badge>
            ),
          },
          {
            title: WORDS.concurrency,
            isNumber: true,
            cell: ({ concurrencyMax }) => concurrencyMax.toLocaleString('en-US'),
          },
          {
            title: texts.objects.changed,
            cell: ({ updatedAt }) => (
              <Text size="xs" c="dimmed">
                {clock(updatedAt)}
              </Text>
            ),
          },
          {
            title: '',
            cell: (one) =>
              mayWrite && (
                <RowActions name={one.name} onEdit={() => edit(one.id)} onDelete={() => setDeleted(one)} />
              ),
          },
        ]}
      />
      {deleted !== null && <DeleteChannel channel={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

/** Asks before a channel configuration is deleted. */
export function DeleteChannel({
  channel: { id, name },
  onClose,
  onDeleted,
}: {
  readonly channel: StoredChannel;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const queryClient = useQueryClient();
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS.deleteTitle(name)}
      about={WORDS.deleteAbout}
      action={texts.actions.delete}
      run={() => client.channels.delete({ params: { id } })}
      onDone={() => {
        forgetDeleted(queryClient, 'channels');
        toast(texts.states.deleted(name));
        onDeleted?.();
      }}
    />
  );
}
