import { Badge, Button, Group, Text } from '@mantine/core';
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

const WORDS = texts.messages;

/** A message template as the API answers it. */
export type StoredMessage = Awaited<ReturnType<typeof client.messageTemplates.get>>;

/** All message templates by name, with the languages that they speak. */
export function MessageTemplatesScreen() {
  const mayWrite = useMay('campaigns:write');
  const navigate = useNavigate();
  const clock = useOrganizationClock();
  const [deleted, setDeleted] = useState<StoredMessage | null>(null);
  const create = mayWrite ? (
    <Button
      component={Link}
      to="/message-templates/new"
      leftSection={<Icon name="plus" />}
      data-shortcut="new"
    >
      {WORDS.create}
    </Button>
  ) : undefined;
  const edit = (id: string) => void navigate({ to: `/message-templates/${id}` });
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <DataList<StoredMessage>
        label={WORDS.title}
        queryKey={['message-templates', 'list']}
        fetchPage={(query) => client.messageTemplates.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        emptyAction={create}
        columns={[
          {
            title: WORDS.name,
            cell: ({ id, name }) => <Link to={`/message-templates/${id}`}>{name}</Link>,
          },
          {
            title: WORDS.languages,
            cell: ({ texts: written }) => (
              <Group gap={4}>
                {written.map(({ language }) => (
                  <Badge key={language} color="gray">
                    {language}
                  </Badge>
                ))}
              </Group>
            ),
          },
          {
            title: WORDS.says,
            cell: ({ texts: [first] }) => (
              <Text size="sm" lineClamp={2}>
                {[first?.subject, first?.text].filter(Boolean).join(': ')}
              </Text>
            ),
          },
          {
            title: WORDS.changed,
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
      {deleted !== null && <DeleteMessage message={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

/** Asks before a message template is deleted. */
export function DeleteMessage({
  message: { id, name },
  onClose,
  onDeleted,
}: {
  readonly message: StoredMessage;
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
      run={() => client.messageTemplates.delete({ params: { id } })}
      onDone={() => {
        forgetDeleted(queryClient, 'message-templates');
        toast(texts.states.deleted(name));
        onDeleted?.();
      }}
    />
  );
}
