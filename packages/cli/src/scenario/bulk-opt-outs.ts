import type { DeviceKey, EntryFact, EntryId, OptOutFact, OptOutId, SuppressionListId } from '@tact/engine';
import { fieldsOfRows } from './fields.ts';
import type { Section } from './markdown.ts';
import { tableOf } from './parse-organization.ts';
import { contactIn } from './parse-people.ts';
import { readInstant } from './read-instant.ts';
import { listOf, orNone, readDeviceKey, readYesNo } from './read-words.ts';
import type {
  Scenario,
  ScenarioBulkOptOut,
  ScenarioCase,
  ScenarioContact,
  ScenarioList,
} from './scenario.ts';

/** What the organization's own list is called in a scenario: as it is when it is made. */
export const OWN_LIST = 'Own do not contact list';

/** What bulk opt-outs are worked out from. */
type People = Pick<Scenario, 'contacts' | 'bulkOptOuts'>;

const COLUMNS = ['number', 'at', 'store unmatched', 'contacts later'];

/** Reads `### Bulk opt-outs` (S24). */
export function parseBulkOptOuts(
  section: Section,
  contacts: readonly ScenarioContact[],
  fileName: string,
): readonly ScenarioBulkOptOut[] {
  return fieldsOfRows(tableOf(section, fileName), COLUMNS, fileName).map((row) => {
    const number = row.need('number', readDeviceKey);
    const later = row.read('contacts later', orNone(listOf(contactIn(contacts)))) ?? [];
    if (!later.every((contact) => has(contact, number)))
      throw row.fail('`contacts later` does not fit the table of contacts: one does not have the number');
    return {
      number,
      at: row.need('at', readInstant),
      storeUnmatched: row.read('store unmatched', readYesNo) ?? true,
      contactsLater: later.map(({ clientId }) => clientId),
    };
  });
}

/** The opt-outs that bulk opt-outs made of contacts, as far as they name the case's contact or device: `contact only`, and the very number. */
export function bulkOptOutsNaming(scenario: Scenario, one: ScenarioCase): readonly OptOutFact[] {
  return scenario.bulkOptOuts.flatMap((bulk, index) =>
    matchedBy(scenario, bulk).flatMap(({ clientId }): OptOutFact[] => {
      const isOwn = clientId === one.contact.clientId;
      if (!isOwn && bulk.number !== one.device.key) return [];
      const id = `bulk opt-out ${index + 1} ${clientId}` as OptOutId;
      const by = isOwn ? 'client' : 'device';
      return [{ id, by, channels: 'any', from: { instant: bulk.at }, until: null }];
    }),
  );
}

/** The organization's own list, where a bulk opt-out put a number on it. */
export function ownListOf(scenario: People): readonly ScenarioList[] {
  const keys = storedNumbers(scenario);
  if (keys.length === 0) return [];
  const entries = keys.map((value) => ({ value, from: null, until: null }));
  return [
    {
      name: OWN_LIST,
      type: 'device',
      required: true,
      channels: 'any',
      expires: null,
      registry: null,
      entries,
    },
  ];
}

/** An address's entries, by itself and by its e-mail domain. */
export function entriesOf({ name, type, entries }: ScenarioList, one: ScenarioCase): readonly EntryFact[] {
  const { key } = one.device;
  const values: readonly string[] =
    type === 'client'
      ? [one.contact.clientId]
      : key.includes('@')
        ? [key, key.slice(key.indexOf('@'))]
        : [key];
  return entries
    .filter(({ value }) => values.includes(value))
    .map(({ from, until }, index) => ({
      listId: name as SuppressionListId,
      entryId: `entry ${index + 1}` as EntryId,
      from,
      until,
    }));
}

function storedNumbers(scenario: People): readonly DeviceKey[] {
  return scenario.bulkOptOuts
    .filter((bulk) => bulk.storeUnmatched && matchedBy(scenario, bulk).length === 0)
    .map(({ number }) => number);
}

function matchedBy({ contacts }: People, bulk: ScenarioBulkOptOut): readonly ScenarioContact[] {
  return contacts.filter(
    (contact) => has(contact, bulk.number) && !bulk.contactsLater.includes(contact.clientId),
  );
}

function has({ devices }: ScenarioContact, number: DeviceKey): boolean {
  return devices.some(({ key }) => key === number);
}
