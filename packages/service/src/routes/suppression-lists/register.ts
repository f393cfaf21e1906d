import { endpoints } from '@tact/api';
import {
  formatInstant,
  HOUR_MS,
  type EntryId,
  type Instant,
  type SpanEdge,
  type SuppressionListId,
} from '@tact/engine';
import type { SuppressionEntry, SuppressionListRow } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { searchEntries, type FoundEntries } from '../../commands/search-entries.ts';
import { staleAfter, staleInDays } from '../../commands/registry-age.ts';
import { spanEdgeJson } from '../../commands/read-values.ts';
import {
  addEntries,
  createSuppressionList,
  updateSuppressionList,
} from '../../commands/save-suppression-list.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of suppression lists and their entries. */
export function registerSuppressionLists({ route }: Router, parts: Parts): void {
  const { suppressionLists } = endpoints;
  const { suppression } = parts.store;
  const listJson = (list: SuppressionListRow) => jsonOf(list, parts.clock());
  route(suppressionLists.create, async ({ body, caller }) =>
    answer(201, listJson(await createSuppressionList(parts, caller, body))),
  );
  route(suppressionLists.list, async ({ query, caller }) => {
    const page = await suppression.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, listJson));
  });
  route(suppressionLists.get, async ({ params, caller }) => {
    const list = await suppression.get(caller.organizationId, params.id as SuppressionListId);
    return answer(200, listJson(found(list, 'suppression list')));
  });
  route(suppressionLists.update, async ({ params, body, caller }) =>
    answer(200, listJson(await updateSuppressionList(parts, caller, params.id as SuppressionListId, body))),
  );
  route(suppressionLists.delete, async ({ params, caller: { organizationId, actor } }) => {
    await suppression.delete(organizationId, params.id as SuppressionListId, actor);
    return answer(204, null);
  });
  route(suppressionLists.addEntries, async ({ params, body, caller }) => {
    const added = await addEntries(parts, caller, params.id as SuppressionListId, body.entries);
    return answer(201, { items: added.map(entryJson) });
  });
  route(suppressionLists.listEntries, async ({ params, query, caller: { organizationId } }) => {
    const id = params.id as SuppressionListId;
    found(await suppression.get(organizationId, id), 'suppression list');
    const page = await suppression.listEntries(organizationId, id, pageRequest(query));
    return answer(200, pageJson(page, entryJson));
  });
  route(suppressionLists.searchEntries, async ({ params, body, caller: { organizationId } }) => {
    const { search, ...page } = body;
    const list = await suppression.get(organizationId, params.id as SuppressionListId);
    const asked = { list: found(list, 'suppression list'), page: pageRequest(page), text: search.trim() };
    const entries = await searchEntries(parts, organizationId, asked);
    return answer(200, { ...pageJson(entries, entryJson), imported: importedJson(entries.imported) });
  });
  route(suppressionLists.removeEntry, async ({ params, caller: { organizationId, actor } }) => {
    const { id, entryId } = params;
    await suppression.removeEntry(organizationId, id as SuppressionListId, entryId as EntryId, actor);
    return answer(204, null);
  });
}

function jsonOf(list: SuppressionListRow, at: Instant) {
  const { id, name, type, channels, required, expires, retentionDays, registry } = list;
  const { size, uses, isOwn, version } = list;
  return {
    id,
    name,
    type,
    channels,
    required,
    expires: edgeJson(expires),
    retentionDays,
    registry: registryJson(registry),
    ...staleJson(registry, at),
    size,
    uses,
    isOwn,
    version,
    createdAt: formatInstant(list.createdAt),
    updatedAt: formatInstant(list.updatedAt),
  };
}

function registryJson(registry: SuppressionListRow['registry']) {
  if (registry === null) return null;
  const { ageMsMax, versionAt, coverage } = registry;
  return {
    ageHoursMax: Math.floor(ageMsMax / HOUR_MS),
    versionAt: instantOrNull(versionAt),
    coverage,
  };
}

function staleJson(registry: SuppressionListRow['registry'], at: Instant) {
  const staleAt = registry === null ? null : staleAfter(registry);
  return {
    staleAt: instantOrNull(staleAt),
    staleInDays: registry === null ? null : staleInDays(registry, at),
  };
}

function entryJson({ id, value, from, until, reason, createdAt }: SuppressionEntry) {
  return {
    id,
    value,
    from: edgeJson(from),
    until: edgeJson(until),
    reason,
    createdAt: formatInstant(createdAt),
  };
}

function edgeJson(edge: SpanEdge | null): string | null {
  return edge === null ? null : spanEdgeJson(edge);
}

function importedJson(imported: FoundEntries['imported']) {
  if (imported === null) return null;
  const { value, version } = imported;
  return {
    value,
    importId: version.importId,
    inForceAt: version.inForceAt === null ? null : formatInstant(version.inForceAt),
  };
}
