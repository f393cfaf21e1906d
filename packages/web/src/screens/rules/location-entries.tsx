import { ActionIcon, Button, Fieldset, Group, Text, TextInput } from '@mantine/core';
import type { CountryCode, LocationEntry, RegionCode } from '@tact/engine';
import { Icon } from '../../parts/icon.tsx';
import { CountryPicker, RegionPicker } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';

/**
 * A list of locations: the parts of one are and-ed, several are or-ed (S20). A part that does not go with the others is shown as long as it
 * is there, because it is saved too, and can be taken out.
 */
export function LocationEntries(props: {
  readonly legend: string;
  readonly empty: string;
  readonly entries: readonly LocationEntry[];
  readonly onChange: (entries: readonly LocationEntry[]) => void;
  readonly errorAt: (pointer: string) => string | undefined;
  readonly withAreaCode: boolean;
  readonly withPostalCode: boolean;
}) {
  const { legend, empty, entries, onChange, errorAt, withAreaCode, withPostalCode } = props;
  const words = texts.location;
  const change = (index: number, entry: LocationEntry) =>
    onChange(entries.map((one, at) => (at === index ? entry : one)));
  return (
    <Fieldset legend={legend} p="sm">
      {entries.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {empty}
        </Text>
      )}
      {entries.map((entry, index) => (
        <Group key={index} gap="xs" mb="xs" align="flex-end">
          <CountryPicker
            label={words.country}
            w={210}
            isClearable
            error={errorOfPlace(errorAt, index)}
            value={entry.country ?? null}
            onChange={(country) =>
              change(
                index,
                withPart({ ...entry, region: undefined }, 'country', country as CountryCode | null),
              )
            }
          />
          <RegionPicker
            label={words.region}
            w={210}
            isClearable
            country={entry.country ?? null}
            error={errorAt(`/${index}/region`)}
            value={entry.region ?? null}
            onChange={(region) => change(index, withPart(entry, 'region', region as RegionCode | null))}
          />
          {(withAreaCode || entry.areaCode !== undefined) && (
            <TextInput
              label={words.areaCode}
              w={110}
              inputMode="numeric"
              error={errorAt(`/${index}/areaCode`)}
              value={entry.areaCode ?? ''}
              onChange={(event) => change(index, withPart(entry, 'areaCode', event.currentTarget.value))}
            />
          )}
          {(withPostalCode || entry.postalCode !== undefined) && (
            <TextInput
              label={words.postalCode}
              title={words.postalHelp}
              placeholder="90*"
              w={120}
              error={errorAt(`/${index}/postalCode`)}
              value={entry.postalCode ?? ''}
              onChange={(event) => change(index, withPart(entry, 'postalCode', event.currentTarget.value))}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={words.removeLocation(index + 1)}
            onClick={() => onChange(entries.filter((_, at) => at !== index))}
          >
            <Icon name="trash" />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => onChange([...entries, {}])}
      >
        {words.addLocation}
      </Button>
    </Fieldset>
  );
}

/** What is wrong with a location, where it is no other field's. */
function errorOfPlace(errorAt: (pointer: string) => string | undefined, index: number): string | undefined {
  const ofOthers = ['region', 'areaCode', 'postalCode'].some(
    (part) => errorAt(`/${index}/${part}`) !== undefined,
  );
  return ofOthers ? errorAt(`/${index}/country`) : errorAt(`/${index}`);
}

type Parts = { readonly [Name in keyof LocationEntry]: LocationEntry[Name] | undefined };

/** The entry with a part changed; a part without a value is left out, because it would stand for nothing. */
function withPart<Name extends keyof LocationEntry>(
  entry: Parts,
  name: Name,
  value: LocationEntry[Name] | '' | null,
): LocationEntry {
  const parts = Object.entries({ ...entry, [name]: value }).filter(([, part]) => part !== '' && part != null);
  return Object.fromEntries(parts);
}
