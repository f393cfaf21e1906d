import { Group, Text } from '@mantine/core';
import { texts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

/** Allowed or blocked, in its colour and with its sign; never the colour alone. */
export function VerdictMark({
  isAllowed,
  size = 'sm',
}: {
  readonly isAllowed: boolean;
  readonly size?: 'sm' | 'lg';
}) {
  return (
    <Group
      gap={6}
      wrap="nowrap"
      className={isAllowed ? 'verdict-allowed' : 'verdict-blocked'}
      component="span"
      display="inline-flex"
    >
      <Icon name={isAllowed ? 'tick' : 'bar'} size={size === 'lg' ? 20 : 15} />
      <Text span fw={620} size={size === 'lg' ? 'md' : 'sm'} inherit={false}>
        {isAllowed ? texts.decide.allowed : texts.decide.blocked}
      </Text>
    </Group>
  );
}
