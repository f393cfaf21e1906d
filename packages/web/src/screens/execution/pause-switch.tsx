import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.execution;

/** Whether campaigns dispatch, in a sentence that says what that means, and the button that changes it for all of them. */
export function PauseSwitch({ isPaused, pending }: { readonly isPaused: boolean; readonly pending: number }) {
  const mayChange = useMay('queue:write');
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={isPaused ? 'engine engine-paused' : 'engine'}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <span className={isPaused ? 'verdict-closing' : 'verdict-allowed'}>
            <Icon name={isPaused ? 'pause' : 'play'} size={22} />
          </span>
          <Stack gap={0}>
            <Text fw={640}>{isPaused ? WORDS.paused : WORDS.running}</Text>
            <Text size="sm" c="dimmed">
              {isPaused ? WORDS.pausedHelp : WORDS.runningHelp}
            </Text>
          </Stack>
        </Group>
        {mayChange && (
          <Button
            size="md"
            variant={isPaused ? 'filled' : 'default'}
            leftSection={<Icon name={isPaused ? 'play' : 'pause'} />}
            onClick={() => setAsking(true)}
          >
            {isPaused ? WORDS.resume : WORDS.pause}
          </Button>
        )}
      </Group>
      {isAsking && (
        <Confirm
          isOpen
          isSafe={isPaused}
          onClose={() => setAsking(false)}
          title={isPaused ? WORDS.resumeTitle : WORDS.pauseTitle}
          about={isPaused ? WORDS.resumeAbout(pending.toLocaleString('en-US')) : WORDS.pauseAbout}
          action={isPaused ? WORDS.resume : WORDS.pause}
          run={() => (isPaused ? client.queue.resume() : client.queue.pause())}
          onDone={() => void queryClient.invalidateQueries({ queryKey: ['queue'] })}
        />
      )}
    </div>
  );
}
