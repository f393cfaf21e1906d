import { zoneTable } from '@tact/places';
import { describe, expect, test } from 'vitest';
import { contactOf, deviceOf, TOLL_FREE, zoneNames, zoneOf } from '../test/samples.ts';
import type { DevicePlace } from './device.ts';
import type { ZoneName } from './time/zone.ts';
import { limitsZones, strictZones, TIMEZONE_SOURCES, zonesFromSource, type TimezoneSource, type ZoneFacts, type ZoneSet } from './zones.ts'; // prettier-ignore

const NEW_YORK = 'America/New_York';
const CHICAGO = 'America/Chicago';
const LONDON = 'Europe/London';
const PARIS = 'Europe/Paris';
const NOWHERE = 'Mars/Olympus';

const numberIn = (...names: readonly string[]): DevicePlace => deviceOf({ zones: zoneNames(...names) });

function factsOf(contact: string | null, device: DevicePlace, more: Partial<ZoneFacts> = {}): ZoneFacts {
  return {
    contact: contactOf(contact === null ? {} : { zone: contact as ZoneName, zoneFrom: 'stated' }),
    device,
    otherDevices: [],
    ...more,
  };
}

/** `Europe/London by contact`; `unknown`, with the name that is not known. */
function shown(zones: ZoneSet): readonly string[] | string {
  if (!zones.known) return `unknown: ${zones.zone === null ? 'no name' : zones.zone}`;
  return zones.zones.map(({ zone, from }) => `${zone.name} by ${from}`);
}

const byContact = [`${LONDON} by contact`];
const byDevice = [`${NEW_YORK} by device`, `${CHICAGO} by device`];
const byOrganization = [`${PARIS} by organization`];

describe('the zones of a timezone source (S16)', () => {
  type Row = [name: string, contact: string | null, device: DevicePlace, zones: Record<TimezoneSource, readonly string[] | string>]; // prettier-ignore
  const rows: readonly Row[] = [
    ['both known', LONDON, numberIn(NEW_YORK, CHICAGO), {
      device: byDevice,
      contact: byContact,
      'contact-then-device': byContact,
      'contact-and-device': [...byContact, ...byDevice],
    }],
    ['no contact zone, a geographic number', null, numberIn(NEW_YORK, CHICAGO), {
      device: byDevice,
      contact: 'unknown: no name',
      'contact-then-device': byDevice,
      'contact-and-device': byDevice,
    }],
    ['a toll-free number takes the contact’s zone under every source', LONDON, TOLL_FREE, {
      device: byContact,
      contact: byContact,
      'contact-then-device': byContact,
      'contact-and-device': byContact,
    }],
    ['neither known: the organization’s', null, TOLL_FREE, {
      device: byOrganization,
      contact: byOrganization,
      'contact-then-device': byOrganization,
      'contact-and-device': byOrganization,
    }],
    ['a geographic number without a zone', LONDON, deviceOf({ zones: [] }), {
      device: 'unknown: no name',
      contact: byContact,
      'contact-then-device': byContact,
      'contact-and-device': byContact,
    }],
    ['neither zone, a geographic number', null, deviceOf({ zones: [] }), {
      device: 'unknown: no name',
      contact: 'unknown: no name',
      'contact-then-device': 'unknown: no name',
      'contact-and-device': 'unknown: no name',
    }],
    ['a contact’s zone that the table does not have', NOWHERE, numberIn(NEW_YORK, CHICAGO), {
      device: byDevice,
      contact: `unknown: ${NOWHERE}`,
      'contact-then-device': `unknown: ${NOWHERE}`,
      'contact-and-device': `unknown: ${NOWHERE}`,
    }],
    ['one of the number’s zones that the table does not have makes all unknown', LONDON, numberIn(NEW_YORK, NOWHERE), {
      device: `unknown: ${NOWHERE}`,
      contact: byContact,
      'contact-then-device': byContact,
      'contact-and-device': `unknown: ${NOWHERE}`,
    }],
    ['a zone that both have counts once', NEW_YORK, numberIn(CHICAGO, NEW_YORK), {
      device: [`${CHICAGO} by device`, `${NEW_YORK} by device`],
      contact: [`${NEW_YORK} by contact`],
      'contact-then-device': [`${NEW_YORK} by contact`],
      'contact-and-device': [`${NEW_YORK} by contact`, `${CHICAGO} by device`],
    }],
  ]; // prettier-ignore
  for (const [name, contact, device, zones] of rows) {
    test.each(TIMEZONE_SOURCES)(`${name}: %s`, (source) => {
      expect(shown(zonesFromSource(source, factsOf(contact, device), PARIS, zoneTable()))).toEqual(
        zones[source],
      );
    });
  }

  test('an organization’s zone that the table does not have', () => {
    const facts = factsOf(null, TOLL_FREE);
    expect(shown(zonesFromSource('device', facts, NOWHERE, zoneTable()))).toBe(`unknown: ${NOWHERE}`);
  });
});

