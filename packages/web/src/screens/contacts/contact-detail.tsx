import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { WeekStrip } from '../../parts/week-strip.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { sourceWords } from '../opt-outs/source-words.ts';
import { LiftOptOut, RecordOptOut } from '../opt-outs/opt-out-dialogs.tsx';
import { ErasePerson } from './erase-person.tsx';
import { rowsOf } from './contact-attributes.ts';
import type { StoredContact } from './contact-list.tsx';
import { ContactTimeline } from './contact-timeline.tsx';
import { OptedOutBadge, optedOutWords } from './opted-out-badge.tsx';

const WORDS = texts.contacts;

/** One contact: the badge, each device with its coming week, the accounts, what was decided and tried. */
export function ContactScreen() {
  const id = usePathPart('id');
  const query = useQuery({
    queryKey: ['contact', id],
    queryFn: () => client.contacts.get({ params: { id } }),
  });
  return <Loaded query={query}>{(data) => <ContactDetail contact={data} />}</Loaded>;
}

function ContactDetail({ contact }: { readonly contact: StoredContact }) {
  const { id, clientId, name, optedOut, devices } = contact;
  const mayWrite = useMay('contacts:write');
  const mayOptOut = useMay('opt-outs:write');
  const mayErase = useMay('persons:write');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<'opt-out' | 'lift' | 'delete' | 'erase' | null>(null);
  const close = () => setOpened(null);
  const changed = () => {
    void queryClient.invalidateQueries({ queryKey: ['contact', id] });
    void queryClient.invalidateQueries({ queryKey: ['contacts'] });
    void queryClient.invalidateQueries({ queryKey: ['windows'] });
  };
  const place = [contact.region ?? contact.country, contact.postalCode, contact.zone]
    .filter((part) => part !== null)
    .join(' · ');
  return (
    <Screen
      title={name ?? clientId}
      about={
        <Group gap="xs">
          <span>{[clientId, place].filter((part) => part !== '').join(' · ')}</span>
          <OptedOutBadge optedOut={optedOut} />
        </Group>
      }
      actions={
        <>
          <Button
            component={Link}
            to={`/decide?q=${encodeURIComponent(clientId)}&contact=${id}`}
            leftSection={<Icon name="question" />}
          >
            {WORDS.ask}
          </Button>
          {mayOptOut && (
            <Button
              variant="default"
              leftSection={<Icon name="hand" />}
              onClick={() => setOpened(optedOut === null ? 'opt-out' : 'lift')}
            >
              {optedOut === null ? WORDS.optOut : texts.optOuts.lift}
            </Button>
          )}
          {mayWrite && (
            <Button
              variant="default"
              component={Link}
              to={`/contacts/${id}/edit`}
              leftSection={<Icon name="pencil" />}
              data-shortcut="edit"
            >
              {texts.actions.edit}
            </Button>
          )}
          {mayWrite && (
            <Button
              variant="default"
              aria-label={texts.actions.delete}
              px={10}
              onClick={() => setOpened('delete')}
            >
              <Icon name="trash" />
            </Button>
          )}
          {mayErase && (
            <Button variant="default" onClick={() => setOpened('erase')}>
              {WORDS.erase}
            </Button>
          )}
        </>
      }
    >
      {optedOut !== null && (
        <Alert color="crimson" icon={<Icon name="bar" />} title={optedOutWords(optedOut.channels)}>
          {WORDS.badgeHelp(optedOut.reason, sourceWords(optedOut.source))}
          {optedOut.count > 1 && (
            <div>
              <Link className="link" to="/opt-outs" search={{ client: clientId }}>
                {texts.optOuts.allOf(optedOut.count)}
              </Link>
            </div>
          )}
        </Alert>
      )}
      <Section title={WORDS.week}>
        {devices.length === 0 && <Text c="dimmed">{WORDS.noDevice}</Text>}
        {devices.map((device) => (
          <DeviceWeek key={device.position} contactId={id} device={device} />
        ))}
      </Section>
      <Attributes attributes={contact.attributes} />
      <Accounts contactId={id} />
      <ContactTimeline clientId={clientId} />
      {opened === 'opt-out' && <RecordOptOut clientId={clientId} onClose={close} onDone={changed} />}
      {opened === 'lift' && optedOut !== null && (
        <LiftOptOut
          id={optedOut.optOutId}
          who={name ?? clientId}
          {...(optedOut.count > 1 && {
            among: {
              what: WORDS.badgeHelp(optedOut.reason, sourceWords(optedOut.source)),
              others: optedOut.count - 1,
            },
          })}
          onClose={close}
          onDone={changed}
        />
      )}
      {opened === 'erase' && (
        <ErasePerson
          clientId={clientId}
          who={name ?? clientId}
          onClose={close}
          onErased={() => {
            changed();
            void navigate({ to: '/contacts' });
          }}
        />
      )}
      <Confirm
        isOpen={opened === 'delete'}
        onClose={close}
        title={WORDS.deleteTitle(name ?? clientId)}
        about={WORDS.deleteAbout}
        action={texts.actions.delete}
        run={() => client.contacts.delete({ params: { id } })}
        onDone={() => {
          toast(texts.states.deleted(name ?? clientId));
          changed();
          void navigate({ to: '/contacts' });
        }}
      />
    </Screen>
  );
}

function DeviceWeek({
  contactId,
  device: { position, address, type },
}: {
  readonly contactId: string;
  readonly device: StoredContact['devices'][number];
}) {
  const channel = address.includes('@') ? 'email' : 'call';
  return (
    <div style={{ marginBottom: 14 }}>
      <Text size="sm" fw={560}>
        {position}. {address}{' '}
        <span style={{ fontWeight: 400, color: 'var(--mantine-color-dimmed)' }}>
          {address.includes('@')
            ? texts.channels.email
            : `${texts.deviceTypes[type]}, ${texts.channels[channel]}`}
        </span>
      </Text>
      <WeekStrip
        question={{ contact: { id: contactId }, device: { position }, channel }}
        label={texts.strip.label(address)}
      />
    </div>
  );
}

function Attributes({ attributes }: Pick<StoredContact, 'attributes'>) {
  const rows = rowsOf(attributes);
  if (rows.length === 0) return null;
  return (
    <Section title={WORDS.attributes}>
      <dl className="facts">
        {rows.map(({ name, kind, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{kind === 'text' || kind === 'number' ? text : WORDS.attributeKinds[kind]}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Accounts({ contactId }: { readonly contactId: string }) {
  const { data } = useQuery({
    queryKey: ['accounts', 'of', contactId],
    queryFn: () => client.accounts.list({ query: { contactId, limit: 50 } }),
  });
  return (
    <Section title={WORDS.accounts}>
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {WORDS.accountsNone}
        </Text>
      )}
      {(data?.items ?? []).map(({ id, reference, status, amount, currency }) => (
        <Text key={id} size="sm">
          <Link className="link" to="/accounts/$id" params={{ id }}>
            {reference}
          </Link>{' '}
          {texts.accounts.statuses[status]} {amount ?? ''} {currency ?? ''}
        </Text>
      ))}
    </Section>
  );
}
