import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints } from '@tact/api';
import { formatInstant, type ClientId, type OrganizationId } from '@tact/engine';
import type { Erasure, ErasureSubject, Store } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { readAddress } from '../../commands/read-values.ts';
import type { ErasureRunner } from '../../erasure/erasure-runner.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../jobs/job-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** How often a followed erasure is looked at, milliseconds. */
const LOOK_EVERY_MS = 500;
/** A stream on which nothing happens says so after so long, milliseconds, so that nobody between closes it. */
const SILENCE_MS_MAX = 15_000;

/** Registers the routes of erasures. */
export function registerErasures(
  { route, streamRoute }: Router,
  {
    store,
    erasures: runner,
    isStopping,
  }: Parts & { readonly erasures: ErasureRunner | null; readonly isStopping: () => boolean },
): void {
  const { erasures: stated } = endpoints;
  const find = async (organizationId: OrganizationId, id: string) =>
    found(await store.erasures.get(organizationId, id), 'erasure');
  route(stated.create, async ({ body: { clientId, device, reason }, caller: { organizationId, actor } }) => {
    const { defaultCountry } = await store.organizations.get(organizationId);
    const subject = subjectOf(clientId, device, defaultCountry);
    const erasure = await store.erasures.create(organizationId, subject, reason, actor);
    runner?.wake();
    return answer(202, erasureJson(erasure));
  });
  route(stated.list, async ({ query, caller }) =>
    answer(200, pageJson(await store.erasures.list(caller.organizationId, pageRequest(query)), erasureJson)),
  );
  route(stated.get, async ({ params, caller }) =>
    answer(200, erasureJson(await find(caller.organizationId, params.id))),
  );
  streamRoute(stated.events, async ({ params, caller: { organizationId } }) =>
    eventsOf(store, organizationId, await find(organizationId, params.id), isStopping),
  );
}

function subjectOf(
  clientId: string | undefined,
  device: string | undefined,
  defaultCountry: string,
): ErasureSubject {
  if ((clientId === undefined) === (device === undefined))
    throw new CommandError('erasure_subject_missing', 'name a client id, or a device, and not both', {
      path: '/clientId',
    });
  if (clientId !== undefined) return { clientId: clientId as ClientId };
  return { deviceKey: readAddress(device ?? '', defaultCountry, '/device') };
}

function erasureJson({ createdAt, createdBy, finishedAt, ...erasure }: Erasure) {
  const { id, state, step, counts, reason, error } = erasure;
  return {
    id,
    state,
    step,
    counts: { ...counts },
    reason,
    error,
    createdAt: formatInstant(createdAt),
    createdBy: createdBy.name,
    finishedAt: instantOrNull(finishedAt),
  };
}

/** The erasure at once, and after each change, until it has ended or the service stops. */
async function* eventsOf(
  store: Store,
  organizationId: OrganizationId,
  first: Erasure,
  isStopping: () => boolean,
): AsyncGenerator<string> {
  let erasure: Erasure | undefined = first;
  let told = '';
  let silentMs = 0;
  while (erasure !== undefined) {
    const text = JSON.stringify(erasureJson(erasure));
    if (text !== told) yield `event: erasure\ndata: ${text}\n\n`;
    else if (silentMs >= SILENCE_MS_MAX) yield ': still there\n\n';
    silentMs = text !== told || silentMs >= SILENCE_MS_MAX ? 0 : silentMs + LOOK_EVERY_MS;
    told = text;
    if ((erasure.state !== 'queued' && erasure.state !== 'running') || isStopping()) return;
    await sleep(LOOK_EVERY_MS);
    erasure = await store.erasures.get(organizationId, first.id);
  }
}
