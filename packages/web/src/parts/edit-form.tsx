import { Button, Group, Stack, Text } from '@mantine/core';
import { ApiError } from '@tact/api/without-schemas';
import { useState, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import type { Editing } from './editing.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { FailureNote } from './notes.tsx';
import { firstUnread } from './unread.ts';

/**
 * A form around a draft: Enter saves, Esc goes back, `e` goes to its first field, a refusal that belongs to no field stands above the
 * buttons. A field whose text is not understood is gone to, and nothing is saved. What was typed is not left behind without a question.
 */
export function EditForm<Draft, Saved>(props: {
  readonly editing: Editing<Draft, Saved>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
  readonly saveLabel?: string;
  readonly isReadOnly?: boolean;
  /** The form is a screen of its own that nobody comes from: cancelling takes back what was typed. */
  readonly staysHere?: boolean;
}) {
  const { editing, onCancel, children, saveLabel = texts.actions.save } = props;
  const { isReadOnly = false, staysHere = false } = props;
  const { error, isPending } = editing.mutation;
  const [isHeldBack, setHeldBack] = useState(false);
  const isConflict = error instanceof ApiError && error.code === 'version_conflict';
  return (
    <form
      noValidate
      data-shortcut="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReadOnly) return;
        const unread = firstUnread(event.currentTarget);
        setHeldBack(unread !== null);
        if (unread === null) editing.save();
        else unread.focus();
      }}
      onInput={() => setHeldBack(false)}
    >
      <fieldset disabled={isReadOnly} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">{children}</Stack>
      </fieldset>
      {isHeldBack && (
        <Text c="var(--mantine-color-error)" size="sm" mt="sm" role="alert">
          {texts.errors.fix}
        </Text>
      )}
      {error !== null && !isConflict && <FailureNote error={error} />}
      <Group gap="xs" mt="lg">
        {!isReadOnly && (
          <Button type="submit" loading={isPending}>
            {saveLabel}
          </Button>
        )}
        {!(isReadOnly && staysHere) && (
          <Button variant="default" onClick={onCancel} data-shortcut={staysHere ? undefined : 'back'}>
            {isReadOnly ? texts.actions.back : texts.actions.cancel}
          </Button>
        )}
      </Group>
      <LeaveGuard mayLeave={editing.mayLeave} />
    </form>
  );
}
