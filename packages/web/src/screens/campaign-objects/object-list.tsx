import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { forgetDeleted } from '../../api/forget-deleted.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { hoursInWords } from './hours-field.tsx';
import type { ObjectKind, StoredObject } from './object-kind.ts';

const WORDS = texts.objects;

/** All campaign objects of a kind, by name, with what they pick. */
export function ObjectList({ view }: { readonly view: ObjectKind }) {
  const { kind, list, hasClock } = view;
  const words = WORDS[kind];
  const mayWrite = useMay('campaign-groups:write');
  const clock = useOrganizationClock();
  const [deleted, setDeleted] = useState<StoredObject | null>(null);
  const create = mayWrite ? (
    <Button component={Link} to={`/${kind}/new`} leftSection={<Icon name="plus" />} data-shortcut="new">
      {words.create}
    </Button>
  ) : undefined;
  const hours = {
    title: WORDS.hours,
    cell: ({ campaignHours }: StoredObject) => (
      <Text size="sm" lineClamp={2} c="dimmed">
        {hoursInWords(campaignHours)}
      </Text>
    ),
  };
  return (
    <Screen title={words.title} about={words.about} actions={create}>
      <DataList<StoredObject>
        label={words.title}
        queryKey={[kind, 'list']}
        fetchPage={list}
        rowKey={({ id }) => id}
        empty={words.empty}
        emptyAction={create}
        columns={[
          {
            title: WORDS.name,
            cell: ({ id, name }) => <Link to={`/${kind}/${id}`}>{name}</Link>,
          },
          {
            title: WORDS.picks,
            cell: ({ ruleIds, suppressionListIds }) =>
              texts.picks.count(ruleIds.length, suppressionListIds.length),
          },
          ...(hasClock ? [hours] : []),
          {
            title: WORDS.changed,
            cell: ({ updatedAt }) => (
              <Text size="xs" c="dimmed">
                {clock(updatedAt)}
              </Text>
            ),
          },
          ...(mayWrite
            ? [
                {
                  title: '',
                  cell: (object: StoredObject) => (
                    <Actions kind={kind} object={object} onDelete={() => setDeleted(object)} />
                  ),
                },
              ]
            : []),
        ]}
      />
      {deleted !== null && <DeleteObject view={view} object={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

function Actions({
  kind,
  object: { id, name },
  onDelete,
}: {
  readonly kind: ObjectKind['kind'];
  readonly object: StoredObject;
  readonly onDelete: () => void;
}) {
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        component={Link}
        to={`/${kind}/${id}/copy`}
        aria-label={`${texts.actions.duplicate} ${name}`}
      >
        <Icon name="copy" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={onDelete}
        aria-label={`${texts.actions.delete} ${name}`}
      >
        <Icon name="trash" />
      </ActionIcon>
    </Group>
  );
}

/** Asks before an object is deleted. */
export function DeleteObject({
  view: { kind, delete: remove },
  object: { id, name },
  onClose,
  onDeleted,
}: {
  readonly view: ObjectKind;
  readonly object: StoredObject;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const queryClient = useQueryClient();
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={WORDS[kind].deleteTitle(name)}
      about={WORDS.deleteAbout}
      action={texts.actions.delete}
      run={() => remove(id)}
      onDone={() => {
        forgetDeleted(queryClient, kind);
        toast(texts.states.deleted(name));
        onDeleted?.();
      }}
    />
  );
}
