import { useState, type ReactNode } from 'react';
import { usePathPart } from '../../shell/address.ts';
import { FailureNote, LoadingNote } from '../notes.tsx';
import { useOpened } from '../use-opened.ts';
import type { Kept } from './kept-kind.ts';

/** Opens the one in the address. After a conflict the other one's state can take its place. */
export function OpenedKept<Stored extends Pick<Kept, 'id' | 'version'>>({
  kind,
  children,
}: {
  readonly kind: { readonly area: string; readonly get: (id: string) => Promise<Stored> };
  /** `key`: another one for every state, so that a form begins anew. */
  readonly children: (
    stored: Stored,
    opened: { readonly key: string; readonly onReload: (stored: Stored) => void },
  ) => ReactNode;
}) {
  const id = usePathPart('id');
  const [reloaded, setReloaded] = useState<Stored | null>(null);
  const { data, error, refetch } = useOpened([kind.area, id], () => kind.get(id));
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  const stored = reloaded?.id === id ? reloaded : data;
  if (stored === undefined) return <LoadingNote />;
  return children(stored, { key: `${stored.id} ${stored.version}`, onReload: setReloaded });
}
