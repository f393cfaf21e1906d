import { Badge, Text } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { channelWords, LISTS_KEPT } from './list-kind.ts';

const WORDS = texts.lists;

/** All suppression lists with their sizes and uses (seed A10). */
export function SuppressionListsScreen() {
  return (
    <KeptList
      kind={LISTS_KEPT}
      badge={({ isOwn }) =>
        isOwn && (
          <Badge color="gray" title={WORDS.ownHelp}>
            {WORDS.own}
          </Badge>
        )
      }
      columns={[
        { title: WORDS.type, sortBy: ({ type }) => WORDS.types[type], cell: ({ type }) => WORDS.types[type] },
        {
          title: WORDS.channels,
          sortBy: ({ channels }) => channelWords(channels),
          cell: ({ channels }) => channelWords(channels),
        },
        {
          title: WORDS.size,
          isNumber: true,
          sortBy: ({ size }) => size,
          cell: ({ size }) => size.toLocaleString('en-US'),
        },
        { title: WORDS.uses, isNumber: true, sortBy: ({ uses }) => uses, cell: ({ uses }) => uses },
        {
          title: texts.rules.columns.holds,
          sortBy: ({ required }) => (required ? 0 : 1),
          cell: ({ required }) => (
            <Badge color={required ? 'teal' : 'gray'}>
              {required ? texts.rules.required : texts.rules.optional}
            </Badge>
          ),
        },
        {
          title: WORDS.expires,
          sortBy: ({ expires }) => expires ?? '9999',
          cell: ({ expires }) => (
            <Text size="sm" c="dimmed" className="nowrap">
              {expires ?? texts.states.never}
            </Text>
          ),
        },
      ]}
    />
  );
}
