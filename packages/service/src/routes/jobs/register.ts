import { endpoints } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { follow, isUnderWay } from '../../http/follow.ts';
import { answer, type Router } from '../../http/router.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import { jobJson } from './job-json.ts';

/** How often a followed job is looked at, milliseconds. */
const LOOK_EVERY_MS = 300;
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
    follow({
      event: 'job',
      first: await find(organizationId, params.id),
      read: () => store.jobs.get(organizationId, params.id),
      json: jobJson,
      goesOn: isUnderWay,
      everyMs: LOOK_EVERY_MS,
      isStopping,
    }),
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
