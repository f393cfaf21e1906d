import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../../api/client.ts';

/** A job as the API tells of it. */
export type ShownJob = Awaited<ReturnType<typeof client.jobs.get>>;

/** Follows a job by server-sent events until it waits for nobody any more; a connection that breaks is taken up by the browser. */
export function useJob(id: string): ShownJob | undefined {
  const queryClient = useQueryClient();
  const { data } = useQuery({ queryKey: ['job', id], queryFn: () => client.jobs.get({ params: { id } }) });
  const isOver = data !== undefined && data.state !== 'queued' && data.state !== 'running';
  useEffect(() => {
    if (isOver) return;
    const events = new EventSource(`/api/v1/jobs/${encodeURIComponent(id)}/events`);
    events.addEventListener('job', (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as ShownJob;
      queryClient.setQueryData(['job', id], job);
      if (job.state !== 'queued' && job.state !== 'running') events.close();
    });
    return () => events.close();
  }, [id, isOver, queryClient]);
  return data;
}
