import { Text } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import type { Column } from '../../parts/row-table.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { hoursInWords } from './hours-field.tsx';
import type { ObjectKind, StoredObject } from './object-kind.ts';

const WORDS = texts.objects;

const PICKS: Column<StoredObject> = {
  title: WORDS.picks,
  sortBy: ({ ruleIds, suppressionListIds, preDialValidationIds }) =>
    ruleIds.length + suppressionListIds.length + preDialValidationIds.length,
  cell: ({ ruleIds, suppressionListIds, preDialValidationIds }) =>
    texts.picks.count(ruleIds.length, suppressionListIds.length, preDialValidationIds.length),
};

const HOURS: Column<StoredObject> = {
  title: WORDS.hours,
  sortBy: ({ campaignHours }) => hoursInWords(campaignHours),
  cell: ({ campaignHours }) => (
    <Text size="sm" lineClamp={2} c="dimmed">
      {hoursInWords(campaignHours)}
    </Text>
  ),
};

/** All campaign objects of a kind, by name, with what they pick. */
export function ObjectList({ view }: { readonly view: ObjectKind }) {
  return <KeptList kind={view} columns={view.hasClock ? [PICKS, HOURS] : [PICKS]} />;
}
