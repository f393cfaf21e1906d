import { Button, Group, NativeSelect, Select, TextInput } from '@mantine/core';
import { CHANNELS, formatLocalDate, type LocalDate } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { texts } from '../../texts/screen-texts.ts';
import { AccountFilter } from './account-filter.tsx';
import type { ReportFilter } from './report-filter.ts';

const WORDS = texts.report;
const RANGES = [1, 7, 30, 90] as const;
const GROUPS_MAX = 200;

/** Which days and which interactions; all of it stands in the address. */
export function ReportFilters(props: {
  readonly filter: ReportFilter;
  readonly today: LocalDate;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const { filter, today, onChange } = props;
  const mayReadGroups = useMay('campaign-groups:read');
  const groups = useQuery({
    queryKey: ['campaign-groups', 'choices'],
    queryFn: () => client.campaignGroups.list({ query: { limit: GROUPS_MAX } }),
    enabled: mayReadGroups,
  });
  const choice = (
    label: string,
    name: string,
    any: string,
    words: Readonly<Record<string, string>>,
    value: string | undefined,
  ) => (
    <NativeSelect
      size="xs"
      label={label}
      data={[
        { value: '', label: any },
        ...Object.entries(words).map(([key, word]) => ({ value: key, label: word })),
      ]}
      value={value ?? ''}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  const channels = Object.fromEntries(CHANNELS.map((one) => [one, texts.channels[one]]));
  return (
    <Group gap="sm" align="flex-end">
      {(['from', 'to'] as const).map((edge) => (
        <TextInput
          key={edge}
          size="xs"
          w={130}
          type="date"
          label={WORDS[edge]}
          value={filter[edge]}
          onChange={(event) => onChange({ [edge]: event.currentTarget.value })}
        />
      ))}
      <Group gap={4}>
        {RANGES.map((days) => (
          <Button
            key={days}
            size="xs"
            variant="default"
            px={8}
            onClick={() =>
              onChange({
                from: formatLocalDate((today - days + 1) as LocalDate),
                to: formatLocalDate(today),
              })
            }
          >
            {days === 1 ? WORDS.today : WORDS.days(days)}
          </Button>
        ))}
      </Group>
      {choice(WORDS.channel, 'channel', WORDS.anyChannel, channels, filter.channel)}
      {choice(WORDS.direction, 'direction', WORDS.anyDirection, WORDS.directions, filter.direction)}
      {choice(WORDS.hours, 'hours', WORDS.anyHours, WORDS.hoursOf, filter.hours)}
      {choice(WORDS.decision, 'decision', WORDS.anyDecision, WORDS.decisionOf, filter.decision)}
      <Select
        size="xs"
        w={190}
        label={WORDS.group}
        placeholder={WORDS.anyGroup}
        clearable
        searchable
        data={(groups.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.campaignGroupId ?? null}
        onChange={(id) => onChange({ group: id ?? '' })}
      />
      <TextInput
        size="xs"
        w={150}
        label={WORDS.clientId}
        value={filter.clientId ?? ''}
        onChange={(event) => onChange({ client: event.currentTarget.value, account: '' })}
      />
      <AccountFilter filter={filter} onChange={(account) => onChange({ account })} />
    </Group>
  );
}
