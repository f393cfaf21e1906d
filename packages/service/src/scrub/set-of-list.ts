import { DAY_MS, isInForce, type Instant, type OrganizationId, type Zone } from '@tact/engine';
import { allOf, type Store, type SuppressionListRow } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { scrubSetBuilder, type ScrubSet } from './scrub-set.ts';

/**
 * What a file is scrubbed by, out of a suppression list as it is at the instant: the numbers of its version in force, and its single entries
 * that are. Null where the list itself has expired. `plan_invalid` for a list of clients, and for a registry list that has no version date or
 * is too old (S26): what is not on it may be on the registry.
 */
export async function scrubSetOfList(
  { store, organizationId }: { readonly store: Store; readonly organizationId: OrganizationId },
  list: SuppressionListRow,
  { zone, at }: { readonly zone: Zone; readonly at: Instant },
): Promise<(ScrubSet & { readonly size: number }) | null> {
  assertFresh(list, at);
  if (!isInForce({ from: null, until: list.expires }, zone, at)) return null;
  const builder = scrubSetBuilder(list.name, zone, at);
  const keptMs = list.retentionDays === null ? Infinity : list.retentionDays * DAY_MS;
  const entries = allOf((page) => store.suppression.listEntries(organizationId, list.id, page));
  for await (const { value, from, until, reason, createdAt } of entries)
    if (createdAt + keptMs > at && isInForce({ from, until }, zone, at)) builder.addValue(value, reason);
  const version = (await store.numberSets.versions(organizationId, list.id)).find(
    ({ state }) => state === 'in force',
  );
  const numbers =
    version === undefined
      ? undefined
      : await store.numberSets.load(
          organizationId,
          { listId: list.id, versionId: version.id },
          { shared: true },
        );
  return builder.finish({ numbers, coverage: list.registry?.coverage ?? null });
}

function assertFresh({ name, type, registry }: SuppressionListRow, at: Instant): void {
  const refuse = (sentence: string) => new CommandError('plan_invalid', sentence, { path: '/list' });
  if (type === 'client') throw refuse(`\`${name}\` is a list of clients; scrub by lists of devices`);
  if (registry === null) return;
  if (registry.versionAt === null || at - registry.versionAt > registry.ageMsMax)
    throw refuse(
      `the registry list \`${name}\` is too old to scrub by; import a newer version of it, or name the lists to scrub by without it`,
    );
}
