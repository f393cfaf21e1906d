import type { InteractionContact } from '../ports.ts';
import { deviceOf } from './look-up.ts';

/** No character of a stored text. */
const BETWEEN = '\0';

/** A contact in one text, empty for none: where it lives, then each device. */
export function packedText(contact: InteractionContact | undefined): string {
  if (contact === undefined) return '';
  const { zone, country, region, postalCode, devices } = contact;
  const place = [zone, country, region, postalCode]
    .map((text) => (text === null ? '' : `=${text}`))
    .join(BETWEEN);
  return [`${place.length} ${place}`, ...devices.map(({ type, key }) => `${type} ${key}`)].join(BETWEEN);
}

/** Reads packed contacts; many live at the same place. */
export function unpacker(): (packed: string) => InteractionContact | null {
  const places = new Map<string, Omit<InteractionContact, 'devices'>>();
  function placeOf(text: string): Omit<InteractionContact, 'devices'> {
    const kept = places.get(text);
    if (kept !== undefined) return kept;
    const [zone = '', country = '', region = '', postalCode = ''] = text.split(BETWEEN);
    const made = {
      zone: textOf(zone),
      country: textOf(country),
      region: textOf(region),
      postalCode: textOf(postalCode),
    };
    if (places.size >= PLACES_MAX) places.clear();
    places.set(text, made);
    return made;
  }
  return (packed) => {
    if (packed === '') return null;
    const begin = packed.indexOf(' ') + 1;
    let end = begin + Number(packed.slice(0, begin));
    const { zone, country, region, postalCode } = placeOf(packed.slice(begin, end));
    let devices: InteractionContact['devices'][number][] | undefined;
    while (end < packed.length && end >= 0) {
      const next = packed.indexOf(BETWEEN, end + 1);
      const device = deviceOf(packed.slice(end + 1, next < 0 ? packed.length : next));
      // Most have one; a list that is pushed to makes room for many.
      if (devices === undefined) devices = [device];
      else devices.push(device);
      end = next;
    }
    return { zone, country, region, postalCode, devices: devices ?? [] };
  };
}

/** Places that are kept. */
const PLACES_MAX = 20_000;

function textOf(packed: string): string | null {
  return packed === '' ? null : packed.slice(1);
}
