import { endpoints } from '@tact/api';
import { formatInstant, type ClientId, type OrganizationId } from '@tact/engine';
import type { Erasure, ErasureSubject } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { readAddress } from '../../commands/read-values.ts';
import type { ErasureRunner } from '../../erasure/erasure-runner.ts';
import { follow, isUnderWay } from '../../http/follow.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** How often a followed erasure is looked at, milliseconds. */
const LOOK_EVERY_MS = 500;

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
    follow({
      event: 'erasure',
      first: await find(organizationId, params.id),
      read: () => store.erasures.get(organizationId, params.id),
      json: erasureJson,
      goesOn: isUnderWay,
      everyMs: LOOK_EVERY_MS,
      isStopping,
    }),
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
