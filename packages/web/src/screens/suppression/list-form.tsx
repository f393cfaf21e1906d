import { Grid, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Editing } from '../../parts/editing.ts';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { InstantField } from '../../parts/instant-field.tsx';
import { ChannelsPicker, Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { LISTS_KEPT, type ListDraft, type StoredList } from './list-kind.ts';
import { RegistryWarning } from './registry-state.tsx';

const WORDS = texts.lists;

const NEW_LIST: ListDraft = {
  name: '',
  type: 'device',
  channels: 'any',
  required: true,
  expires: null,
  retentionDays: null,
  registry: null,
};

/** A new suppression list. */
export function NewSuppressionListScreen() {
  return <ListForm stored={null} />;
}

/** A suppression list as it is changed. */
export function EditSuppressionListScreen() {
  return (
    <OpenedKept kind={LISTS_KEPT}>
      {(stored, { key, onReload }) => <ListForm key={key} stored={stored} onReload={onReload} />}
    </OpenedKept>
  );
}

function ListForm(props: {
  readonly stored: StoredList | null;
  readonly onReload?: (stored: StoredList) => void;
}) {
  const { stored } = props;
  const isOwn = stored?.isOwn ?? false;
  return (
    <KeptForm
      kind={LISTS_KEPT}
      {...props}
      start={stored === null ? NEW_LIST : LISTS_KEPT.draftOf(stored)}
      about={isOwn ? WORDS.ownHelp : WORDS.about}
      isNarrow
    >
      {({ editing }) => (
        <>
          <TextInput
            label={WORDS.name}
            required
            autoFocus
            error={editing.errorAt('/name')}
            value={editing.draft.name}
            onChange={(event) => editing.set({ name: event.currentTarget.value })}
          />
          {!isOwn && <ListFields editing={editing} isNew={stored === null} />}
        </>
      )}
    </KeptForm>
  );
}

function ListFields({
  editing: { draft, set, errorAt },
  isNew,
}: {
  readonly editing: Editing<ListDraft, StoredList>;
  readonly isNew: boolean;
}) {
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NativeSelect
            label={WORDS.type}
            disabled={!isNew}
            data={(['device', 'client'] as const).map((one) => ({
              value: one,
              label: WORDS.types[one],
            }))}
            value={draft.type}
            onChange={(event) => set({ type: event.currentTarget.value === 'client' ? 'client' : 'device' })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <ChannelsPicker
            value={draft.channels}
            onChange={(channels) => set({ channels })}
            error={errorAt('/channels')}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <TextInput
            label={WORDS.expires}
            description={WORDS.expiresHelp}
            error={errorAt('/expires')}
            value={draft.expires ?? ''}
            onChange={(event) =>
              set({ expires: event.currentTarget.value === '' ? null : event.currentTarget.value })
            }
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={WORDS.retention}
            description={WORDS.retentionHelp}
            min={1}
            allowDecimal={false}
            error={errorAt('/retentionDays')}
            value={draft.retentionDays ?? ''}
            onChange={(value) => set({ retentionDays: value === '' ? null : Number(value) })}
          />
        </Grid.Col>
      </Grid>
      <Tick
        label={texts.rules.fields.required}
        isOn={draft.required}
        onChange={(required) => set({ required })}
      />
      <RegistryFields draft={draft} set={set} errorAt={errorAt} />
    </>
  );
}

function RegistryFields({
  draft: { registry, required },
  set,
  errorAt,
}: {
  readonly draft: ListDraft;
  readonly set: (change: Partial<ListDraft>) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}) {
  const [text, setText] = useState(registry?.coverage.join(', ') ?? '');
  return (
    <>
      <Tick
        label={WORDS.registry}
        isOn={registry !== null}
        onChange={(isOn) =>
          set({ registry: isOn ? { ageHoursMax: 744, versionAt: null, coverage: [] } : null })
        }
      />
      {registry !== null && (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, sm: 5 }}>
            <NumberInput
              label={WORDS.registryAge}
              min={1}
              allowDecimal={false}
              error={errorAt('/registry/ageHoursMax')}
              value={registry.ageHoursMax}
              onChange={(value) => set({ registry: { ...registry, ageHoursMax: Number(value) } })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 7 }}>
            <TextInput
              label={WORDS.registryCoverage}
              description={WORDS.registryHelp}
              error={errorAt('/registry/coverage')}
              value={text}
              onChange={(event) => {
                const next = event.currentTarget.value;
                setText(next);
                set({
                  registry: { ...registry, coverage: next.split(/[\s,;]+/).filter((one) => one !== '') },
                });
              }}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 5 }}>
            <InstantField
              label={texts.registry.version}
              help={texts.registry.versionHelp}
              error={errorAt('/registry/versionAt')}
              value={registry.versionAt}
              onChange={(versionAt) => set({ registry: { ...registry, versionAt } })}
            />
          </Grid.Col>
        </Grid>
      )}
      {registry !== null && <RegistryWarning registry={registry} required={required} />}
    </>
  );
}
