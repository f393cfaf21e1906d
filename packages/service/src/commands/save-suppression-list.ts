import type { NewEntryJson, NewSuppressionListJson, SuppressionListChangeJson } from '@tact/api';
import { HOUR_MS, type SuppressionListId } from '@tact/engine';
import type { SuppressionEntry, SuppressionListFields, SuppressionListRow } from '@tact/store';
import { found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { readDeviceEntry, readInstant, readSpan, readSpanEdge } from './read-values.ts';
import { assertRoomForRequired } from './ruleset-room.ts';
import { onVersion } from './version-conflict.ts';

/** Creates an empty list. */
export async function createSuppressionList(
  parts: Parts,
  caller: Caller,
  json: NewSuppressionListJson,
): Promise<SuppressionListRow> {
  const { name, type, channels = 'any', required, expires, retentionDays = null, registry } = json;
  const fields = {
    name,
    type,
    channels,
    required,
    expires: readSpanEdge(expires, '/expires'),
    retentionDays,
    registry: readRegistry(registry ?? null),
  };
  if (required) await assertRoomForRequired(parts, caller);
  return parts.store.suppression.create(caller.organizationId, fields, caller.actor);
}

/** Changes the named fields of a list. */
export async function updateSuppressionList(
  parts: Parts,
  caller: Caller,
  id: SuppressionListId,
  { version, expires, registry, ...plain }: SuppressionListChangeJson,
): Promise<SuppressionListRow> {
  const { suppression } = parts.store;
  const current = found(await suppression.get(caller.organizationId, id), 'suppression list');
  const change = {
    ...plain,
    ...(expires === undefined ? {} : { expires: readSpanEdge(expires, '/expires') }),
    ...(registry === undefined ? {} : { registry: readRegistry(registry) }),
  };
  if (plain.required === true && !current.required) await assertRoomForRequired(parts, caller);
  return onVersion(
    () => suppression.update(caller.organizationId, id, version, change, caller.actor),
    () => suppression.get(caller.organizationId, id),
  );
}

/** Adds entries, all or none. From the return on no node allows anything against them (S23). */
export async function addEntries(
  { store }: Parts,
  { organizationId, actor }: Caller,
  id: SuppressionListId,
  entries: readonly NewEntryJson[],
): Promise<readonly SuppressionEntry[]> {
  const list = found(await store.suppression.get(organizationId, id), 'suppression list');
  const { defaultCountry } = await store.organizations.get(organizationId);
  const fields = entries.map((entry, index) => {
    const path = `/entries/${index}`;
    const value =
      list.type === 'client' ? entry.value : readDeviceEntry(entry.value, defaultCountry, `${path}/value`);
    return { value, ...readSpan(entry, path), reason: entry.reason ?? null };
  });
  return store.suppression.addEntries(organizationId, id, fields, { ...actor, source: 'bulk' });
}

function readRegistry(
  registry: Exclude<NewSuppressionListJson['registry'], undefined>,
): SuppressionListFields['registry'] {
  if (registry === null) return null;
  const { ageHoursMax, versionAt, coverage } = registry;
  return {
    ageMsMax: ageHoursMax * HOUR_MS,
    versionAt: versionAt === null ? null : readInstant(versionAt, '/registry/versionAt'),
    coverage,
  };
}
