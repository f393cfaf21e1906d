import type {
  ContactRequest,
  Facts,
  RuleKind,
  RulesetSource,
  TimezoneSource,
  Zone,
  ZoneTable,
} from '../../src/index.ts';
import { zonesNamed } from './clock.ts';

/** Everything that a decision depends on, but the instant. */
export interface World {
  readonly request: ContactRequest;
  readonly source: RulesetSource;
  readonly facts: Facts;
  readonly table: ZoneTable;
}

/** A rule that does not pass. */
export interface Blocking {
  readonly kind: RuleKind;
  readonly rule: string;
  readonly code: string;
  /** Whether time alone cannot end it (S4: `never`). */
  readonly forEver: boolean;
}

/** S16: the zones that a timezone source gives. */
export function zonesBySource(
  { facts: { contact, device }, source: { organization }, table }: World,
  timezoneSource: TimezoneSource,
): readonly Zone[] | 'unknown' {
  if (!device.geographic) return zonesNamed([contact.zone ?? organization.zone], table);
  const ofContact = contact.zone === null ? [] : [contact.zone];
  switch (timezoneSource) {
    case 'device':
      return zonesNamed(device.zones, table);
    case 'contact':
      return zonesNamed(ofContact, table);
    case 'contact-then-device':
      return zonesNamed(ofContact.length > 0 ? ofContact : device.zones, table);
    case 'contact-and-device':
      return zonesNamed([...ofContact, ...device.zones], table);
  }
}

/** S8: the zones whose days are counted, and which say what today is. */
export function requestZones(world: World): readonly Zone[] | 'unknown' {
  return zonesBySource(world, world.source.timezoneSource ?? 'device');
}

/** S17: every zone known for the record. */
export function strictZones({ facts, source, table }: World): readonly Zone[] | 'unknown' {
  const devices = [facts.device, ...facts.otherDevices].filter(({ geographic }) => geographic);
  if (devices.some(({ zones }) => zones.length === 0)) return 'unknown';
  const names: string[] = devices.flatMap(({ zones }) => zones);
  if (facts.contact.zone !== null) names.push(facts.contact.zone);
  return zonesNamed(names.length > 0 ? names : [source.organization.zone], table);
}

/** S13: the limits' clock. */
export function limitsZones({ facts, source, table }: World): readonly Zone[] | 'unknown' {
  if (facts.contact.zone !== null) return zonesNamed([facts.contact.zone], table);
  const byNumber = source.organization.zoneFallback === 'number' && facts.device.geographic;
  return zonesNamed(byNumber ? facts.device.zones : [source.organization.zone], table);
}
