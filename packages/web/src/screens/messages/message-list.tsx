import { Badge, Group, Text } from '@mantine/core';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { MESSAGES_KEPT } from './message-kind.ts';

const WORDS = texts.messages;

/** All message templates by name, with the languages that they speak. */
export function MessageTemplatesScreen() {
  return (
    <KeptList
      kind={MESSAGES_KEPT}
      columns={[
        {
          title: WORDS.languages,
          sortBy: ({ texts: written }) => written.length,
          cell: ({ texts: written }) => (
            <Group gap={4}>
              {written.map(({ language }) => (
                <Badge key={language} color="gray">
                  {language}
                </Badge>
              ))}
            </Group>
          ),
        },
        {
          title: WORDS.says,
          cell: ({ texts: [first] }) => (
            <Text size="sm" lineClamp={2}>
              {[first?.subject, first?.text].filter(Boolean).join(': ')}
            </Text>
          ),
        },
      ]}
    />
  );
}
