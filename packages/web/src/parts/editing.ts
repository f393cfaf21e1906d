import { ApiError } from '@tact/api/without-schemas';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { fieldErrorsOf, NO_FIELD_ERRORS, type FieldErrors } from '../api/failure.ts';

/** A draft of something that is being edited, how it is saved, and what the API said of it. */
export interface Editing<Draft, Saved> {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly isChanged: boolean;
  /** Whether leaving loses nothing: what was typed is saved, or was given up. Asked at the moment of leaving. */
  readonly mayLeave: () => boolean;
  /** Gives up what was typed, because what it belongs to is gone. */
  readonly giveUp: () => void;
  readonly save: (version?: number) => void;
  readonly mutation: UseMutationResult<Saved, unknown, number | undefined>;
  /** What is wrong with the field at this JSON pointer, or below it; undefined where nothing is. */
  readonly errorAt: (pointer: string) => string | undefined;
  readonly errors: FieldErrors;
  /** Whether somebody else saved it meanwhile. */
  readonly isConflict: boolean;
  readonly dismissConflict: () => void;
}

/**
 * Keeps a draft until it is saved. A refusal stays beside its field until the next try; a conflict of versions keeps the draft as it is.
 * `save` of the given function gets the version to save on: the one that was opened, or a later one that was looked at.
 */
export function useEditing<Draft extends object, Saved>(
  start: Draft,
  save: (draft: Draft, version: number | undefined) => Promise<Saved>,
  onSaved: (saved: Saved) => void,
): Editing<Draft, Saved> {
  const [draft, setDraft] = useState(start);
  const [isDismissed, setDismissed] = useState(false);
  // Asked by the router before this is drawn again after a save.
  const isSettled = useRef(false);
  const mutation = useMutation<Saved, unknown, number | undefined>({
    mutationFn: (version) => save(draft, version),
    onMutate: () => setDismissed(false),
    onSuccess: (saved) => {
      isSettled.current = true;
      onSaved(saved);
    },
  });
  const errors = mutation.error === null ? NO_FIELD_ERRORS : fieldErrorsOf(mutation.error);
  const isConflict =
    !isDismissed && mutation.error instanceof ApiError && mutation.error.code === 'version_conflict';
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start);
  return {
    draft,
    set: (change) => {
      isSettled.current = false;
      setDraft((before) => ({ ...before, ...change }));
    },
    isChanged,
    mayLeave: () => isSettled.current || !isChanged,
    giveUp: () => {
      isSettled.current = true;
    },
    save: (version) => mutation.mutate(version),
    mutation,
    errors,
    errorAt: (pointer) => {
      const below = [...errors].find(([path]) => path === pointer || path.startsWith(`${pointer}/`));
      return below?.[1];
    },
    isConflict,
    dismissConflict: () => setDismissed(true),
  };
}
