import type { Subject } from './subject.ts';

/** What stands where a name, a number or an address stood. */
const ERASED = 'erased';

/**
 * A state of the audit log, or examples of a backtest, without the person: objects that bear the person's client id are gone whole (of a list,
 * without a trace), and every other mention of a device or of the client id in its own field is replaced. What does not mention the person comes back as it is.
 */
export function redact(value: unknown, { clientId, deviceKeys }: Subject): unknown {
  const isOfPerson = (one: unknown) =>
    clientId !== null &&
    one !== null &&
    typeof one === 'object' &&
    'clientId' in one &&
    one.clientId === clientId;
  const visit = (one: unknown, field: string): unknown => {
    if (typeof one === 'string') {
      if (clientId !== null && one === clientId && CLIENT_FIELDS.has(field)) return ERASED;
      return deviceKeys.reduce((text, key) => withoutDevice(text, key), one);
    }
    if (Array.isArray(one)) return one.filter((item) => !isOfPerson(item)).map((item) => visit(item, field));
    if (one === null || typeof one !== 'object') return one;
    if (isOfPerson(one)) return ERASED;
    return Object.fromEntries(Object.entries(one).map(([name, of]) => [name, visit(of, name)]));
  };
  return visit(value, '');
}

/** Where a client id stands as such: elsewhere the same text may be anything. */
const CLIENT_FIELDS: ReadonlySet<string> = new Set(['clientId', 'clientIds', 'value', 'values']);

/** The text without a device. A number is found in longer texts too, but not as the beginning of a longer number. */
export function withoutDevice(text: string, deviceKey: string): string {
  if (!text.includes(deviceKey)) return text;
  if (text === deviceKey) return ERASED;
  let left = '';
  for (let from = 0; ;) {
    const at = text.indexOf(deviceKey, from);
    if (at < 0) return left + text.slice(from);
    const end = at + deviceKey.length;
    const isWhole = !/[0-9]/.test(text.charAt(end));
    left += text.slice(from, at) + (isWhole ? ERASED : deviceKey);
    from = end;
  }
}
