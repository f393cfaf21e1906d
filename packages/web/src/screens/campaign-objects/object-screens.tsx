import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ObjectForm } from './object-form.tsx';
import { copyOf, NEW_OBJECT, OBJECT_KINDS, type ObjectKind, type StoredObject } from './object-kind.ts';
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
  const id = usePathPart('id');
  if (view === undefined) return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  return (
    <Loaded view={view} id={id}>
      {(stored) => <ObjectForm view={view} stored={null} start={copyOf(stored)} />}
    </Loaded>
  );
}

/** The campaign object in the address. */
export function EditObjectScreen() {
  const view = useKind();
  const id = usePathPart('id');
  if (view === undefined) return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  return (
    <Loaded view={view} id={id}>
      {(stored, onReload) => (
        <ObjectForm
          key={`${stored.id}${stored.version}`}
          view={view}
          stored={stored}
          start={stored}
          onReload={onReload}
        />
      )}
    </Loaded>
  );
}

/** Reads an object once: what somebody else saves meanwhile does not change what is being typed. */
function Loaded({
  view,
  id,
  children,
}: {
  readonly view: ObjectKind;
  readonly id: string;
  readonly children: (stored: StoredObject, onReload: (stored: StoredObject) => void) => ReactNode;
}) {
  const [reloaded, setReloaded] = useState<StoredObject | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: [view.kind, id, 'opened'],
    queryFn: () => view.get(id),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  const stored = reloaded ?? data;
  return stored === undefined ? <LoadingNote /> : children(stored, setReloaded);
}
