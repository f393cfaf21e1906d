import { Grid, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CHANNELS } from '@tact/engine';
import { useMay } from '../../api/session.ts';
import type { Editing } from '../../parts/editing.ts';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { draftOf, NEW_CHANNEL, type ChannelDraft } from './channel-draft.ts';
import { CHANNELS_KEPT, type StoredChannel } from './channel-kind.ts';
import { Inbound, TestChannel } from './channel-test.tsx';
import { KindField } from './kind-field.tsx';
import { CHANNEL_KINDS, fieldsOf, kindsFor } from './kind-fields.ts';

const WORDS = texts.channelsScreen;

/** A new channel configuration. */
export function NewChannelScreen() {
  return <ChannelForm stored={null} />;
}

/** A channel configuration as it is changed; its secrets are written and never read. */
export function EditChannelScreen() {
  return (
    <OpenedKept kind={CHANNELS_KEPT}>
      {(stored, { key, onReload }) => <ChannelForm key={key} stored={stored} onReload={onReload} />}
    </OpenedKept>
  );
}

function ChannelForm({
  stored,
  onReload,
}: {
  readonly stored: StoredChannel | null;
  readonly onReload?: (stored: StoredChannel) => void;
}) {
  const mayWrite = useMay('channels:write');
  const about =
    stored === null ? WORDS.about : WORDS.of(texts.channels[stored.channel], WORDS.kinds[stored.kind]);
  return (
    <KeptForm
      kind={CHANNELS_KEPT}
      stored={stored}
      start={stored === null ? NEW_CHANNEL : draftOf(stored)}
      {...(onReload === undefined ? {} : { onReload })}
      about={about}
      isNarrow
      above={stored !== null && mayWrite && <TestChannel id={stored.id} />}
      below={stored !== null && <Inbound inbound={stored.inbound} />}
    >
      {({ editing }) => (
        <>
          <CommonFields editing={editing} stored={stored} />
          <KindFields editing={editing} stored={stored} />
        </>
      )}
    </KeptForm>
  );
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
