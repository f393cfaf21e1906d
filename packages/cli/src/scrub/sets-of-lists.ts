import { zoneTable } from '@tact/places';
import { createClock, scrubSetOfList, type ScrubSet } from '@tact/service';
import { allOf, type SuppressionListRow } from '@tact/store';
import type { ScrubOptions } from '../commands/scrub.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { counted } from '../counted.ts';
import { findList } from '../lists/find-list.ts';
import { asFailure } from '../as-failure.ts';

/** What a list is scrubbed by, out of the database, as it is now; and the country of numbers that name none. */
export async function setsOfLists(
  options: ScrubOptions,
): Promise<{ readonly sets: readonly ScrubSet[]; readonly defaultCountry: string }> {
  return withStore(options, async (database) => {
    const { organization } = database;
    const zone = zoneTable().get(organization.rules.zone);
    if (zone === undefined)
      throw new Failure(
        `the time zone \`${organization.rules.zone}\` is not known; correct the organization's`,
      );
    const at = createClock()();
    const sets: ScrubSet[] = [];
    for (const list of await chosenLists(database, options.list)) {
      const parts = { store: database.store, organizationId: organization.id };
      const set = await asFailure(() => scrubSetOfList(parts, list, { zone, at }));
      if (set === null) process.stderr.write(`${list.name} has expired: it is not scrubbed by\n`);
      else {
        process.stdout.write(`${list.name}: ${counted(set.size)} numbers and addresses to scrub by\n`);
        sets.push(set);
      }
    }
    if (sets.length === 0)
      throw usage(
        'there is no suppression list of devices to scrub by; make one, or scrub by files with --set',
      );
    return { sets, defaultCountry: organization.defaultCountry };
  });
}

/** The lists that are named, in their order; else all of devices, registries after the others, by name (S3). */
async function chosenLists(
  { store, organization }: OpenedStore,
  named: readonly string[] | undefined,
): Promise<readonly SuppressionListRow[]> {
  if (named !== undefined) {
    const lists: SuppressionListRow[] = [];
    for (const one of named) lists.push(await findList(store, organization.id, one));
    return lists;
  }
  const lists: SuppressionListRow[] = [];
  for await (const list of allOf((page) => store.suppression.list(organization.id, page)))
    if (list.type === 'device') lists.push(list);
  const isRegistry = ({ registry }: SuppressionListRow) => Number(registry !== null);
  return lists.toSorted(
    (one, other) => isRegistry(one) - isRegistry(other) || (one.name < other.name ? -1 : 1),
  );
}
