import { Button, Grid, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CHANNELS } from '@tact/engine';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing, type Editing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Tick } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { bodyOfChange, bodyOfNew, draftOf, NEW_CHANNEL, type ChannelDraft } from './channel-draft.ts';
import { Inbound, TestChannel } from './channel-test.tsx';
import { DeleteChannel, type StoredChannel } from './channel-list.tsx';
import { KindField } from './kind-field.tsx';
import { CHANNEL_KINDS, fieldsOf, kindsFor } from './kind-fields.ts';

const WORDS = texts.channelsScreen;

/** A new channel configuration. */
export function NewChannelScreen() {
  return <ChannelForm stored={null} />;
}

/** A channel configuration as it is changed; its secrets are written and never read. */
export function EditChannelScreen() {
  const id = usePathPart('id');
  const [reloaded, setReloaded] = useState<StoredChannel | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['channels', id, 'opened'],
    queryFn: () => client.channels.get({ params: { id } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  const stored = reloaded ?? data;
  if (stored === undefined) return <LoadingNote />;
  return <ChannelForm key={stored.version} stored={stored} onReload={setReloaded} />;
}

function ChannelForm({
  stored,
  onReload,
}: {
  readonly stored: StoredChannel | null;
  readonly onReload?: (stored: StoredChannel) => void;
}) {
  const mayWrite = useMay('channels:write');
  const { role } = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const leave = () => void navigate({ to: '/settings/channels' });
  const editing = useEditing<ChannelDraft, StoredChannel>(
    stored === null ? NEW_CHANNEL : draftOf(stored),
    (draft, version) =>
      stored === null
        ? client.channels.create({ body: bodyOfNew(draft) })
        : client.channels.update({
            params: { id: stored.id },
            body: bodyOfChange(draft, version ?? stored.version),
          }),
    ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['channels'] });
      toast(texts.states.saved);
      // Its test and the addresses for its provider stand there.
      void navigate({ to: stored === null ? `/settings/channels/${id}` : '/settings/channels' });
    },
  );
  const remove = (
    <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDeleting(true)}>
      {texts.actions.delete}
    </Button>
  );
  return (
    <Screen
      title={stored === null ? WORDS.create : stored.name}
      about={
        mayWrite
          ? stored === null
            ? WORDS.about
            : WORDS.of(texts.channels[stored.channel], WORDS.kinds[stored.kind])
          : texts.states.readOnly(texts.shell.roles[role])
      }
      actions={stored !== null && mayWrite && remove}
      isNarrow
    >
      {stored !== null && mayWrite && <TestChannel id={stored.id} />}
      <EditForm editing={editing} onCancel={leave} isReadOnly={!mayWrite}>
        <CommonFields editing={editing} stored={stored} />
        <KindFields editing={editing} stored={stored} />
      </EditForm>
      {stored !== null && <Inbound inbound={stored.inbound} />}
      {stored !== null && isDeleting && (
        <DeleteChannel channel={stored} onClose={() => setDeleting(false)} onDeleted={leave} />
      )}
      {stored !== null && (
        <ConflictDialog<StoredChannel>
          isOpen={editing.isConflict}
          entity="channel"
          id={stored.id}
          yours={shownFields(editing.draft, stored)}
          fetchTheirs={() => client.channels.get({ params: { id: stored.id } })}
          shown={(theirs) => shownFields(draftOf(theirs), theirs)}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}

/** Without what was typed as a secret. */
function shownFields({ settings, ...draft }: ChannelDraft, { secretNames }: StoredChannel) {
  const open = Object.entries(settings).filter(([name]) => !secretNames.includes(name));
  return { ...draft, ...Object.fromEntries(open) };
}

interface PartProps {
  readonly editing: Editing<ChannelDraft, StoredChannel>;
  readonly stored: StoredChannel | null;
}

function CommonFields({ editing: { draft, set, errorAt }, stored }: PartProps) {
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <TextInput
            label={WORDS.name}
            required
            data-autofocus
            error={errorAt('/name')}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={WORDS.concurrency}
            min={1}
            max={API_LIMITS.channelConcurrencyMax}
            allowDecimal={false}
            error={errorAt('/concurrencyMax')}
            value={draft.concurrencyMax}
            onChange={(value) => set({ concurrencyMax: Number(value) })}
          />
        </Grid.Col>
        {stored === null && <ProviderFields editing={{ draft, set, errorAt }} />}
      </Grid>
      <Tick
        label={WORDS.useTick}
        description={WORDS.useHelp}
        isOn={draft.enabled}
        onChange={(enabled) => set({ enabled })}
      />
    </>
  );
}

/** The channel and its provider, which are chosen once. */
function ProviderFields({
  editing: { draft, set, errorAt },
}: {
  readonly editing: Pick<Editing<ChannelDraft, StoredChannel>, 'draft' | 'set' | 'errorAt'>;
}) {
  return (
    <>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <NativeSelect
          label={WORDS.channel}
          error={errorAt('/channel')}
          data={CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }))}
          value={draft.channel}
          onChange={(event) => {
            const channel = CHANNELS.find((one) => one === event.currentTarget.value) ?? draft.channel;
            const kinds = kindsFor(channel);
            const kind = kinds.includes(draft.kind) ? draft.kind : 'webhook';
            set({ channel, kind, settings: kind === draft.kind ? draft.settings : {} });
          }}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <NativeSelect
          label={WORDS.kind}
          data={kindsFor(draft.channel).map((one) => ({ value: one, label: WORDS.kinds[one] }))}
          value={draft.kind}
          onChange={(event) => {
            const kind = CHANNEL_KINDS.find((one) => one === event.currentTarget.value) ?? draft.kind;
            set({ kind, settings: {} });
          }}
        />
      </Grid.Col>
    </>
  );
}

function KindFields({ editing: { draft, set, errorAt }, stored }: PartProps) {
  const fields = fieldsOf(draft.kind).filter(
    ({ channels }) => channels === undefined || channels.includes(draft.channel),
  );
  const hasSecrets = (stored?.secretNames.length ?? 0) > 0;
  return (
    <>
      <Grid gap="md">
        {fields.map((field) => (
          <Grid.Col key={`${draft.kind} ${field.name}`} span={{ base: 12, sm: 6 }}>
            <KindField
              field={field}
              value={draft.settings[field.name]}
              isKept={stored?.secretNames.includes(field.name) ?? false}
              error={errorAt(`/${draft.kind}/${field.name}`)}
              onChange={(value) => set({ settings: { ...draft.settings, [field.name]: value } })}
            />
          </Grid.Col>
        ))}
      </Grid>
      {hasSecrets && (
        <Text size="xs" c="dimmed">
          {WORDS.secretAgain}
        </Text>
      )}
    </>
  );
}
