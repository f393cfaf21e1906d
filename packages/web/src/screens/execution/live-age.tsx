import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.execution;

/** How old what is shown is, and the way to stop reading it again, or to read it at once. */
export function LiveAge({
  readAtMs,
  isLive,
  onLive,
  onRead,
}: {
  readonly readAtMs: number;
  readonly isLive: boolean;
  readonly onLive: (isLive: boolean) => void;
  readonly onRead: () => void;
}) {
  const seconds = useSecondsSince(readAtMs);
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="xs" c="dimmed" title={WORDS.liveHelp}>
        {isLive ? WORDS.live : WORDS.stopped} · {WORDS.age(seconds)}
      </Text>
      {!isLive && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Icon name="reload" size={12} />}
          onClick={onRead}
        >
          {WORDS.refresh}
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => onLive(!isLive)}>
        {isLive ? WORDS.stop : WORDS.goOn}
      </Button>
    </Group>
  );
}

/** Whole seconds that went by since something was read; the same clock that noted it, so that a wrong one does not matter. */
function useSecondsSince(readAtMs: number): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const look = () => setSeconds(Math.max(0, Math.round((Date.now() - readAtMs) / 1_000)));
    look();
    const timer = window.setInterval(look, 1_000);
    return () => window.clearInterval(timer);
  }, [readAtMs]);
  return seconds;
}
