import { useLocation } from '@tanstack/react-router';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { EmptyNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { ObjectForm } from './object-form.tsx';
import { copyOf, draftOf, NEW_OBJECT, OBJECT_KINDS, type ObjectKind } from './object-kind.ts';
import { ObjectList } from './object-list.tsx';

/** The kind that the address begins with. */
function useKind(): ObjectKind | undefined {
  const path = useLocation({ select: ({ pathname }) => pathname });
  return OBJECT_KINDS.find(({ kind }) => path.split('/')[1] === kind);
}

/** The campaign objects of the kind in the address. */
export function ObjectListScreen() {
  const view = useKind();
  return view === undefined ? (
    <EmptyNote>{texts.states.notFound}</EmptyNote>
  ) : (
    <ObjectList key={view.kind} view={view} />
  );
}

/** A new campaign object. */
export function NewObjectScreen() {
  const view = useKind();
  if (view === undefined) return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  return <ObjectForm key={view.kind} view={view} stored={null} start={NEW_OBJECT} />;
}

/** A new campaign object that begins as a copy of the one in the address. */
export function CopyObjectScreen() {
  const view = useKind();
  if (view === undefined) return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  return (
    <OpenedKept kind={view}>
      {(stored) => <ObjectForm view={view} stored={null} start={copyOf(stored)} />}
    </OpenedKept>
  );
}

/** The campaign object in the address. */
export function EditObjectScreen() {
  const view = useKind();
  if (view === undefined) return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  return (
    <OpenedKept kind={view}>
      {(stored, { key, onReload }) => (
        <ObjectForm key={key} view={view} stored={stored} start={draftOf(stored)} onReload={onReload} />
      )}
    </OpenedKept>
  );
}