describe('every zone known for the record: strict (S17)', () => {
  type Row = [name: string, contact: string | null, devices: readonly [DevicePlace, ...DevicePlace[]], zones: readonly string[] | string]; // prettier-ignore
  const rows: readonly Row[] = [
    ['the contact’s and all its devices’', LONDON, [numberIn(NEW_YORK), numberIn(CHICAGO), numberIn(PARIS)], [...byContact, ...byDevice, `${PARIS} by device`]],
    ['no contact zone', null, [numberIn(NEW_YORK), numberIn(CHICAGO)], byDevice],
    ['a toll-free number adds none', LONDON, [TOLL_FREE, numberIn(NEW_YORK), TOLL_FREE], [...byContact, `${NEW_YORK} by device`]],
    ['only the contact’s', LONDON, [TOLL_FREE], byContact],
    ['none at all: the organization’s', null, [TOLL_FREE, TOLL_FREE], byOrganization],
    ['the other device’s, where the request’s is toll-free', null, [TOLL_FREE, numberIn(NEW_YORK)], [`${NEW_YORK} by device`]],
    ['each zone once', NEW_YORK, [numberIn(NEW_YORK), numberIn(NEW_YORK, CHICAGO)], [`${NEW_YORK} by contact`, `${CHICAGO} by device`]],
    ['a geographic number without a zone', LONDON, [deviceOf({ zones: [] })], 'unknown: no name'],
    ['another geographic number without a zone', LONDON, [numberIn(NEW_YORK), deviceOf({ zones: [] })], 'unknown: no name'],
    ['a zone that the table does not have', LONDON, [numberIn(NEW_YORK), numberIn(NOWHERE)], `unknown: ${NOWHERE}`],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, contact, [device, ...otherDevices], zones) => {
    expect(shown(strictZones(factsOf(contact, device, { otherDevices }), PARIS, zoneTable()))).toEqual(zones);
  });
});

describe('the zones that are remembered', () => {
  const both = (contact: string, device: DevicePlace, table = zoneTable()) =>
    zonesFromSource('contact-and-device', factsOf(contact, device), PARIS, table);

  test('the same zones are one object, named in the same order', () => {
    const device = numberIn(NEW_YORK, CHICAGO);
    expect(both(LONDON, device)).toBe(both(LONDON, numberIn(NEW_YORK, CHICAGO)));
    expect(both(NEW_YORK, device)).not.toBe(both(LONDON, device));
    expect(shown(both(LONDON, numberIn(CHICAGO, NEW_YORK)))).toEqual([
      ...byContact,
      ...byDevice.toReversed(),
    ]);
  });

  test('each zone table has its own', () => {
    const other = { ...zoneTable(), get: (name: string) => zoneTable().get(name) };
    const device = numberIn(NEW_YORK, CHICAGO);
    const [ours, theirs] = [both(LONDON, device), both(LONDON, device, other)];
    expect(theirs).not.toBe(ours);
    expect(shown(theirs)).toEqual(shown(ours));
    expect(both(LONDON, device)).toBe(ours);
  });

  test('so many that no more are remembered are still right', () => {
    const newYork = zoneOf(NEW_YORK);
    const many = { ...zoneTable(), get: (name: string) => ({ ...newYork, name: name as ZoneName }) };
    for (let i = 0; i < 10_001; i++) {
      const name = `Test/${i}`;
      expect(shown(both(LONDON, numberIn(name), many))).toEqual([...byContact, `${name} by device`]);
    }
    expect(both(LONDON, numberIn('Test/9999'), many)).toBe(both(LONDON, numberIn('Test/9999'), many));
    expect(both(LONDON, numberIn('Test/10000'), many)).not.toBe(both(LONDON, numberIn('Test/10000'), many));
  });
});

describe('the limits’ clock (S13)', () => {
  type Row = [name: string, contact: string | null, device: DevicePlace, byNumber: readonly string[] | string, byOffice: readonly string[] | string]; // prettier-ignore
  const rows: readonly Row[] = [
    ['the contact’s zone', LONDON, numberIn(NEW_YORK), byContact, byContact],
    ['no contact zone', null, numberIn(NEW_YORK, CHICAGO), byDevice, byOrganization],
    ['a toll-free number', null, TOLL_FREE, byOrganization, byOrganization],
    ['a toll-free number of a contact with a zone', LONDON, TOLL_FREE, byContact, byContact],
    ['a geographic number without a zone', null, deviceOf({ zones: [] }), 'unknown: no name', byOrganization],
    ['a contact’s zone that the table does not have', NOWHERE, numberIn(NEW_YORK), `unknown: ${NOWHERE}`, `unknown: ${NOWHERE}`],
    ['a number’s zone that the table does not have', null, numberIn(NOWHERE), `unknown: ${NOWHERE}`, byOrganization],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, contact, device, byNumber, byOffice) => {
    expect(shown(limitsZones('number', factsOf(contact, device), PARIS, zoneTable()))).toEqual(byNumber);
    expect(shown(limitsZones('organization', factsOf(contact, device), PARIS, zoneTable()))).toEqual(
      byOffice,
    );
  });

  test('an organization’s zone that the table does not have', () => {
    expect(shown(limitsZones('organization', factsOf(null, TOLL_FREE), NOWHERE, zoneTable()))).toBe(`unknown: ${NOWHERE}`);
  }); // prettier-ignore
});
