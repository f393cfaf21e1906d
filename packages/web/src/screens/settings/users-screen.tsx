import { Badge, Group, Menu, NativeSelect, Text, TextInput, ActionIcon } from '@mantine/core';
import { ROLES } from '@tact/api/without-schemas';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { sentenceOfError } from '../../api/failure.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { NewButton } from '../../parts/new-button.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.settings;

type User = Awaited<ReturnType<typeof client.users.list>>['items'][number];
type Role = User['role'];

/** Who signs in: invited, given another role, disabled, removed. */
export function UsersScreen() {
  const mayWrite = useMay('users:write');
  const session = useSession();
  const clock = useOrganizationClock();
  const queryClient = useQueryClient();
  const [isInviting, setInviting] = useState(false);
  const [invitation, setInvitation] = useState<string | null>(null);
  const [removed, setRemoved] = useState<User | null>(null);
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['users'] });
  return (
    <Screen
      title={WORDS.users}
      about={WORDS.usersAbout}
      actions={mayWrite && <NewButton label={WORDS.invite} onClick={() => setInviting(true)} />}
    >
      {invitation !== null && (
        <ShownOnce
          title={WORDS.link}
          secret={`${window.location.origin}/accept/${invitation}`}
          about={WORDS.linkAbout}
          onClose={() => setInvitation(null)}
        />
      )}
      <DataList<User>
        label={WORDS.users}
        queryKey={['users']}
        fetchPage={(query) => client.users.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.usersAbout}
        columns={[
          {
            title: WORDS.email,
            cell: ({ id, email }) => `${email}${id === session.id ? ` (${WORDS.you})` : ''}`,
          },
          {
            title: WORDS.role,
            cell: ({ role }) => <span title={WORDS.roleHelp[role]}>{texts.shell.roles[role]}</span>,
          },
          {
            title: WORDS.state,
            cell: ({ state }) => (
              <Badge color={state === 'active' ? 'teal' : state === 'invited' ? 'amber' : 'gray'}>
                {WORDS.states[state]}
              </Badge>
            ),
          },
          {
            title: WORDS.created,
            cell: ({ createdAt }) => (
              <Text size="xs" c="dimmed">
                {clock(createdAt)}
              </Text>
            ),
          },
          {
            title: '',
            cell: (user) =>
              mayWrite && (
                <UserActions
                  user={user}
                  onInvitation={setInvitation}
                  onRemove={() => setRemoved(user)}
                  onChanged={changed}
                />
              ),
          },
        ]}
      />
      {isInviting && (
        <InviteUser
          onClose={() => setInviting(false)}
          onInvited={(token) => {
            setInvitation(token);
            changed();
          }}
        />
      )}
      {removed !== null && (
        <Confirm
          isOpen
          onClose={() => setRemoved(null)}
          title={WORDS.removeTitle(removed.email)}
          about={WORDS.removeAbout}
          action={texts.actions.remove}
          run={() => client.users.remove({ params: { id: removed.id } })}
          onDone={changed}
        />
      )}
    </Screen>
  );
}

function UserActions({
  user: { id, email, role, state },
  onInvitation,
  onRemove,
  onChanged,
}: {
  readonly user: User;
  readonly onInvitation: (token: string | null) => void;
  readonly onRemove: () => void;
  readonly onChanged: () => void;
}) {
  const params = { id };
  const tell = {
    onSuccess: onChanged,
    onError: (error: unknown) => toast(sentenceOfError(error), 'failure'),
  };
  const change = useMutation({
    mutationFn: (body: { role?: Role; disabled?: boolean }) => client.users.update({ params, body }),
    ...tell,
  });
  const invite = useMutation({
    mutationFn: () => client.users.inviteAgain({ params }),
    onSuccess: ({ invitation }) => {
      onInvitation(invitation);
      onChanged();
    },
    onError: tell.onError,
  });
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`${texts.actions.edit} ${email}`}>
            <Icon name="pencil" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{WORDS.role}</Menu.Label>
          {ROLES.map((one) => (
            <Menu.Item key={one} disabled={one === role} onClick={() => change.mutate({ role: one })}>
              {texts.shell.roles[one]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => invite.mutate()}>{WORDS.inviteAgain}</Menu.Item>
          <Menu.Item onClick={() => change.mutate({ disabled: state !== 'disabled' })}>
            {state === 'disabled' ? WORDS.enable : WORDS.disable}
          </Menu.Item>
          <Menu.Item color="crimson" onClick={onRemove}>
            {texts.actions.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

interface Invited {
  readonly email: string;
  readonly role: Role;
}

function InviteUser({
  onClose,
  onInvited,
}: {
  readonly onClose: () => void;
  readonly onInvited: (token: string | null) => void;
}) {
  const editing = useEditing<Invited, { readonly invitation: string | null }>(
    { email: '', role: 'analyst' },
    (draft) => client.users.invite({ body: draft }),
    ({ invitation }) => {
      onInvited(invitation);
      onClose();
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <FormModal title={WORDS.invite} mayLeave={editing.mayLeave} onClose={onClose}>
      {(close) => (
        <EditForm editing={editing} onCancel={close} saveLabel={WORDS.invite}>
          <TextInput
            label={WORDS.email}
            inputMode="email"
            required
            data-autofocus
            error={errorAt('/email')}
            value={draft.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <NativeSelect
            label={WORDS.role}
            description={WORDS.roleHelp[draft.role]}
            data={ROLES.map((one) => ({ value: one, label: texts.shell.roles[one] }))}
            value={draft.role}
            onChange={(event) =>
              set({ role: ROLES.find((one) => one === event.currentTarget.value) ?? draft.role })
            }
          />
        </EditForm>
      )}
    </FormModal>
  );
}
