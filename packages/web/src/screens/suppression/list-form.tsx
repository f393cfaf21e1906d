import { Grid, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { ChannelsPicker, Tick } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredList } from './list-overview.tsx';

const WORDS = texts.lists;

/** A new suppression list. */
export function NewSuppressionListScreen() {
  return <ListForm stored={null} />;
}

/** A suppression list as it is changed. */
export function EditSuppressionListScreen() {
  const id = usePathPart('id');
  const [reloaded, setReloaded] = useState<StoredList | null>(null);
  const { data, error } = useQuery({
    queryKey: ['suppression-list', id, 'opened'],
    queryFn: () => client.suppressionLists.get({ params: { id } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} />;
  const stored = reloaded ?? data;
  if (stored === undefined) return <LoadingNote />;
  return <ListForm key={stored.version} stored={stored} onReload={setReloaded} />;
}

type Draft = Pick<
  StoredList,
  'name' | 'type' | 'channels' | 'required' | 'expires' | 'retentionDays' | 'registry'
>;

const NEW_LIST: Draft = {
  name: '',
  type: 'device',
  channels: 'any',
  required: true,
  expires: null,
  retentionDays: null,
  registry: null,
};

function draftOf({ name, type, channels, required, expires, retentionDays, registry }: Draft): Draft {
  return { name, type, channels, required, expires, retentionDays, registry };
}

function ListForm({
  stored,
  onReload,
}: {
  readonly stored: StoredList | null;
  readonly onReload?: (stored: StoredList) => void;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = (id: string | undefined) =>
    void navigate(
      id === undefined ? { to: '/suppression-lists' } : { to: '/suppression-lists/$id', params: { id } },
    );
  const isOwn = stored?.isOwn ?? false;
  const editing = useEditing<Draft, StoredList>(
    draftOf(stored ?? NEW_LIST),
    (draft, version) => {
      if (stored === null) return client.suppressionLists.create({ body: draft });
      const { name, channels, required, expires, retentionDays, registry } = draft;
      const change = { name, channels, required, expires, retentionDays, registry };
      const body = { version: version ?? stored.version, ...(isOwn ? { name: draft.name } : change) };
      return client.suppressionLists.update({ params: { id: stored.id }, body });
    },
    (saved) => {
      void queryClient.invalidateQueries({ queryKey: ['suppression-lists'] });
      void queryClient.invalidateQueries({ queryKey: ['suppression-list', saved.id] });
      toast(texts.states.saved);
      leave(saved.id);
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <Screen
      title={stored === null ? WORDS.create : stored.name}
      about={isOwn ? WORDS.ownHelp : WORDS.about}
      isNarrow
    >
      <EditForm editing={editing} onCancel={() => leave(stored?.id)}>
        <TextInput
          label={WORDS.name}
          required
          autoFocus
          error={errorAt('/name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        {!isOwn && (
          <>
            <Grid gap="md">
              <Grid.Col span={{ base: 12, sm: 6 }}>
                <NativeSelect
                  label={WORDS.type}
                  disabled={stored !== null}
                  data={(['device', 'client'] as const).map((one) => ({
                    value: one,
                    label: WORDS.types[one],
                  }))}
                  value={draft.type}
                  onChange={(event) =>
                    set({ type: event.currentTarget.value === 'client' ? 'client' : 'device' })
                  }
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
        )}
      </EditForm>
      {stored !== null && (
        <ConflictDialog<StoredList>
          isOpen={editing.isConflict}
          entity="suppression-list"
          id={stored.id}
          yours={draft}
          fetchTheirs={() => client.suppressionLists.get({ params: { id: stored.id } })}
          shown={draftOf}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}

function RegistryFields({
  draft: { registry },
  set,
  errorAt,
}: {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
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
        </Grid>
      )}
    </>
  );
}
