import { Button, Group, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/texts.ts';
import { OptedOutBadge } from './opted-out-badge.tsx';

const WORDS = texts.contacts;

/** A contact as the API answers it. */
export type StoredContact = Awaited<ReturnType<typeof client.contacts.get>>;

/** All contacts, found by client id, number or address. */
export function ContactsScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const mayWrite = useMay('contacts:write');
  const query = search['q'] ?? '';
  const [text, setText] = useState(query);
  const create = mayWrite ? (
    <Button component={Link} to="/contacts/new" leftSection={<Icon name="plus" />} data-shortcut="new">
      {WORDS.create}
    </Button>
  ) : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: '/contacts', search: text.trim() === '' ? {} : { q: text.trim() } });
        }}
      >
        <TextInput
          mb="sm"
          aria-label={WORDS.search}
          placeholder={WORDS.search}
          leftSection={<Icon name="search" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
      <DataList<StoredContact>
        label={WORDS.title}
        queryKey={['contacts', query]}
        fetchPage={(page) =>
          client.contacts.list({ query: { ...page, ...(query === '' ? {} : { search: query }) } })
        }
        rowKey={({ id }) => id}
        empty={query === '' ? WORDS.empty : WORDS.emptySearch}
        emptyAction={create}
        columns={[
          {
            title: WORDS.clientId,
            cell: ({ id, clientId }) => (
              <Link to="/contacts/$id" params={{ id }}>
                {clientId}
              </Link>
            ),
          },
          {
            title: WORDS.name,
            cell: ({ name, optedOut }) => (
              <Group gap={8}>
                {name ?? ''}
                <OptedOutBadge optedOut={optedOut} />
              </Group>
            ),
          },
          {
            title: WORDS.devices,
            cell: ({ devices }) => <Text size="sm">{devices.map(({ address }) => address).join(', ')}</Text>,
          },
          {
            title: WORDS.place,
            cell: ({ country, region, postalCode }) =>
              [region ?? country, postalCode].filter((part) => part !== null).join(' '),
          },
          { title: WORDS.zone, cell: ({ zone }) => zone ?? '' },
        ]}
      />
    </Screen>
  );
}
