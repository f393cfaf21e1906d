import { Badge, Text } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { channelWords, LISTS_KEPT } from './list-kind.ts';
import { RegistryBadge } from './registry-state.tsx';

const WORDS = texts.lists;

/** All suppression lists with their sizes and uses (seed A10). */
export function SuppressionListsScreen() {
  return (
    <KeptList
      kind={LISTS_KEPT}
      badge={(list) => (
        <>
          {list.isOwn && (
            <Badge color="gray" title={WORDS.ownHelp}>
              {WORDS.own}
            </Badge>
          )}
          <RegistryBadge list={list} />
        </>
      )}
      columns={[
        {
          title: WORDS.type,
          sortBy: ({ type, channels }) => `${WORDS.types[type]} ${channelWords(channels)}`,
          cell: ({ type, channels }) => (
            <>
              {WORDS.types[type]}
              <Text size="xs" c="dimmed">
                {channelWords(channels)}
              </Text>
            </>
          ),
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
          title: WORDS.keptDays,
          sortBy: ({ retentionDays }) => retentionDays ?? Number.MAX_SAFE_INTEGER,
          cell: ({ retentionDays }) => (
            <Text size="sm" c="dimmed" className="nowrap">
              {retentionDays === null ? WORDS.forGood : WORDS.days(retentionDays)}
            </Text>
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
