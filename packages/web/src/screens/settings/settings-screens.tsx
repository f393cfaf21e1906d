import { Grid, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { SESSION_KEY } from '../../api/query-client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing, type Editing } from '../../parts/editing.ts';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { CountryPicker, ZonePicker } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { WeekGrid } from '../../parts/week-grid.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { LimitsEffect } from './limits-effect.tsx';

const WORDS = texts.settings;

type Stored = Awaited<ReturnType<typeof client.organization.get>>;
type Fields = Pick<Stored, 'name' | 'zone' | 'zoneFallback' | 'locale' | 'currency' | 'defaultCountry'>;
type Limits = Pick<Stored, 'limits' | 'allowedHours'>;

function fieldsOf({ name, zone, zoneFallback, locale, currency, defaultCountry }: Fields): Fields {
  return { name, zone, zoneFallback, locale, currency, defaultCountry };
}

function limitsOf({ limits, allowedHours }: Limits): Limits {
  return { limits, allowedHours };
}

/** Whose rules these are, and on which clock. */
export function OrganizationScreen() {
  return (
    <OrganizationPart title={WORDS.organization} about={WORDS.organizationAbout} draftOf={fieldsOf}>
      {(editing) => <OrganizationFields editing={editing} />}
    </OrganizationPart>
  );
}

/** Allowed hours and limits of the organization (S13, seed B2). */
export function LimitsScreen() {
  return (
    <OrganizationPart title={WORDS.limits} about={WORDS.limitsAbout} draftOf={limitsOf}>
      {(editing, isReadOnly) => (
        <>
          <LimitFields editing={editing} isReadOnly={isReadOnly} />
          {!isReadOnly && <LimitsEffect draft={editing.draft} isChanged={editing.isChanged} />}
        </>
      )}
    </OrganizationPart>
  );
}

interface PartProps<Draft> {
  readonly title: string;
  readonly about: string;
  readonly draftOf: (stored: Stored) => Draft;
  readonly children: (editing: Editing<Draft, Stored>, isReadOnly: boolean) => ReactNode;
}

/** What the screens of the organization began with. They share it, so that what one has saved is what the next begins with. */
const OPENED_KEY = ['organization', 'opened'] as const;

function OrganizationPart<Draft extends object>(props: PartProps<Draft>) {
  const queryClient = useQueryClient();
  const [resets, setResets] = useState(0);
  const {
    data: stored,
    error,
    refetch,
  } = useQuery({
    queryKey: OPENED_KEY,
    queryFn: () => client.organization.get(),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (stored === undefined) return <LoadingNote />;
  return (
    <PartForm
      key={`${stored.version} ${resets}`}
      {...props}
      stored={stored}
      onReload={(saved) => queryClient.setQueryData(OPENED_KEY, saved)}
      onReset={() => setResets(resets + 1)}
    />
  );
}

function PartForm<Draft extends object>({
  title,
  about,
  draftOf,
  children,
  stored,
  onReload,
  onReset,
}: PartProps<Draft> & {
  readonly stored: Stored;
  readonly onReload: (stored: Stored) => void;
  readonly onReset: () => void;
}) {
  const queryClient = useQueryClient();
  const mayWrite = useMay('organization:write');
  const { role } = useSession();
  const editing = useEditing<Draft, Stored>(
    draftOf(stored),
    (draft, version) =>
      client.organization.update({ body: { ...draft, version: version ?? stored.version } }),
    (saved) => {
      toast(texts.states.saved);
      void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      void queryClient.invalidateQueries({ queryKey: ['windows'] });
      // What other screens know of it, such as the country of numbers; not what stands in these forms.
      void queryClient.invalidateQueries({ queryKey: ['organization'], exact: true });
      onReload(saved);
    },
  );
  return (
    <Screen title={title} about={mayWrite ? about : texts.states.readOnly(texts.shell.roles[role])} isNarrow>
      <EditForm editing={editing} staysHere onCancel={onReset} isReadOnly={!mayWrite}>
        {children(editing, !mayWrite)}
      </EditForm>
      <ConflictDialog<Stored>
        isOpen={editing.isConflict}
        entity="organization"
        id={stored.id}
        yours={Object.fromEntries(Object.entries(editing.draft))}
        fetchTheirs={() => client.organization.get()}
        shown={(theirs) => Object.fromEntries(Object.entries(draftOf(theirs)))}
        onKeepMine={(version) => editing.save(version)}
        onTakeTheirs={onReload}
        onClose={editing.dismissConflict}
      />
    </Screen>
  );
}

function OrganizationFields({
  editing: { draft, set, errorAt },
}: {
  readonly editing: Editing<Fields, Stored>;
}) {
  return (
    <Grid gap="md">
      <Grid.Col span={12}>
        <TextInput
          label={WORDS.name}
          error={errorAt('/name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <ZonePicker
          label={WORDS.zone}
          error={errorAt('/zone')}
          value={draft.zone}
          onChange={(zone) => set({ zone: zone ?? draft.zone })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <NativeSelect
          label={WORDS.zoneFallback}
          data={(['number', 'organization'] as const).map((one) => ({
            value: one,
            label: WORDS.zoneFallbacks[one],
          }))}
          value={draft.zoneFallback}
          onChange={(event) =>
            set({ zoneFallback: event.currentTarget.value === 'organization' ? 'organization' : 'number' })
          }
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <CountryPicker
          label={WORDS.country}
          error={errorAt('/defaultCountry')}
          value={draft.defaultCountry}
          onChange={(country) => set({ defaultCountry: country ?? draft.defaultCountry })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 6, sm: 3 }}>
        <TextInput
          label={WORDS.locale}
          error={errorAt('/locale')}
          value={draft.locale}
          onChange={(event) => set({ locale: event.currentTarget.value })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 6, sm: 3 }}>
        <TextInput
          label={WORDS.currency}
          maxLength={3}
          error={errorAt('/currency')}
          value={draft.currency}
          onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
        />
      </Grid.Col>
    </Grid>
  );
}

function LimitFields({
  editing: { draft, set, errorAt },
  isReadOnly,
}: {
  readonly editing: Editing<Limits, Stored>;
  readonly isReadOnly: boolean;
}) {
  const { limits, allowedHours } = draft;
  const limit = (name: keyof Stored['limits'], label: string) => (
    <Grid.Col span={{ base: 12, sm: 4 }}>
      <NumberInput
        label={label}
        description={WORDS.noLimit}
        min={1}
        allowDecimal={false}
        error={errorAt(`/limits/${name}`)}
        value={limits[name] ?? ''}
        onChange={(value) => set({ limits: { ...limits, [name]: value === '' ? null : Number(value) } })}
      />
    </Grid.Col>
  );
  return (
    <>
      <Grid gap="md" align="flex-end">
        {limit('attemptsPerDayMax', WORDS.perDay)}
        {limit('attemptsPerWeekMax', WORDS.perWeek)}
        {limit('intervalHoursMin', WORDS.interval)}
      </Grid>
      <Text fw={600} component="h2" fz="md">
        {WORDS.hours}
      </Text>
      <WeekGrid
        times={allowedHours}
        onChange={(next) => set({ allowedHours: next })}
        error={errorAt('/allowedHours')}
        isReadOnly={isReadOnly}
      />
    </>
  );
}
