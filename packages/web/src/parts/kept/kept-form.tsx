import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useMay, useSession } from '../../api/session.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ConflictDialog } from '../conflict-dialog.tsx';
import { EditForm } from '../edit-form.tsx';
import { useEditing, type Editing } from '../editing.ts';
import { Icon } from '../icon.tsx';
import { LeaveQuestion } from '../leave-guard.tsx';
import { Screen } from '../screen.tsx';
import { toast } from '../toast.ts';
import { useCopyKept } from './copy-kept.ts';
import { DeleteKept } from './delete-kept.tsx';
import { changedFields } from './without.ts';
import { isDeletable, type Kept, type KeptKind } from './kept-kind.ts';

/** What the fields of a form are drawn with. */
export interface KeptFields<Stored, Draft> {
  readonly editing: Editing<Draft, Stored>;
  readonly isReadOnly: boolean;
}

/**
 * The frame of a form that makes or changes one of a kind: save, go back, duplicate, delete; refusals beside their fields, and a dialog where
 * somebody else saved first. Who may not change it sees the same, and can change nothing.
 */
export function KeptForm<Stored extends Kept, Draft extends object>({
  kind,
  stored,
  start,
  onReload,
  about,
  isNarrow = false,
  above,
  below,
  children,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  /** Null: a new one. */
  readonly stored: Stored | null;
  /** What the form begins with, where it is not what is stored. */
  readonly start: Draft;
  readonly onReload?: (stored: Stored) => void;
  /** What it is, where that is not what the list says. */
  readonly about?: string;
  readonly isNarrow?: boolean;
  readonly above?: ReactNode;
  readonly below?: ReactNode;
  readonly children: (fields: KeptFields<Stored, Draft>) => ReactNode;
}) {
  const { words, area, path, lookedAt, afterCreate } = kind;
  const mayWrite = useMay(kind.scope);
  const { role } = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const back = (id: string | undefined) => (id === undefined ? path : (lookedAt?.(id) ?? path));
  const editing = useEditing<Draft, Stored>(
    start,
    (draft, version) =>
      stored === null ? kind.create(draft) : kind.update(stored, version ?? stored.version, draft),
    ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: [area] });
      toast(texts.states.saved);
      void navigate({ to: stored === null ? (afterCreate?.(id) ?? back(id)) : back(id) });
    },
  );
  return (
    <Screen
      title={stored === null ? words.create : stored.name}
      about={mayWrite ? (about ?? words.about) : texts.states.readOnly(texts.shell.roles[role])}
      actions={
        stored !== null &&
        mayWrite && (
          <Actions kind={kind} stored={stored} editing={editing} onDelete={() => setDeleting(true)} />
        )
      }
      isNarrow={isNarrow}
    >
      {above}
      <EditForm
        editing={editing}
        onCancel={() => void navigate({ to: back(stored?.id) })}
        isReadOnly={!mayWrite}
      >
        {children({ editing, isReadOnly: !mayWrite })}
      </EditForm>
      {below}
      {stored !== null && isDeleting && (
        <DeleteKept
          kind={kind}
          stored={stored}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            editing.giveUp();
            void navigate({ to: path });
          }}
        />
      )}
      {stored !== null && (
        <KeptConflict
          kind={kind}
          stored={stored}
          editing={editing}
          onReload={(theirs) => onReload?.(theirs)}
        />
      )}
    </Screen>
  );
}

function Actions<Stored extends Kept, Draft extends object>({
  kind,
  stored,
  editing: { mayLeave, giveUp },
  onDelete,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  readonly stored: Stored;
  readonly editing: Editing<Draft, Stored>;
  readonly onDelete: () => void;
}) {
  const copy = useCopyKept(kind);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {copy !== null && (
        <Button
          variant="default"
          leftSection={<Icon name="copy" />}
          // Asked before the copy is made, which is of what is saved.
          onClick={() => (mayLeave() ? copy(stored) : setAsking(true))}
        >
          {texts.actions.duplicate}
        </Button>
      )}
      {isAsking && (
        <LeaveQuestion
          onStay={() => setAsking(false)}
          onLeave={() => {
            setAsking(false);
            giveUp();
            copy?.(stored);
          }}
        />
      )}
      {isDeletable(kind, stored) && (
        <Button variant="default" leftSection={<Icon name="trash" />} onClick={onDelete}>
          {texts.actions.delete}
        </Button>
      )}
    </>
  );
}

/** All fields of a draft. */
function fieldsOf(draft: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(draft));
}

function KeptConflict<Stored extends Kept, Draft extends object>({
  kind: { entity, get, draftOf, savesChangesOnly = false, shown = fieldsOf },
  stored,
  editing,
  onReload,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  readonly stored: Stored;
  readonly editing: Editing<Draft, Stored>;
  readonly onReload: (stored: Stored) => void;
}) {
  const before = shown(draftOf(stored), stored);
  const yours = shown(editing.draft, stored);
  const changed = Object.keys(savesChangesOnly ? changedFields(before, yours) : yours);
  const ofChanged = (fields: Readonly<Record<string, unknown>>) =>
    savesChangesOnly ? Object.fromEntries(changed.map((name) => [name, fields[name]])) : fields;
  return (
    <ConflictDialog<Stored>
      isOpen={editing.isConflict}
      entity={entity}
      id={stored.id}
      yours={ofChanged(yours)}
      fetchTheirs={() => get(stored.id)}
      shown={(theirs) => ofChanged(shown(draftOf(theirs), theirs))}
      onKeepMine={(version) => editing.save(version)}
      onTakeTheirs={onReload}
      onClose={editing.dismissConflict}
    />
  );
}
