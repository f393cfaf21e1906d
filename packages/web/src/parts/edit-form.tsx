import { Button, Group, Stack } from '@mantine/core';
import { ApiError } from '@tact/api/without-schemas';
import type { ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import type { Editing } from './editing.ts';
import { FailureNote } from './notes.tsx';

/** A form around a draft: Enter saves, Esc leaves, a refusal that belongs to no field stands above the buttons. */
export function EditForm<Draft, Saved>(props: {
  readonly editing: Editing<Draft, Saved>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
  readonly saveLabel?: string;
  readonly isReadOnly?: boolean;
}) {
  const { editing, onCancel, children, saveLabel = texts.actions.save, isReadOnly = false } = props;
  const { error, isPending } = editing.mutation;
  const isConflict = error instanceof ApiError && error.code === 'version_conflict';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReadOnly) editing.save();
      }}
    >
      <fieldset disabled={isReadOnly} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">{children}</Stack>
      </fieldset>
      {error !== null && !isConflict && <FailureNote error={error} />}
      {!isReadOnly && (
        <Group gap="xs" mt="lg">
          <Button type="submit" loading={isPending}>
            {saveLabel}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {texts.actions.cancel}
          </Button>
        </Group>
      )}
    </form>
  );
}
