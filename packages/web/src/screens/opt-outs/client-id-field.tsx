import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.optOuts;
/** How long nobody has to type until the client id is looked for, milliseconds. */
const PAUSE_MS = 400;
/** So many that begin with it are looked through. */
const LOOKED_AT = 200;

/** Whether a contact is stored under this client id. Among more contacts than are looked through it counts as stored. */
export async function isClientStored(clientId: string): Promise<boolean> {
  const { items, next } = await client.contacts.search({ body: { search: clientId, limit: LOOKED_AT } });
  return next !== null || items.some((one) => one.clientId === clientId);
}

/** The client id of an opt-out, which says where no contact has it: it may be mistyped. */
export function ClientIdField({
  value,
  onChange,
  error,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}) {
  const [settled] = useDebouncedValue(value.trim(), PAUSE_MS);
  const { data: isStored } = useQuery({
    queryKey: ['contacts', 'stored', settled],
    queryFn: () => isClientStored(settled),
    enabled: settled !== '',
  });
  return (
    <div>
      <TextInput
        label={WORDS.clientId}
        required
        error={error}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Text size="sm" role="status" mt={4}>
        {isStored === false && settled === value.trim() ? WORDS.clientUnknown : ''}
      </Text>
    </div>
  );
}
