import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { DeleteKept } from '../../parts/kept/delete-kept.tsx';
import { Loaded } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ListImports } from '../imports/list-imports.tsx';
import { channelWords, LISTS_KEPT, type StoredList } from './list-kind.ts';
import { ListEntries } from './list-entries.tsx';
import { RegistryBadge, RegistryFacts } from './registry-state.tsx';

const WORDS = texts.lists;

/** One suppression list: what it is, and its entries. */
export function SuppressionListScreen() {
  const id = usePathPart('id');
  const query = useQuery({
    queryKey: ['suppression-lists', id],
    queryFn: () => client.suppressionLists.get({ params: { id } }),
  });
  return <Loaded query={query}>{(data) => <ListDetail list={data} />}</Loaded>;
}

function ListDetail({ list }: { readonly list: StoredList }) {
  const { id, name, type, channels, required, size, isOwn, expires, retentionDays } = list;
  const mayWrite = useMay('suppression:write');
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const facts = [
    WORDS.types[type],
    channelWords(channels),
    `${WORDS.size}: ${size.toLocaleString('en-US')}`,
    ...(expires === null ? [] : [`${WORDS.expires}: ${expires}`]),
    ...(retentionDays === null ? [] : [`${WORDS.retention}: ${retentionDays}`]),
  ];
  return (
    <Screen
      title={name}
      about={isOwn ? WORDS.ownHelp : facts.join(' · ')}
      actions={
        <>
          <RegistryBadge list={list} />
          <Badge color={required ? 'teal' : 'gray'}>
            {required ? texts.rules.required : texts.rules.optional}
          </Badge>
          {mayWrite && (
            <Button
              variant="default"
              component={Link}
              to={`/suppression-lists/${id}/edit`}
              leftSection={<Icon name="pencil" />}
              data-shortcut="edit"
            >
              {texts.actions.edit}
            </Button>
          )}
          {mayWrite && !isOwn && (
            <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDeleting(true)}>
              {texts.actions.delete}
            </Button>
          )}
        </>
      }
    >
      <RegistryFacts list={list} />
      {!isOwn && <ListImports listId={id} mayWrite={mayWrite} />}
      <ListEntries list={list} mayWrite={mayWrite} />
      {isDeleting && (
        <DeleteKept
          kind={LISTS_KEPT}
          stored={list}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/suppression-lists' })}
        />
      )}
    </Screen>
  );
}
