import { Badge, Text, Tooltip } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { VALIDATIONS_KEPT } from './validation-kind.ts';

const WORDS = texts.preDial;

/** All pre-dial validations in the order in which they are asked. */
export function ValidationsScreen() {
  return (
    <KeptList
      kind={VALIDATIONS_KEPT}
      firstColumns={[
        {
          title: WORDS.priority,
          isNumber: true,
          sortBy: ({ priority }) => priority,
          cell: ({ priority }) => priority,
        },
      ]}
      columns={[
        {
          title: WORDS.url,
          sortBy: ({ url }) => url,
          cell: ({ url }) => (
            <Text size="sm" lineClamp={2} title={url} style={{ overflowWrap: 'anywhere' }}>
              {url}
            </Text>
          ),
        },
        {
          title: WORDS.holds,
          sortBy: ({ required }) => (required ? 0 : 1),
          cell: ({ required }) => (
            <Tooltip label={required ? WORDS.requiredHelp : WORDS.optionalHelp}>
              <Badge color={required ? 'teal' : 'gray'}>{required ? WORDS.required : WORDS.optional}</Badge>
            </Tooltip>
          ),
        },
        {
          title: WORDS.timeout,
          isNumber: true,
          sortBy: ({ timeoutMs }) => timeoutMs,
          cell: ({ timeoutMs }) => timeoutMs.toLocaleString('en-US'),
        },
      ]}
    />
  );
}
