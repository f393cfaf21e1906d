import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_RULES } from '@tact/api';

const NAME = 'tact_session';

/** The token of the session cookie; undefined where there is none. */
export function sessionTokenOf({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  return cookie
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1);
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
  return `${NAME}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
