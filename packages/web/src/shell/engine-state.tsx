import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/texts.ts';

/** How often `/api/v1/ready` is asked, milliseconds. */
const READY_MS = 15_000;
/** How often it is asked whether campaigns are paused, milliseconds; whoever pauses them here sees it at once. */
const PAUSED_MS = 60_000;

async function isServiceReady(): Promise<boolean> {
  const answer = await fetch('/api/v1/ready', { signal: AbortSignal.timeout(READY_MS) });
  // An answer that nobody may keep is under way until somebody has read it.
  await answer.arrayBuffer();
  return answer.ok;
}

/** Whether the service is reached and makes decisions, and whether campaigns are paused. */
export function EngineState() {
  const mayLook = useMay('queue:read');
  const {
    data: isReady,
    isPending,
    isError,
  } = useQuery({
    queryKey: ['ready'],
    queryFn: isServiceReady,
    refetchInterval: READY_MS,
    // Asked without a connection, too: a service that nobody reaches does not run for whoever looks.
    networkMode: 'always',
    retry: false,
  });
  const { data: queue } = useQuery({
    queryKey: ['queue', 'overview', ''],
    queryFn: () => client.queue.get({ query: {} }),
    refetchInterval: PAUSED_MS,
    staleTime: READY_MS,
    enabled: mayLook,
  });
  if (isPending) return null;
  if (isError || !isReady)
    return (
      <Badge
        color="crimson"
        title={isError ? texts.errors.network : texts.shell.engineDegradedHelp}
        leftSection={<Icon name="warning" size={12} />}
      >
        {texts.shell.engineDegraded}
      </Badge>
    );
  if (queue?.paused === true)
    return (
      <Link to="/execution" title={texts.shell.enginePausedHelp}>
        <Badge color="amber" leftSection={<Icon name="pause" size={12} />} style={{ cursor: 'pointer' }}>
          {texts.shell.enginePaused}
        </Badge>
      </Link>
    );
  return (
    <Badge color="teal" leftSection={<Icon name="tick" size={12} />}>
      {texts.shell.engineRunning}
    </Badge>
  );
}
