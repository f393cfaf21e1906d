import type { Scope } from '@tact/api';
import type { ReactNode } from 'react';
import { readAll } from '../../api/read-all.ts';
import type { ListPage } from '../data-list.tsx';

/** What every kept thing has. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly updatedAt: string;
}

/** The words of a kind. */
export interface KeptWords<Stored> {
  readonly title: string;
  readonly about: string;
  /** The list is empty, and what to do about it. */
  readonly empty: string;
  readonly create: string;
  readonly deleteTitle: (name: string) => string;
  /** What it leads to. */
  readonly deleteAbout: string | ((stored: Stored) => ReactNode);
}

/**
 * One kind of things that are kept under a name: listed at `path`, made at `path/new`, changed at `path/ID`, copied at `path/ID/copy`. With it
 * the screens of a kind are the shared ones, and only its columns and its fields are its own.
 */
export interface KeptKind<Stored extends Kept, Draft extends object> {
  /** Where its list is. */
  readonly path: string;
  /** Under which what was read of it is kept: the first part of the keys of its queries. */
  readonly area: string;
  /** As the audit trail names it. */
  readonly entity: string;
  /** Who may change it. */
  readonly scope: Scope;
  readonly words: KeptWords<Stored>;
  readonly list: (query: { readonly limit?: number; readonly cursor?: string }) => Promise<ListPage<Stored>>;
  readonly get: (id: string) => Promise<Stored>;
  readonly create: (draft: Draft) => Promise<Stored>;
  readonly update: (stored: Stored, version: number, draft: Draft) => Promise<Stored>;
  /** `update` writes only the fields that were changed in the form: the dialog of a conflict then shows those alone. */
  readonly savesChangesOnly?: boolean;
  /** Null: it is not deleted here. */
  readonly delete: ((id: string) => Promise<unknown>) | null;
  /** Whether this one can be deleted; without it, each can. */
  readonly canDelete?: (stored: Stored) => boolean;
  readonly draftOf: (stored: Stored) => Draft;
  /** A draft as the dialog of a conflict shows it; without it, all of its fields. Never a secret. */
  readonly shown?: (draft: Draft, stored: Stored) => Readonly<Record<string, unknown>>;
  /** Whether a deleted one can be made again from what is known here: it gets a new id. Without it, none can. */
  readonly canUndoDelete?: (stored: Stored) => boolean;
  /** How one is duplicated: at the address of a copy that is not saved yet, at once, or not at all. */
  readonly copies: 'at-address' | 'not' | ((stored: Stored) => Promise<Stored>);
  /** The title of the column whose order a list is in at first; without it, the name. */
  readonly firstOrder?: string;
  /** What besides the name is found in its list. */
  readonly findIn?: (stored: Stored) => string;
  /** Where one is looked at, where that is not its form; its form is then at `path/ID/edit`. */
  readonly lookedAt?: (id: string) => string;
  /** Where to go once a new one is made; without it, to where it is looked at, else to the list. */
  readonly afterCreate?: (id: string) => string;
}

/** Where one is changed. */
export function formPath(
  { path, lookedAt }: Pick<KeptKind<never, never>, 'path' | 'lookedAt'>,
  id: string,
): string {
  return lookedAt === undefined ? `${path}/${id}` : `${path}/${id}/edit`;
}

/** Where one is looked at: its own screen where it has one, else its form. */
export function ownPath(
  { path, lookedAt }: Pick<KeptKind<never, never>, 'path' | 'lookedAt'>,
  id: string,
): string {
  return lookedAt?.(id) ?? `${path}/${id}`;
}

/** Whether there is a way to delete one. */
export function isDeletable<Stored extends Kept>(
  { delete: remove, canDelete }: Pick<KeptKind<Stored, never>, 'delete' | 'canDelete'>,
  stored: Stored,
): boolean {
  return remove !== null && (canDelete?.(stored) ?? true);
}

/** Reads all of a kind, at most 5,000. */
export function allKept<Stored extends Kept>(kind: {
  readonly area: string;
  readonly list: KeptKind<Stored, never>['list'];
}) {
  return { queryKey: [kind.area, 'list'], queryFn: () => readAll(kind.list) };
}
