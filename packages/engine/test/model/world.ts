import type * as Engine from '../../src/index.ts';
import { zonesNamed } from './clock.ts';

/** Everything that a decision depends on, but the instant. */
export interface World {
  readonly request: Engine.ContactRequest;
  readonly source: Engine.RulesetSource;
  readonly facts: Engine.Facts;
  readonly table: Engine.ZoneTable;
}

/** A rule that does not pass; `forEver` where time alone cannot end it (S4: `never`). */
export interface Blocking {
  readonly kind: Engine.RuleKind;
  readonly rule: string;
  readonly code: string;
  readonly forEver: boolean;
  /** It opens and closes by a clock that is finer than a minute (S4: `unknown`). */
  readonly isUnsolvable?: boolean;
}

export type Blockings = readonly Blocking[];
export type Zones = readonly Engine.Zone[] | 'unknown';

export function blocked(kind: Engine.RuleKind, rule: string, code: string, forEver: boolean): Blockings {
  return [{ kind, rule, code, forEver }];
}

/** S16: the zones that a timezone source gives. */
export function zonesBySource(world: World, timezoneSource: Engine.TimezoneSource): Zones {
  const { source, table } = world;
  const { contact, device } = world.facts;
  if (!device.geographic) return zonesNamed([contact.zone ?? source.organization.zone], table);
  const ofContact = contact.zone === null ? [] : [contact.zone];
  if (timezoneSource === 'device') return zonesNamed(device.zones, table);
  if (timezoneSource === 'contact') return zonesNamed(ofContact, table);
  if (timezoneSource === 'contact-and-device') return zonesNamed([...ofContact, ...device.zones], table);
  return zonesNamed(ofContact.length > 0 ? ofContact : device.zones, table);
}

/** S17: every zone known for the record. */
export function strictZones({ facts, source, table }: World): Zones {
  const devices = [facts.device, ...facts.otherDevices].filter(({ geographic }) => geographic);
  if (devices.some(({ zones }) => zones.length === 0)) return 'unknown';
  const names: string[] = devices.flatMap(({ zones }) => zones);
  if (facts.contact.zone !== null) names.push(facts.contact.zone);
  return zonesNamed(names.length > 0 ? names : [source.organization.zone], table);
}

/** S13: the limits' clock. */
export function limitsZones({ facts, source, table }: World): Zones {
  if (facts.contact.zone !== null) return zonesNamed([facts.contact.zone], table);
  const byNumber = source.organization.zoneFallback === 'number' && facts.device.geographic;
  return zonesNamed(byNumber ? facts.device.zones : [source.organization.zone], table);
}

/** Whether a choice of a rule names the value, or any. */
export function isAmong<T>(choice: 'any' | readonly T[], value: T): boolean {
  return choice === 'any' || choice.includes(value);
}

/** S9: a position or a type that is not known is held to every rule. */
export function isForDevice(rule: Engine.DeviceSelection, { device }: Engine.ContactRequest): boolean {
  const isForPosition = device.position === null || isAmong(rule.devices, device.position);
  return isForPosition && (device.type === 'unknown' || isAmong(rule.deviceTypes, device.type));
}
