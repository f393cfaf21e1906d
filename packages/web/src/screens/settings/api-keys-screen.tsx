import { Badge, Button, MultiSelect, NativeSelect, Text, TextInput } from '@mantine/core';
import { ROLE_SCOPES, ROLES } from '@tact/api/without-schemas';
import type { Scope } from '@tact/api';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { InstantField } from '../../parts/instant-field.tsx';
import { Screen } from '../../parts/screen.tsx';
import { NewButton } from '../../parts/new-button.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.settings;

type ApiKey = Awaited<ReturnType<typeof client.apiKeys.list>>['items'][number];

/** Keys of programs: made, listed, revoked. */
export function ApiKeysScreen() {
  const mayWrite = useMay('api-keys:write');
  const { now } = useSession();
  const clock = useOrganizationClock();
  const queryClient = useQueryClient();
  const [isCreating, setCreating] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['api-keys'] });
  const stateOf = ({ revokedAt, expiresAt }: ApiKey) =>
    revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : 'valid';
  return (
    <Screen
      title={WORDS.keys}
      about={WORDS.keysAbout}
      actions={mayWrite && <NewButton label={WORDS.keyCreate} onClick={() => setCreating(true)} />}
    >
      {text !== null && (
        <ShownOnce
          title={WORDS.keyText}
          secret={text}
          about={WORDS.keyTextAbout}
          onClose={() => setText(null)}
        />
      )}
      <DataList<ApiKey>
        label={WORDS.keys}
        queryKey={['api-keys']}
        fetchPage={(query) => client.apiKeys.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.keysAbout}
        columns={[
          { title: WORDS.keyName, cell: ({ name }) => name },
          { title: WORDS.keyPrefix, cell: ({ prefix }) => <span className="mono">{prefix}…</span> },
          { title: WORDS.role, cell: ({ role }) => texts.shell.roles[role] },
          {
            title: WORDS.keyScopes,
            cell: ({ scopes }) => <Text size="xs">{scopes?.join(', ') ?? WORDS.keyAll}</Text>,
          },
          {
            title: WORDS.keyExpires,
            cell: ({ expiresAt }) => (
              <Text size="xs" c="dimmed">
                {expiresAt === null ? texts.states.never : clock(expiresAt)}
              </Text>
            ),
          },
          {
            title: WORDS.keyState,
            cell: (key) => (
              <Badge color={stateOf(key) === 'valid' ? 'teal' : 'gray'}>
                {WORDS.keyStates[stateOf(key)]}
              </Badge>
            ),
          },
          {
            title: '',
            cell: (key) =>
              mayWrite &&
              key.revokedAt === null && (
                <Button variant="default" size="compact-xs" onClick={() => setRevoked(key)}>
                  {WORDS.keyRevoke}
                </Button>
              ),
          },
        ]}
      />
      {isCreating && (
        <CreateKey
          onClose={() => setCreating(false)}
          onCreated={(key) => {
            setText(key);
            changed();
          }}
        />
      )}
      {revoked !== null && (
        <Confirm
          isOpen
          onClose={() => setRevoked(null)}
          title={WORDS.keyRevokeTitle(revoked.name)}
          about={WORDS.keyRevokeAbout}
          action={WORDS.keyRevoke}
          run={() => client.apiKeys.revoke({ params: { id: revoked.id } })}
          onDone={changed}
        />
      )}
    </Screen>
  );
}

interface Draft {
  readonly name: string;
  readonly role: (typeof ROLES)[number];
  /** Empty: all of the role. */
  readonly scopes: readonly Scope[];
  readonly expiresAt: string | null;
}

function CreateKey({
  onClose,
  onCreated,
}: {
  readonly onClose: () => void;
  readonly onCreated: (text: string | null) => void;
}) {
  const editing = useEditing<Draft, { readonly key: string | null }>(
    { name: '', role: 'operator', scopes: [], expiresAt: null },
    ({ expiresAt, scopes, ...draft }) =>
      client.apiKeys.create({
        body: {
          ...draft,
          ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
          ...(expiresAt === null ? {} : { expiresAt }),
        },
      }),
    ({ key }) => {
      onCreated(key);
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal title={WORDS.keyCreate} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={WORDS.keyCreate}>
          <TextInput
            label={WORDS.keyName}
            required
            data-autofocus
            error={errorAt('/name')}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label={WORDS.role}
            description={WORDS.roleHelp[draft.role]}
            data={ROLES.map((one) => ({ value: one, label: texts.shell.roles[one] }))}
            value={draft.role}
            onChange={(event) => {
              const role = ROLES.find((one) => one === event.currentTarget.value) ?? draft.role;
              set({ role, scopes: draft.scopes.filter((scope) => ROLE_SCOPES[role].includes(scope)) });
            }}
          />
          <MultiSelect
            label={WORDS.keyScopes}
            description={WORDS.keyScopesHelp}
            placeholder={draft.scopes.length === 0 ? WORDS.keyAll : ''}
            data={[...ROLE_SCOPES[draft.role]]}
            searchable
            clearable
            error={errorAt('/scopes')}
            value={[...draft.scopes]}
            onChange={(chosen) =>
              set({ scopes: ROLE_SCOPES[draft.role].filter((scope) => chosen.includes(scope)) })
            }
          />
          <InstantField
            label={WORDS.keyExpires}
            whenEmpty={WORDS.keyExpiresEmpty}
            error={errorAt('/expiresAt')}
            value={draft.expiresAt}
            onChange={(expiresAt) => set({ expiresAt })}
          />
        </EditForm>
      )}
    </FormModal>
  );
}
