import type { client } from '../../api/client.ts';
import type { AddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';

/** What the audit trail is narrowed by, as the API takes it. */
export type AuditFilter = Omit<
  NonNullable<NonNullable<Parameters<typeof client.audit.list>[0]>['query']>,
  'limit' | 'cursor'
>;

/** One change. */
export type AuditEntry = Awaited<ReturnType<typeof client.audit.list>>['items'][number];

type ActorKind = AuditEntry['actor']['kind'];
type Source = AuditEntry['actor']['source'];

/** Who can change something. */
export const ACTOR_KINDS = Object.keys(texts.audit.kinds) as readonly ActorKind[];
/** How changes are made. */
export const SOURCES = Object.keys(texts.audit.sources) as readonly Source[];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filter that stands in the address; what is no choice is left out. */
export function auditFilterOf(search: AddressTexts): AuditFilter {
  const { entity, id, action, by, from, to } = search;
  const kind = ACTOR_KINDS.find((one) => one === search['kind']);
  const source = SOURCES.find((one) => one === search['source']);
  return {
    ...(entity === undefined ? {} : { entity }),
    ...(id === undefined ? {} : { entityId: id }),
    ...(action === undefined ? {} : { action }),
    ...(by === undefined ? {} : { actorId: by }),
    ...(kind === undefined ? {} : { actorKind: kind }),
    ...(source === undefined ? {} : { source }),
    ...(from !== undefined && DAY.test(from) ? { from } : {}),
    ...(to !== undefined && DAY.test(to) ? { to } : {}),
  };
}

/** Where what fits a filter is downloaded; the browser saves it as it comes. */
export function auditFileAddress(filter: AuditFilter, format: 'csv' | 'ndjson'): string {
  const query = new URLSearchParams(Object.entries(filter)).toString();
  return `/api/v1/audit.${format}${query === '' ? '' : `?${query}`}`;
}
