import { Grid, NativeSelect, Select, TextInput } from '@mantine/core';
import { TIMEZONE_SOURCES } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import type { Editing } from '../../parts/editing.ts';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { HoursField, sourceOf } from './hours-field.tsx';
import {
  CAMPAIGN_TEMPLATES,
  DIALING_PROFILES,
  draftOf,
  type ObjectDraft,
  type ObjectKind,
  type StoredObject,
} from './object-kind.ts';
import { PicksEditor } from './picks.tsx';

const WORDS = texts.objects;

/** Makes a campaign object, or changes one: its name, clock and profile as far as its kind has them, and what it picks. */
export function ObjectForm(props: {
  readonly view: ObjectKind;
  /** Null: a new one. */
  readonly stored: StoredObject | null;
  readonly start: ObjectDraft;
  readonly onReload?: (stored: StoredObject) => void;
}) {
  const { view, ...given } = props;
  return (
    <KeptForm kind={view} {...given}>
      {({ editing, isReadOnly }) => (
        <>
          <Fields
            view={view}
            editing={editing}
            hasTemplate={given.stored === null && view.kind === 'campaign-groups'}
          />
          <Picks editing={editing} isReadOnly={isReadOnly} />
          {view.hasClock && (
            <HoursField
              value={editing.draft.campaignHours}
              onChange={(campaignHours) => editing.set({ campaignHours })}
              errorAt={editing.errorAt}
              isReadOnly={isReadOnly}
            />
          )}
        </>
      )}
    </KeptForm>
  );
}

function Picks({
  editing: { draft, set, errorAt },
  isReadOnly,
}: {
  readonly editing: Editing<ObjectDraft, StoredObject>;
  readonly isReadOnly: boolean;
}) {
  const profile = useOne(DIALING_PROFILES, draft.dialingProfileId);
  return (
    <div>
      <PicksEditor picks={draft} onChange={isReadOnly ? undefined : set} shared={profile} errorAt={errorAt} />
    </div>
  );
}

function Fields({
  view: { hasClock, hasProfile },
  editing: { draft, set, errorAt },
  hasTemplate,
}: {
  readonly view: ObjectKind;
  readonly editing: Editing<ObjectDraft, StoredObject>;
  /** Whether it can be made from a template. */
  readonly hasTemplate: boolean;
}) {
  const templates = useAll(CAMPAIGN_TEMPLATES, hasTemplate);
  const profiles = useAll(DIALING_PROFILES, hasProfile);
  return (
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
      {hasTemplate && (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Select
            label={WORDS.template}
            description={WORDS.templateHelp}
            placeholder={WORDS.templateNone}
            data={templates.map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            clearable
            error={errorAt('/templateId')}
            value={draft.templateId}
            onChange={(templateId) => {
              const chosen = templates.find((one) => one.id === templateId);
              const { name, dialingProfileId } = draft;
              // What is copied is shown, and can be changed before it is saved.
              set({ ...(chosen === undefined ? {} : draftOf(chosen)), name, dialingProfileId, templateId });
            }}
          />
        </Grid.Col>
      )}
      {hasProfile && (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Select
            label={WORDS.profile}
            description={WORDS.profileHelp}
            placeholder={WORDS.profileNone}
            data={profiles.map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            clearable
            error={errorAt('/dialingProfileId')}
            value={draft.dialingProfileId}
            onChange={(dialingProfileId) => set({ dialingProfileId })}
          />
        </Grid.Col>
      )}
      {hasClock && (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NativeSelect
            label={WORDS.source}
            data={[
              { value: '', label: WORDS.sourceUsual },
              ...TIMEZONE_SOURCES.map((one) => ({ value: one, label: texts.contactTimes.sources[one] })),
            ]}
            value={draft.timezoneSource ?? ''}
            onChange={(event) => set({ timezoneSource: sourceOf(event.currentTarget.value) })}
          />
        </Grid.Col>
      )}
    </Grid>
  );
}

/** All objects of a kind, to choose from. */
function useAll(view: ObjectKind, isEnabled: boolean): readonly StoredObject[] {
  const { data } = useQuery({ ...allKept(view), enabled: isEnabled });
  return data ?? [];
}

/** One object; undefined where none is meant, or it is not read yet. */
function useOne(view: ObjectKind, id: string | null): StoredObject | undefined {
  const { data } = useQuery({
    queryKey: [view.kind, id],
    queryFn: () => view.get(id ?? ''),
    enabled: id !== null,
  });
  return id === null ? undefined : data;
}
