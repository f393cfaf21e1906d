import { parseInstant, parseSpanEdge, quote } from '@tact/api';
import {
  formatInstant,
  spanProblem,
  type CountryCode,
  type DeviceKey,
  type Instant,
  type SpanEdge,
} from '@tact/engine';
import { countryCode, parseAddress, parseEmailDomain } from '@tact/places';
import { CommandError } from '../command-error.ts';

/** Reads an instant; `instant_invalid` for a day that no month has. The shape was checked by the schema. */
export function readInstant(text: string, path: string): Instant {
  const at = parseInstant(text);
  if (at === undefined)
    throw new CommandError(
      'instant_invalid',
      `${quote(text)} is no instant; write one such as \`2026-11-21T02:15:00Z\``,
      { path },
    );
  return at;
}

/** Reads the edge of a span: a day or an instant. */
export function readSpanEdge(text: string | null | undefined, path: string): SpanEdge | null {
  if (text === null || text === undefined) return null;
  const edge = parseSpanEdge(text);
  if (edge === undefined)
    throw new CommandError(
      'instant_invalid',
      `${quote(text)} is no day and no instant; write \`2026-12-31\` or \`2026-12-31T23:00:00Z\``,
      { path },
    );
  return edge;
}

/** Reads a span; `span_invalid` where it would end before it starts. */
export function readSpan(
  span: { readonly from?: string | null; readonly until?: string | null },
  path = '',
): { readonly from: SpanEdge | null; readonly until: SpanEdge | null } {
  const read = {
    from: readSpanEdge(span.from, `${path}/from`),
    until: readSpanEdge(span.until, `${path}/until`),
  };
  const problem = spanProblem(read);
  if (problem !== undefined) throw new CommandError('span_invalid', problem, { path: `${path}/until` });
  return read;
}

/** The edge as it is sent. */
export function spanEdgeJson(edge: SpanEdge): string {
  return 'date' in edge ? edge.date : formatInstant(edge.instant);
}

/** A number or e-mail address in any written form as a device key; `number_invalid` where it is neither. */
export function readAddress(address: string, defaultCountry: string, path: string): DeviceKey {
  const parsed = parseAddress(address, defaultCountry as CountryCode);
  if (!parsed.ok) throw new CommandError('number_invalid', parsed.sentence, { path });
  return parsed.key;
}

/** What an entry of a list of devices names: an address, or an e-mail domain such as `@example.com`. */
export function readDeviceEntry(value: string, defaultCountry: string, path: string): DeviceKey {
  if (!value.trim().startsWith('@')) return readAddress(value, defaultCountry, path);
  const parsed = parseEmailDomain(value);
  if (!parsed.ok) throw new CommandError('number_invalid', parsed.sentence, { path });
  return parsed.key;
}

/** A country as its code; `address_invalid` where there is none such. */
export function readCountry(country: string, path: string): CountryCode {
  const code = countryCode(country);
  if (code === null)
    throw new CommandError(
      'address_invalid',
      `${quote(country)} is no country; use a code of two letters such as \`US\``,
      { path },
    );
  return code;
}
