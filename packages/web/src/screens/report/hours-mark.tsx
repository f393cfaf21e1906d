import { Group, Text } from '@mantine/core';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { ReportRow } from './report-filter.ts';

const MARKS: Readonly<Record<ReportRow['hours'], readonly [icon: IconName, className: string]>> = {
  inside: ['tick', 'verdict-allowed'],
  outside: ['bar', 'verdict-blocked'],
  unknown: ['question', 'verdict-closing'],
  'not-applicable': ['info', ''],
};

/** Whether an interaction fell within allowed hours, by sign, colour and word. */
export function HoursMark({ hours }: { readonly hours: ReportRow['hours'] }) {
  const [icon, className] = MARKS[hours];
  return (
    <Group gap={5} wrap="nowrap" className={className} component="span" display="inline-flex">
      <Icon name={icon} size={14} />
      <Text span size="sm" c="var(--mantine-color-text)">
        {texts.report.hoursOf[hours]}
      </Text>
    </Group>
  );
}
