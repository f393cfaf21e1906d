import { Badge, Button, Grid, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { Screen } from '../../parts/screen.tsx';
import { SearchField, useSearchText } from '../../parts/search-field.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { OptedOutBadge } from '../contacts/opted-out-badge.tsx';
import { AccountContact } from './account-contact.tsx';

const WORDS = texts.accounts;

type Stored = Awaited<ReturnType<typeof client.accounts.get>>;
type Status = Stored['status'];

/** The states that block requests which name the account (S33). */
const BLOCKING: readonly Status[] = ['paused', 'paid', 'closed'];
const STATUSES = Object.keys(WORDS.statuses) as Status[];

/** All accounts. */
export function AccountsScreen() {
  const mayWrite = useMay('accounts:write');
  const navigate = useNavigate();
  const search = useSearchText();
  const create = mayWrite ? (
    <Button component={Link} to="/accounts/new" leftSection={<Icon name="plus" />} data-shortcut="new">
      {WORDS.create}
    </Button>
  ) : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <SearchField label={WORDS.search} to="/accounts" />
      <DataList<Stored>
        label={WORDS.title}
        queryKey={['accounts', 'list', search]}
        fetchPage={(page) =>
          search === ''
            ? client.accounts.list({ query: page })
            : client.accounts.search({ body: { ...page, search } })
        }
        rowKey={({ id }) => id}
        empty={search === '' ? WORDS.empty : WORDS.emptySearch}
        emptyAction={
          search === '' ? create : <ClearFilters onClear={() => void navigate({ to: '/accounts' })} />
        }
        columns={[
          {
            title: WORDS.reference,
            cell: ({ id, reference, optedOut }) => (
              <Group gap={8}>
                <Link to="/accounts/$id" params={{ id }}>
                  {reference}
                </Link>
                <OptedOutBadge optedOut={optedOut} />
              </Group>
            ),
          },
          {
            title: WORDS.status,
            cell: ({ status }) =>
              BLOCKING.includes(status) ? (
                <Badge color="crimson" leftSection={<Icon name="bar" size={12} />}>
                  {WORDS.statuses[status]}, {WORDS.blocks}
                </Badge>
              ) : (
                WORDS.statuses[status]
              ),
          },
          {
            title: WORDS.amount,
            isNumber: true,
            cell: ({ amount, currency }) => [amount, currency].filter((part) => part !== null).join(' '),
          },
          {
            title: texts.contacts.clientId,
            cell: ({ contactId, clientId }) =>
              clientId !== null && (
                <Link className="link" to="/contacts/$id" params={{ id: contactId }}>
                  {clientId}
                </Link>
              ),
          },
        ]}
      />
    </Screen>
  );
}

/** A new account. */
export function NewAccountScreen() {
  return <AccountForm stored={null} />;
}

/** An account as it is changed. */
export function EditAccountScreen() {
  return (
    <OpenedKept kind={OPENED}>
      {(stored, { key, onReload }) => <AccountForm key={key} stored={stored} onReload={onReload} />}
    </OpenedKept>
  );
}

const OPENED = { area: 'accounts', get: (id: string) => client.accounts.get({ params: { id } }) };

interface Draft {
  readonly clientId: string;
  readonly reference: string;
  readonly status: Status;
  readonly amount: string | null;
  readonly currency: string | null;
}

function fieldsOf({ reference, status, amount, currency }: Omit<Draft, 'clientId'>) {
  return { reference, status, amount, currency };
}

