import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../../api/client.ts';

/** A job as the API tells of it. */
export type ShownJob = Awaited<ReturnType<typeof client.jobs.get>>;

/** Follows a job by server-sent events until it waits for nobody any more. */
export function useJob(id: string): ShownJob | undefined {
  const { data } = useFollowed<ShownJob>({
    event: 'job',
    queryKey: ['job', id],
    read: () => client.jobs.get({ params: { id } }),
    address: `/api/v1/jobs/${encodeURIComponent(id)}/events`,
  });
  return data;
}

/** What is followed: how it is read, and where its events come from. */
export interface Followed<Value> {
  /** The type of the events. */
  readonly event: string;
  readonly queryKey: QueryKey;
  readonly read: () => Promise<Value>;
  readonly address: string;
}

/** Follows work by server-sent events until it changes by itself no more; a connection that breaks is taken up by the browser. */
export function useFollowed<Value extends { readonly state: string }>({
  event,
  queryKey,
  read,
  address,
}: Followed<Value>) {
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey, queryFn: read });
  const isOver = query.data === undefined || !isUnderWay(query.data);
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (isOver) return;
    const events = new EventSource(address);
    events.addEventListener(event, (told: MessageEvent<string>) => {
      const value = JSON.parse(told.data) as Value;
      queryClient.setQueryData(JSON.parse(key) as QueryKey, value);
      if (!isUnderWay(value)) events.close();
    });
    return () => events.close();
  }, [event, key, address, isOver, queryClient]);
  return query;
}

function isUnderWay({ state }: { readonly state: string }): boolean {
  return state === 'queued' || state === 'running';
}
