import { Checkbox, Group, MultiSelect, Select, type SelectProps } from '@mantine/core';
import {
  CHANNELS,
  DEVICE_POSITION_MAX,
  DEVICE_TYPES,
  type Channel,
  type Choice,
  type DeviceType,
} from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { texts } from '../texts/screen-texts.ts';

type PickerProps = Pick<SelectProps, 'label' | 'description' | 'error' | 'required' | 'w' | 'placeholder'> & {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly isClearable?: boolean;
};

/** How many choices are drawn at once; typing narrows them. */
const SHOWN_MAX = 60;

/** The countries and their regions, as the server knows them. */
export function useCountries() {
  return useQuery({
    queryKey: ['countries'],
    queryFn: () => client.places.countries(),
    staleTime: Infinity,
  });
}

/** Chooses a time zone by typing a part of its name. */
export function ZonePicker({ isClearable = false, ...props }: PickerProps) {
  const { data } = useQuery({
    queryKey: ['zones'],
    queryFn: () => client.places.timeZones(),
    staleTime: Infinity,
  });
  const items = data?.items ?? (props.value === null ? [] : [props.value]);
  return <Select {...props} data={[...items]} searchable clearable={isClearable} limit={SHOWN_MAX} />;
}

/** Chooses a country by its name. */
export function CountryPicker({
  isClearable = false,
  first,
  ...props
}: PickerProps & { readonly first?: { readonly value: string; readonly label: string } }) {
  const { data } = useCountries();
  const items = (data?.items ?? []).map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
  const choices = [...(first === undefined ? [] : [first]), ...items];
  return <Select {...props} data={choices} searchable clearable={isClearable} limit={SHOWN_MAX} />;
}

/** Chooses one region of a country. */
export function RegionPicker({
  country,
  isClearable = false,
  ...props
}: PickerProps & { readonly country: string | null }) {
  const choices = useRegions(country);
  return (
    <Select
      {...props}
      data={choices}
      searchable
      clearable={isClearable}
      disabled={choices.length === 0}
      limit={SHOWN_MAX}
    />
  );
}

/** The regions of a country, to choose from. */
export function useRegions(country: string | null): { readonly value: string; readonly label: string }[] {
  const { data } = useCountries();
  const found = data?.items.find(({ code }) => code === country);
  return (found?.regions ?? []).map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
}

/** Several of a few values, or any: "any" stands alone (seed A7). */
export function ChoicePicker<Value extends string>(props: {
  readonly label: string;
  readonly any: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Choice<Value>;
  readonly onChange: (value: Choice<Value>) => void;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}) {
  const { label, any, choices, value, onChange, error, isDisabled = false } = props;
  return (
    <MultiSelect
      label={label}
      data={[...choices]}
      value={value === 'any' ? [] : [...value]}
      placeholder={value === 'any' ? any : ''}
      disabled={isDisabled}
      error={error}
      clearable
      onChange={(chosen) =>
        onChange(
          chosen.length === 0 ? 'any' : choices.map((one) => one.value).filter((one) => chosen.includes(one)),
        )
      }
    />
  );
}

/** Channels, or any. */
export function ChannelsPicker({
  label = texts.selection.channels,
  value,
  onChange,
  error,
}: {
  readonly label?: string;
  readonly value: Choice<Channel>;
  readonly onChange: (value: Choice<Channel>) => void;
  readonly error?: string | undefined;
}) {
  const choices = CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }));
  return (
    <ChoicePicker
      label={label}
      any={texts.selection.anyChannel}
      choices={choices}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

/** Which devices and which types a rule is for. */
export function DevicesPicker(props: {
  readonly devices: Choice<number>;
  readonly deviceTypes: Choice<DeviceType>;
  readonly onChange: (change: {
    readonly devices?: Choice<number>;
    readonly deviceTypes?: Choice<DeviceType>;
  }) => void;
  readonly isDisabled?: boolean;
}) {
  const { devices, deviceTypes, onChange, isDisabled = false } = props;
  const positions = Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => ({
    value: `${index + 1}`,
    label: texts.selection.device(index + 1),
  }));
  return (
    <Group grow align="flex-start" gap="md">
      <ChoicePicker
        label={texts.selection.devices}
        any={texts.selection.anyDevice}
        choices={positions}
        value={devices === 'any' ? 'any' : devices.map((one) => `${one}`)}
        isDisabled={isDisabled}
        onChange={(chosen) => onChange({ devices: chosen === 'any' ? 'any' : chosen.map(Number) })}
      />
      <ChoicePicker
        label={texts.selection.deviceTypes}
        any={texts.selection.anyType}
        choices={DEVICE_TYPES.map((one) => ({ value: one, label: texts.deviceTypes[one] }))}
        value={deviceTypes}
        isDisabled={isDisabled}
        onChange={(chosen) => onChange({ deviceTypes: chosen })}
      />
    </Group>
  );
}

/** A switch with its text. */
export function Tick(props: {
  readonly label: string;
  readonly description?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
}) {
  const { label, description, isOn, onChange, isDisabled = false } = props;
  return (
    <Checkbox
      label={label}
      description={description}
      checked={isOn}
      disabled={isDisabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
