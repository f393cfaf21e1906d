import { Grid, MultiSelect, NativeSelect, Text } from '@mantine/core';
import {
  TIMEZONE_SOURCES,
  type ContactTimesRule,
  type CountryCode,
  type RegionCode,
  type WeekTimes,
} from '@tact/engine';
import { useRef } from 'react';
import { client } from '../../api/client.ts';
import { CountryPicker, DevicesPicker, Tick, useRegions } from '../../parts/pickers.tsx';
import { WeekGrid } from '../../parts/week-grid.tsx';
import { apartAgain, daysOf, weekOf } from '../../parts/week-times.ts';
import { texts } from '../../texts/screen-texts.ts';
import { saysContactTimes } from './place-words.ts';
import type { ConditionsProps, RuleKindView } from './rule-kind.ts';

const WORDS = texts.contactTimes;

/** Contact times on the screens. */
export const contactTimesView: RuleKindView<ContactTimesRule> = {
  kind: 'contact-times',
  resource: client.contactTimesRules,
  empty: {
    country: 'any',
    regions: [],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'contact-and-device',
    strict: false,
    times: { everyDay: [{ start: '09:00', end: '19:00' }] },
  },
  says: saysContactTimes,
  isWhole: () => true,
  Form: ContactTimesForm,
};

function ContactTimesForm({ value, onChange, errorAt, isReadOnly }: ConditionsProps<ContactTimesRule>) {
  const { country, regions, timezoneSource, strict, times, devices, deviceTypes } = value;
  const choices = useRegions(country);
  const beforeStrict = useRef<WeekTimes | null>(null);
  const setStrict = (isOn: boolean) => {
    if (isOn) beforeStrict.current = times;
    const next = isOn ? weekOf(daysOf(times), true) : apartAgain(times, beforeStrict.current);
    onChange({ strict: isOn, times: next });
  };
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <CountryPicker
            label={WORDS.country}
            first={{ value: 'any', label: WORDS.anyCountry }}
            error={errorAt('/country')}
            value={country}
            onChange={(next) => onChange({ country: (next ?? 'any') as CountryCode | 'any', regions: [] })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <MultiSelect
            label={WORDS.regions}
            placeholder={regions.length === 0 ? WORDS.regionsHelp : ''}
            data={choices}
            disabled={choices.length === 0}
            searchable
            hidePickedOptions
            limit={60}
            error={errorAt('/regions')}
            value={[...regions]}
            onChange={(chosen) => onChange({ regions: chosen as RegionCode[] })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <NativeSelect
            label={WORDS.source}
            data={TIMEZONE_SOURCES.map((one) => ({ value: one, label: WORDS.sources[one] }))}
            value={timezoneSource}
            onChange={(event) => {
              const chosen = TIMEZONE_SOURCES.find((one) => one === event.currentTarget.value);
              if (chosen !== undefined) onChange({ timezoneSource: chosen });
            }}
          />
        </Grid.Col>
      </Grid>
      <DevicesPicker devices={devices} deviceTypes={deviceTypes} onChange={onChange} />
      <Tick label={WORDS.strict} description={WORDS.strictHelp} isOn={strict} onChange={setStrict} />
      <WeekGrid
        times={times}
        onChange={(next) => onChange({ times: next })}
        sameBecause={strict ? WORDS.sameForced : undefined}
        error={errorAt('/times')}
        isReadOnly={isReadOnly}
      />
      <Text size="xs" c="dimmed">
        {WORDS.orStricter}
      </Text>
    </>
  );
}
