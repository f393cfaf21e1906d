import { NativeSelect, Stack } from '@mantine/core';
import { TIMEZONE_SOURCES, type CampaignHours, type TimezoneSource, type WeekTimes } from '@tact/engine';
import { useRef, type ReactNode } from 'react';
import { Tick } from '../../parts/pickers.tsx';
import { WeekGrid } from '../../parts/week-grid.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { weekInWords } from '../rules/place-words.ts';

const WORDS = texts.objects;

const USUAL_HOURS: CampaignHours = {
  timezoneSource: 'contact-and-device',
  times: { everyDay: [{ start: '09:00', end: '18:00' }] },
};

/** Hours of a campaign object's own (seed A7.5): none, or a week of them on somebody's clocks. */
export function HoursField({
  value,
  onChange,
  errorAt,
  isReadOnly,
}: {
  readonly value: CampaignHours | null;
  readonly onChange: (value: CampaignHours | null) => void;
  readonly errorAt: (pointer: string) => string | undefined;
  readonly isReadOnly: boolean;
}) {
  const source = useRef(USUAL_HOURS.timezoneSource);
  return (
    <WeekField
      value={value?.times ?? null}
      onChange={(times) => {
        if (value !== null) source.current = value.timezoneSource;
        onChange(times === null ? null : { timezoneSource: source.current, times });
      }}
      error={errorAt('/campaignHours/times')}
      isReadOnly={isReadOnly}
    >
      {value !== null && (
        <NativeSelect
          label={WORDS.hoursSource}
          maw={420}
          data={TIMEZONE_SOURCES.map((one) => ({ value: one, label: texts.contactTimes.sources[one] }))}
          value={value.timezoneSource}
          onChange={(event) =>
            onChange({ ...value, timezoneSource: sourceOf(event.currentTarget.value) ?? 'device' })
          }
        />
      )}
    </WeekField>
  );
}

/** Hours of one's own: none, or a week of them; `children` stand above the week. */
export function WeekField({
  value,
  onChange,
  error,
  isReadOnly,
  children,
}: {
  readonly value: WeekTimes | null;
  readonly onChange: (value: WeekTimes | null) => void;
  readonly error: string | undefined;
  readonly isReadOnly: boolean;
  readonly children?: ReactNode;
}) {
  // Comes back with the next tick.
  const chosen = useRef(USUAL_HOURS.times);
  return (
    <Stack gap="sm">
      <Tick
        label={WORDS.hoursTick}
        description={WORDS.hoursHelp}
        isOn={value !== null}
        onChange={(isOn) => {
          if (value !== null) chosen.current = value;
          onChange(isOn ? chosen.current : null);
        }}
      />
      {value !== null && (
        <>
          {children}
          <WeekGrid times={value} onChange={onChange} error={error} isReadOnly={isReadOnly} />
        </>
      )}
    </Stack>
  );
}

/** The source of that name; null: none is given. */
export function sourceOf(text: string): TimezoneSource | null {
  return TIMEZONE_SOURCES.find((one) => one === text) ?? null;
}

/** Hours in a few words. */
export function hoursInWords(hours: CampaignHours | null): string {
  if (hours === null) return WORDS.hoursNone;
  return `${weekInWords(hours.times)} (${texts.contactTimes.sources[hours.timezoneSource]})`;
}
