import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../api/session.ts';
import { texts } from '../texts/screen-texts.ts';
import { instantOfLocal, localFieldText } from '../time/local-instant.ts';
import { zoneQuery, zoneTown } from '../time/zone-clock.ts';
import { unreadMark } from './unread.ts';

const WORDS = texts.campaigns;

/** Date and time on the organization's clock, kept as an instant; empty is null, and `whenEmpty` says what that means. The browser's own zone plays no part. */
export function InstantField({
  label,
  whenEmpty = WORDS.dateOpen,
  help,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly whenEmpty?: string;
  /** In place of what is said of the clock. */
  readonly help?: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: string | undefined;
}) {
  const { organization } = useSession();
  const { data: zone } = useQuery(zoneQuery(organization.zone));
  const [isNoTime, setNoTime] = useState(false);
  const description = help ?? WORDS.dateHelp(zoneTown(organization.zone), whenEmpty);
  if (zone === undefined) return <TextInput label={label} description={description} disabled />;
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={description}
      error={isNoTime ? WORDS.dateInvalid : error}
      // Held by the browser: it says nothing while a part of it is being typed.
      defaultValue={localFieldText(zone, value)}
      {...unreadMark(isNoTime)}
      onChange={(event) => {
        const { value: text, validity } = event.currentTarget;
        // A part of it is gone or not there yet: its form is held back for that. Where the rest goes, too, the browser says no more.
        if (validity.badInput) {
          setNoTime(false);
          onChange(null);
          return;
        }
        const instant = text === '' ? null : instantOfLocal(zone, text);
        setNoTime(instant === undefined);
        if (instant !== undefined) onChange(instant);
      }}
    />
  );
}
