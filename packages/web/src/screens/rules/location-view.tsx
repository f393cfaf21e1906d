import { Alert, Grid, NativeSelect } from '@mantine/core';
import type { LocationEntry, LocationRule } from '@tact/engine';
import { useRef } from 'react';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { DevicesPicker, Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { LocationEntries } from './location-entries.tsx';
import { saysLocation } from './place-words.ts';
import type { ConditionsProps, RuleKindView } from './rule-kind.ts';

const WORDS = texts.location;

/** Location rules on the screens. */
export const locationView: RuleKindView<LocationRule> = {
  kind: 'location',
  resource: client.locationRules,
  empty: {
    determineBy: 'device',
    locations: [{}],
    unknownLocation: 'block',
    devices: 'any',
    deviceTypes: 'any',
  },
  says: saysLocation,
  isWhole: ({ locations }) =>
    locations === 'any-country' ||
    (locations.length > 0 && locations.every((entry) => Object.keys(entry).length > 0)),
  Form: LocationForm,
};

function LocationForm({ value, onChange, errorAt }: ConditionsProps<LocationRule>) {
  const { determineBy, locations, unknownLocation, devices, deviceTypes } = value;
  // Comes back where “everywhere” is taken back.
  const places = useRef<readonly LocationEntry[]>([{}]);
  const isEverywhere = locations === 'any-country';
  const everybody = isEverywhere && devices === 'any' && deviceTypes === 'any';
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <NativeSelect
            label={WORDS.determineBy}
            data={(['device', 'contact'] as const).map((one) => ({ value: one, label: WORDS.by[one] }))}
            value={determineBy}
            onChange={(event) =>
              onChange({ determineBy: event.currentTarget.value === 'contact' ? 'contact' : 'device' })
            }
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <NativeSelect
            label={WORDS.unknown}
            data={(['block', 'pass'] as const).map((one) => ({
              value: one,
              label: WORDS.unknownChoices[one],
            }))}
            value={unknownLocation}
            onChange={(event) =>
              onChange({ unknownLocation: event.currentTarget.value === 'pass' ? 'pass' : 'block' })
            }
          />
        </Grid.Col>
      </Grid>
      <Tick
        label={WORDS.everywhere}
        isOn={isEverywhere}
        onChange={(isOn) => {
          if (!isEverywhere) places.current = locations;
          onChange({ locations: isOn ? 'any-country' : places.current });
        }}
      />
      {!isEverywhere && (
        <LocationEntries
          legend={WORDS.locations}
          empty={WORDS.empty}
          entries={locations}
          onChange={(next) => onChange({ locations: next })}
          errorAt={(pointer) => errorAt(`/locations${pointer}`)}
          withAreaCode={determineBy === 'device'}
          withPostalCode={determineBy === 'contact'}
        />
      )}
      <DevicesPicker devices={devices} deviceTypes={deviceTypes} onChange={onChange} />
      {everybody && (
        <Alert color="amber" icon={<Icon name="warning" />}>
          {WORDS.everywhereWarning}
        </Alert>
      )}
    </>
  );
}
