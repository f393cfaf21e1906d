/**
 * The entry by which a whole e-mail domain is suppressed, for one of its addresses: `@example.com`. Null for a number. The domain itself
 * is meant, and none below it: `ana@mail.example.com` is at `@mail.example.com`.
 */
export function domainKeyOf(deviceKey: string | null): string | null {
  if (deviceKey === null) return null;
  const at = deviceKey.indexOf('@');
  return at < 0 ? null : deviceKey.slice(at);
}
