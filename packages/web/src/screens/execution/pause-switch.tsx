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
  // What was asked stays asked: what the page shows is read again behind the question.
  const [asked, setAsked] = useState<'pause' | 'resume' | null>(null);
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
            onClick={() => setAsked(isPaused ? 'resume' : 'pause')}
          >
            {isPaused ? WORDS.resume : WORDS.pause}
          </Button>
        )}
      </Group>
      {asked !== null && (
        <Confirm
          isOpen
          isSafe={asked === 'resume'}
          onClose={() => setAsked(null)}
          title={WORDS[`${asked}Title`]}
          about={asked === 'resume' ? WORDS.resumeAbout(pending.toLocaleString('en-US')) : WORDS.pauseAbout}
          action={WORDS[asked]}
          run={() => client.queue[asked]()}
          onDone={() => void queryClient.invalidateQueries({ queryKey: ['queue'] })}
        />
      )}
    </div>
  );
}
