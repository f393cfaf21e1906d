import { Button, Grid, NativeSelect, Select, TextInput } from '@mantine/core';
import { TIMEZONE_SOURCES } from '@tact/engine';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { readAll } from '../../api/read-all.ts';
import { useMay, useSession } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing, type Editing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
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
import { DeleteObject } from './object-list.tsx';
import { PicksEditor } from './picks.tsx';

const WORDS = texts.objects;

/** Makes a campaign object, or changes one: its name, clock and profile as far as its kind has them, and what it picks. */
export function ObjectForm({
  view,
  stored,
  start,
  onReload,
}: {
  readonly view: ObjectKind;
  /** Null: a new one. */
  readonly stored: StoredObject | null;
  readonly start: ObjectDraft;
  readonly onReload?: (stored: StoredObject) => void;
}) {
  const { kind, hasClock } = view;
  const words = WORDS[kind];
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const mayWrite = useMay('campaign-groups:write');
  const { role } = useSession();
  const [isDeleting, setDeleting] = useState(false);
  const [template, setTemplate] = useState<StoredObject | null>(null);
  const leave = () => void navigate({ to: `/${kind}` });
  const editing = useEditing<ObjectDraft, StoredObject>(
    draftOf(start),
    (draft, version) =>
      stored === null
        ? view.create(draft, template?.id ?? null)
        : view.update(stored.id, version ?? stored.version, draft),
    () => {
      void queryClient.invalidateQueries({ queryKey: [kind] });
      toast(texts.states.saved);
      leave();
    },
  );
  const { draft, set, errorAt } = editing;
  const profile = useOne(DIALING_PROFILES, draft.dialingProfileId);
  return (
    <Screen
      title={stored === null ? words.create : stored.name}
      about={mayWrite ? words.about : texts.states.readOnly(texts.shell.roles[role])}
      actions={
        stored !== null && mayWrite && <FormActions view={view} stored={stored} onDelete={setDeleting} />
      }
    >
      <EditForm editing={editing} onCancel={leave} isReadOnly={!mayWrite}>
        <Fields
          view={view}
          editing={editing}
          template={
            stored === null && kind === 'campaign-groups' ? { chosen: template, choose: setTemplate } : null
          }
        />
        <div>
          <PicksEditor
            picks={draft}
            onChange={mayWrite ? set : undefined}
            shared={profile}
            errorAt={errorAt}
          />
        </div>
        {hasClock && (
          <HoursField
            value={draft.campaignHours}
            onChange={(campaignHours) => set({ campaignHours })}
            errorAt={errorAt}
            isReadOnly={!mayWrite}
          />
        )}
      </EditForm>
      {stored !== null && isDeleting && (
        <DeleteObject view={view} object={stored} onClose={() => setDeleting(false)} onDeleted={leave} />
      )}
      {stored !== null && (
        <ConflictDialog<StoredObject>
          isOpen={editing.isConflict}
          entity={view.entity}
          id={stored.id}
          yours={{ ...draft }}
          fetchTheirs={() => view.get(stored.id)}
          shown={(theirs) => ({ ...draftOf(theirs) })}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}

function FormActions({
  view: { kind },
  stored: { id },
  onDelete,
}: {
  readonly view: ObjectKind;
  readonly stored: StoredObject;
  readonly onDelete: (isDeleting: true) => void;
}) {
  return (
    <>
      <Button
        variant="default"
        component={Link}
        to={`/${kind}/${id}/copy`}
        leftSection={<Icon name="copy" />}
      >
        {texts.actions.duplicate}
      </Button>
      <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => onDelete(true)}>
        {texts.actions.delete}
      </Button>
    </>
  );
}

function Fields({
  view: { hasClock, hasProfile },
  editing: { draft, set, errorAt },
  template,
}: {
  readonly view: ObjectKind;
  readonly editing: Editing<ObjectDraft, StoredObject>;
  /** Null: where nothing is made from a template. */
  readonly template: {
    readonly chosen: StoredObject | null;
    readonly choose: (template: StoredObject | null) => void;
  } | null;
}) {
  const templates = useAll(CAMPAIGN_TEMPLATES, template !== null);
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
      {template !== null && (
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Select
            label={WORDS.template}
            description={WORDS.templateHelp}
            placeholder={WORDS.templateNone}
            data={templates.map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            clearable
            error={errorAt('/templateId')}
            value={template.chosen?.id ?? null}
            onChange={(id) => {
              const chosen = templates.find((one) => one.id === id) ?? null;
              template.choose(chosen);
              // What is copied is shown, and can be changed before it is saved.
              if (chosen !== null)
                set({ ...draftOf(chosen), name: draft.name, dialingProfileId: draft.dialingProfileId });
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
  const { data } = useQuery({
    queryKey: [view.kind, 'all'],
    queryFn: () => readAll(view.list),
    enabled: isEnabled,
  });
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
