import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_RULES } from '@tact/api';

/**
 * What the cookie is called. A browser takes one that begins with `__Host-` only from this very host over HTTPS, so that no sibling host and nobody
 * on the network can put a session of their own into it; over plain HTTP, as on one's own machine, no browser would take it.
 */
const nameOf = (isHttps: boolean) => (isHttps ? '__Host-tact_session' : 'tact_session');

/** Whether the browser speaks HTTPS with the proxy before us, by that one's word: we speak none ourselves. */
export function isHttpsOf({ 'x-forwarded-proto': protocols }: IncomingHttpHeaders): boolean {
  const last = String(protocols ?? '')
    .split(',')
    .at(-1);
  return last?.trim().toLowerCase() === 'https';
}

/** The token of the session cookie; undefined where there is none. Over HTTPS a cookie of the other name is not believed. */
export function sessionTokenOf(headers: IncomingHttpHeaders): string | undefined {
  const { cookie = '' } = headers;
  const name = nameOf(isHttpsOf(headers));
  return cookie
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The `Set-Cookie` of a session: no script reads it, and no other site's form sends it; over HTTPS only where it was made over HTTPS. */
export function sessionCookie(token: string, isHttps: boolean): string {
  const seconds = Math.floor(SESSION_RULES.lastsMsMax / 1_000);
  return cookieOf(token, seconds, isHttps);
}

/** The `Set-Cookie` that takes the cookie away. */
export function endedSessionCookie(isHttps: boolean): string {
  return cookieOf('', 0, isHttps);
}

function cookieOf(value: string, seconds: number, isHttps: boolean): string {
  const secure = isHttps ? '; Secure' : '';
  return `${nameOf(isHttps)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
