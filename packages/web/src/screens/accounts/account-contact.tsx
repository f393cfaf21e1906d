import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { OptedOutBadge } from '../contacts/opted-out-badge.tsx';

type Account = Awaited<ReturnType<typeof client.accounts.get>>;

/** Whose account it is, and a wish not to be contacted (seed B3). */
export function AccountContact({
  account: { contactId, optedOut },
}: {
  readonly account: Pick<Account, 'contactId' | 'optedOut'>;
}) {
  const { data } = useQuery({
    queryKey: ['contacts', contactId],
    queryFn: () => client.contacts.get({ params: { id: contactId } }),
  });
  return (
    <Group gap="xs">
      {data !== undefined && (
        <Link className="link" to="/contacts/$id" params={{ id: contactId }}>
          {data.name === null ? data.clientId : `${data.name} (${data.clientId})`}
        </Link>
      )}
      <OptedOutBadge optedOut={optedOut} />
    </Group>
  );
}
