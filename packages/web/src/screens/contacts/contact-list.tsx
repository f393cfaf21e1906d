import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { SearchField, useSearchText } from '../../parts/search-field.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { OptedOutBadge } from './opted-out-badge.tsx';

const WORDS = texts.contacts;

/** A contact as the API answers it. */
export type StoredContact = Awaited<ReturnType<typeof client.contacts.get>>;

/** All contacts, found by name, client id, number or address. */
export function ContactsScreen() {
  const mayWrite = useMay('contacts:write');
  const query = useSearchText();
  const create = mayWrite ? (
    <>
      <Button variant="default" component={Link} to="/contacts/import" leftSection={<Icon name="list" />}>
        {texts.contactImports.importFile}
      </Button>
      <Button component={Link} to="/contacts/new" leftSection={<Icon name="plus" />} data-shortcut="new">
        {WORDS.create}
      </Button>
    </>
  ) : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <SearchField label={WORDS.search} to="/contacts" />
      <DataList<StoredContact>
        label={WORDS.title}
        queryKey={['contacts', query]}
        fetchPage={(page) =>
          query === ''
            ? client.contacts.list({ query: page })
            : client.contacts.search({ body: { ...page, search: query } })
        }
        rowKey={({ id }) => id}
        empty={query === '' ? WORDS.empty : WORDS.emptySearch}
        emptyAction={<Group gap="xs">{create}</Group>}
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
