import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import type { Job, Store } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { answer, type Router } from '../../http/router.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import { jobJson } from './job-json.ts';

/** How often a followed job is looked at, milliseconds. */
const LOOK_EVERY_MS = 300;
/** A stream on which nothing happens says so after so long, milliseconds, so that nobody between closes it. */
const SILENCE_MS_MAX = 15_000;

/** Registers the routes of jobs. */
export function registerJobs(
  { route, streamRoute }: Router,
  { store, jobs, isStopping }: Parts & { readonly jobs: JobRunner; readonly isStopping: () => boolean },
): void {
  const { jobs: stated } = endpoints;
  const find = async (organizationId: OrganizationId, id: string) =>
    found(await store.jobs.get(organizationId, id), 'job');
  route(stated.get, async ({ params, caller }) =>
    answer(200, jobJson(await find(caller.organizationId, params.id))),
  );
  streamRoute(stated.events, async ({ params, caller: { organizationId } }) =>
    eventsOf(store, organizationId, await find(organizationId, params.id), isStopping),
  );
  route(stated.stop, async ({ params, caller }) =>
    answer(200, jobJson(await store.jobs.requestStop(caller.organizationId, params.id, caller.actor))),
  );
  route(stated.resume, async ({ params, caller }) => {
    const job = await store.jobs.resume(caller.organizationId, params.id, caller.actor);
    jobs.wake();
    return answer(200, jobJson(job));
  });
}

/** The job at once, and after each change, until it waits for nobody any more or the service stops. */
async function* eventsOf(
  store: Store,
  organizationId: OrganizationId,
  first: Job,
  isStopping: () => boolean,
): AsyncGenerator<string> {
  let job: Job | undefined = first;
  let told = '';
  let silentMs = 0;
  while (job !== undefined) {
    const text = JSON.stringify(jobJson(job));
    if (text !== told) yield `event: job\ndata: ${text}\n\n`;
    else if (silentMs >= SILENCE_MS_MAX) yield ': still there\n\n';
    silentMs = text !== told || silentMs >= SILENCE_MS_MAX ? 0 : silentMs + LOOK_EVERY_MS;
    told = text;
    if ((job.state !== 'queued' && job.state !== 'running') || isStopping()) return;
    await sleep(LOOK_EVERY_MS);
    job = await store.jobs.get(organizationId, first.id);
  }
}
