import { Badge, Text, Tooltip } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { keptRule } from './kept-rule.tsx';
import { SAYS_LINES_MAX, type RuleKindView } from './rule-kind.ts';

const { columns: COLUMNS, ...WORDS } = texts.rules;

/** The rules of one kind, by priority, each as the sentence that it says. */
export function RuleList<Conditions extends object>({ view }: { readonly view: RuleKindView<Conditions> }) {
  const { says } = view;
  return (
    <KeptList
      kind={keptRule(view)}
      firstColumns={[
        {
          title: COLUMNS.priority,
          isNumber: true,
          sortBy: ({ priority }) => priority,
          cell: ({ priority }) => priority,
        },
      ]}
      columns={[
        {
          title: COLUMNS.says,
          cell: ({ conditions }) => (
            <Text size="sm" lineClamp={SAYS_LINES_MAX} title={says(conditions)}>
              {says(conditions)}
            </Text>
          ),
        },
        {
          title: COLUMNS.holds,
          sortBy: ({ required }) => (required ? 0 : 1),
          cell: ({ required }) => (
            <Tooltip label={required ? WORDS.requiredHelp : WORDS.optionalHelp}>
              <Badge color={required ? 'teal' : 'gray'}>{required ? WORDS.required : WORDS.optional}</Badge>
            </Tooltip>
          ),
        },
      ]}
    />
  );
}
