import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';
import type { ReportFilter } from './report-filter.ts';

const WORDS = texts.report;
const ACCOUNTS_MAX = 200;

/** One account, by its reference: of the contact that is filtered by, or the one that the report was opened for. */
export function AccountFilter({
  filter: { clientId, accountId },
  onChange,
}: {
  readonly filter: ReportFilter;
  readonly onChange: (account: string) => void;
}) {
  const ofContact = useQuery({
    queryKey: ['accounts', 'of-client', clientId],
    queryFn: async () => {
      const { id: contactId } = await client.contacts.getByClientId({ params: { clientId: clientId ?? '' } });
      return client.accounts.list({ query: { contactId, limit: ACCOUNTS_MAX } });
    },
    enabled: clientId !== undefined,
    retry: false,
  });
  const chosen = useQuery({
    queryKey: ['accounts', accountId],
    queryFn: () => client.accounts.get({ params: { id: accountId ?? '' } }),
    enabled: accountId !== undefined,
  });
  const accounts = clientId === undefined ? [] : (ofContact.data?.items ?? []);
  const isListed = accounts.some(({ id }) => id === accountId);
  const other =
    accountId === undefined || isListed
      ? []
      : [{ value: accountId, label: chosen.data?.reference ?? accountId }];
  return (
    <Select
      size="xs"
      w={150}
      label={WORDS.account}
      placeholder={clientId === undefined ? WORDS.accountFirst : WORDS.anyAccount}
      clearable
      data={[...accounts.map(({ id, reference }) => ({ value: id, label: reference })), ...other]}
      value={accountId ?? null}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}