function AccountForm({
  stored,
  onReload,
}: {
  readonly stored: Stored | null;
  readonly onReload?: (stored: Stored) => void;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const mayWrite = useMay('accounts:write');
  const mayAudit = useMay('audit:read');
  const [isDeleting, setDeleting] = useState(false);
  const leave = () => void navigate({ to: '/accounts' });
  const changed = () => void queryClient.invalidateQueries({ queryKey: ['accounts'] });
  const editing = useEditing<Draft, Stored>(
    { clientId: '', ...fieldsOf(stored ?? { reference: '', status: 'new', amount: null, currency: null }) },
    async ({ clientId, ...fields }, version) => {
      if (stored !== null)
        return client.accounts.update({
          params: { id: stored.id },
          body: { ...fields, version: version ?? stored.version },
        });
      const contact = await client.contacts.getByClientId({ params: { clientId } });
      return client.accounts.create({ body: { ...fields, contactId: contact.id } });
    },
    () => {
      changed();
      toast(texts.states.saved);
      leave();
    },
  );
  const { draft, set, errorAt } = editing;
  const actions =
    stored === null ? undefined : (
      <>
        <Button variant="default" component={Link} to={`/contacts/${stored.contactId}`}>
          {WORDS.contact}
        </Button>
        {mayAudit && (
          <Button variant="default" component={Link} to={`/reports/compliance?account=${stored.id}`}>
            {WORDS.report}
          </Button>
        )}
        {mayWrite && (
          <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDeleting(true)}>
            {texts.actions.delete}
          </Button>
        )}
      </>
    );
  return (
    <Screen
      title={stored?.reference ?? WORDS.create}
      about={stored === null ? WORDS.about : <AccountContact account={stored} />}
      actions={actions}
      isNarrow
    >
      <EditForm editing={editing} onCancel={leave} isReadOnly={!mayWrite}>
        {stored === null && (
          <TextInput
            label={WORDS.contactId}
            required
            autoFocus
            value={draft.clientId}
            onChange={(event) => set({ clientId: event.currentTarget.value })}
          />
        )}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput
              label={WORDS.reference}
              required
              error={errorAt('/reference')}
              value={draft.reference}
              onChange={(event) => set({ reference: event.currentTarget.value })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <NativeSelect
              label={WORDS.status}
              data={STATUSES.map((one) => ({
                value: one,
                label: BLOCKING.includes(one)
                  ? `${WORDS.statuses[one]} (${WORDS.blocks})`
                  : WORDS.statuses[one],
              }))}
              value={draft.status}
              onChange={(event) =>
                set({ status: STATUSES.find((one) => one === event.currentTarget.value) ?? draft.status })
              }
            />
          </Grid.Col>
          <Grid.Col span={{ base: 7, sm: 4 }}>
            <TextInput
              label={WORDS.amount}
              inputMode="decimal"
              error={errorAt('/amount')}
              value={draft.amount ?? ''}
              onChange={(event) =>
                set({ amount: event.currentTarget.value === '' ? null : event.currentTarget.value })
              }
            />
          </Grid.Col>
          <Grid.Col span={{ base: 5, sm: 2 }}>
            <TextInput
              label={WORDS.currency}
              maxLength={3}
              error={errorAt('/currency')}
              value={draft.currency ?? ''}
              onChange={(event) =>
                set({
                  currency: event.currentTarget.value === '' ? null : event.currentTarget.value.toUpperCase(),
                })
              }
            />
          </Grid.Col>
        </Grid>
      </EditForm>
      {stored !== null && (
        <>
          <ConflictDialog<Stored>
            isOpen={editing.isConflict}
            entity="account"
            id={stored.id}
            yours={fieldsOf(draft)}
            fetchTheirs={() => client.accounts.get({ params: { id: stored.id } })}
            shown={fieldsOf}
            onKeepMine={(version) => editing.save(version)}
            onTakeTheirs={(theirs) => onReload?.(theirs)}
            onClose={editing.dismissConflict}
          />
          <Confirm
            isOpen={isDeleting}
            onClose={() => setDeleting(false)}
            title={WORDS.deleteTitle(stored.reference)}
            about={WORDS.deleteAbout}
            action={texts.actions.delete}
            run={() => client.accounts.delete({ params: { id: stored.id } })}
            onDone={() => {
              editing.giveUp();
              changed();
              leave();
            }}
          />
        </>
      )}
    </Screen>
  );
}
