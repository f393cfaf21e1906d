import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/texts.ts';

/** Whether decisions are made: what `/api/v1/ready` says, every 15 seconds. */
export function EngineState() {
  const { data: isReady, isPending } = useQuery({
    queryKey: ['ready'],
    queryFn: async () => (await fetch('/api/v1/ready')).ok,
    refetchInterval: 15_000,
    retry: false,
  });
  if (isPending) return null;
  if (isReady === true)
    return (
      <Badge color="teal" leftSection={<Icon name="tick" size={12} />}>
        {texts.shell.engineRunning}
      </Badge>
    );
  return (
    <Badge
      color="crimson"
      title={texts.shell.engineDegradedHelp}
      leftSection={<Icon name="warning" size={12} />}
    >
      {texts.shell.engineDegraded}
    </Badge>
  );
}
